"""Runs of ../experiment.ts in PyTorch, one after the other in this process: SEED STEPS lines, answered with the last loss and processor ms per step."""

import sys
import time

import torch
import torch.nn.functional as F

from models import dense

EXAMPLES, PIXELS, CLASSES, LAST = 60_000, 196, 10, 100
torch.manual_seed(1)
torch.set_num_threads(1)
y = torch.arange(EXAMPLES) % CLASSES
x = (torch.rand(CLASSES, PIXELS)[y] + torch.rand(EXAMPLES, PIXELS)) / 2


def rule(seed, params):
    return torch.optim.SGD(params, lr=1.0) if seed % 2 == 0 else torch.optim.SGD(params, lr=0.2, momentum=0.9)


def train(seed, steps):
    """The mean of its last losses."""
    torch.manual_seed(seed)
    model = dense([PIXELS, 100, 50, CLASSES], torch.nn.Sigmoid)
    for p in model.parameters():
        torch.nn.init.uniform_(p, -0.5, 0.5)
    optimizer, last = rule(seed, model.parameters()), []
    for step in range(steps):
        rows = torch.randint(EXAMPLES, (64,))
        optimizer.zero_grad()
        loss = 0.5 * ((model(x[rows]) - F.one_hot(y[rows], CLASSES)) ** 2).sum() / len(rows)
        loss.backward()
        optimizer.step()
        value = loss.item()
        if step >= steps - LAST:
            last.append(value)
    return sum(last) / len(last)


print(torch.__version__, flush=True)
for line in sys.stdin:
    seed, steps = map(int, line.split())
    start = time.process_time()
    loss = train(seed, steps)
    print(loss, 1000 * (time.process_time() - start) / steps, flush=True)
