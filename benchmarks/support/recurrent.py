"""Steps of recurrent networks in PyTorch: reads "kind threads steps" lines, answers each with seconds per step."""

import sys
import time

import torch

BATCH, TIME, FEATURES, UNITS, CLASSES = 32, 64, 64, 128, 10
torch.manual_seed(1)
x, y = torch.randn(BATCH, TIME, FEATURES), torch.arange(BATCH) % CLASSES


def step_of(kind):
    layer = getattr(torch.nn, kind.upper())(FEATURES, UNITS, batch_first=True)
    head = torch.nn.Linear(UNITS, CLASSES)
    optimizer = torch.optim.SGD([*layer.parameters(), *head.parameters()], lr=0.01)

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(layer(x)[0][:, -1]), y)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


steps = {kind: step_of(kind) for kind in ["rnn", "gru", "lstm"]}
print(torch.__version__, flush=True)
for line in sys.stdin:
    kind, threads, count = line.split()
    torch.set_num_threads(int(threads))
    start = time.perf_counter()
    for _ in range(int(count)):
        steps[kind]()
    print((time.perf_counter() - start) / int(count), flush=True)
