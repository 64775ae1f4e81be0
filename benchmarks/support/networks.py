"""Steps of networks in PyTorch: reads "name threads steps" lines, answers each with seconds per step."""

import sys
import time

import torch
import torch.nn.functional as F

torch.manual_seed(1)
BATCH, CONTEXT, TOKENS, WIDTH = 12, 64, 65, 128


class Gpt(torch.nn.Module):
    def __init__(self, layers=4, heads=4):
        super().__init__()
        self.tokens = torch.nn.Embedding(TOKENS, WIDTH)
        self.positions = torch.nn.Parameter(0.02 * torch.randn(CONTEXT, WIDTH))
        make = lambda: torch.nn.TransformerEncoderLayer(WIDTH, heads, 4 * WIDTH, 0.0, "gelu", batch_first=True, norm_first=True)
        self.blocks = torch.nn.ModuleList([make() for _ in range(layers)])
        self.norm = torch.nn.LayerNorm(WIDTH)
        self.head = torch.nn.Linear(WIDTH, TOKENS)
        self.mask = torch.full((CONTEXT, CONTEXT), float("-inf")).triu(1)

    def forward(self, x):
        y = self.tokens(x) + self.positions
        for block in self.blocks:
            y = block(y, self.mask)
        return self.head(self.norm(y))


def cnn(norm):
    layers = [
        torch.nn.Conv2d(1, 32, 3), norm and torch.nn.BatchNorm2d(32), torch.nn.ReLU(),
        torch.nn.Conv2d(32, 64, 3), norm and torch.nn.BatchNorm2d(64), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(64 * 12 * 12, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10),
    ]  # fmt: skip
    return torch.nn.Sequential(*[layer for layer in layers if layer])


def step_of(model, x, y, optimizer):
    def step():
        optimizer.zero_grad()
        logits = model(x)
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), y.reshape(-1))
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def image_step(norm):
    model = cnn(norm)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    return step_of(model, torch.randn(128, 1, 28, 28), torch.arange(128) % 10, optimizer)


def text_step():
    model = Gpt()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    ids = torch.arange(BATCH * CONTEXT).mul(7).remainder(TOKENS).reshape(BATCH, CONTEXT)
    return step_of(model, ids, ids, optimizer)


steps = {"gpt": text_step(), "cnn": image_step(False), "batch-norm": image_step(True)}
print(torch.__version__, flush=True)
for line in sys.stdin:
    name, threads, count = line.split()
    torch.set_num_threads(int(threads))
    start = time.perf_counter()
    for _ in range(int(count)):
        steps[name]()
    print((time.perf_counter() - start) / int(count), flush=True)
