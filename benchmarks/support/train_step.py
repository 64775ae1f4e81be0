"""The same step in PyTorch: reads "threads steps" lines, answers each with seconds per step and the last loss."""

import sys
import time

import torch

SIZES, BATCH = [196, 100, 50, 10], 64
torch.manual_seed(1)
layers = []
for inputs, units in zip(SIZES, SIZES[1:]):
    layers += [torch.nn.Linear(inputs, units), torch.nn.Sigmoid()]
model = torch.nn.Sequential(*layers)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
x = torch.rand(BATCH, SIZES[0])
t = torch.nn.functional.one_hot(torch.randint(10, (BATCH,)), 10).float()

print(torch.__version__, flush=True)
for line in sys.stdin:
    threads, steps = map(int, line.split())
    torch.set_num_threads(threads)
    start = time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = 0.5 * ((model(x) - t) ** 2).sum() / BATCH
        loss.backward()
        optimizer.step()
        value = loss.item()
    print((time.perf_counter() - start) / steps, value, flush=True)
