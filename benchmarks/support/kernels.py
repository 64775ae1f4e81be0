"""The kernels of kernels.ts in PyTorch: reads "name threads steps" lines, answers each with seconds per step."""

import math
import sys
import time

import torch
import torch.nn.functional as F

torch.manual_seed(1)


def leaf(*shape):
    return torch.randn(*shape, requires_grad=True)


def cross_entropy():
    logits, labels = leaf(128, 1000), torch.randint(1000, (128,))
    return lambda: torch.autograd.grad(F.cross_entropy(logits, labels), logits)


def layer_norm():
    x, weight, bias, dy = leaf(768, 128), leaf(128), leaf(128), torch.randn(768, 128)
    return lambda: torch.autograd.grad(F.layer_norm(x, [128], weight, bias), [x, weight, bias], dy)


def attention():
    query, key, value = (leaf(12, 4, 64, 32) for _ in range(3))
    dy, mask = torch.randn(12, 4, 64, 32), torch.full((64, 64), -math.inf).triu(1)

    def step():
        scores = query @ key.transpose(-2, -1) / math.sqrt(32) + mask
        return torch.autograd.grad(torch.softmax(scores, -1) @ value, [query, key, value], dy)

    return step


def gpt_block():
    block = torch.nn.TransformerEncoderLayer(128, 4, 512, 0.0, "gelu", batch_first=True, norm_first=True)
    optimizer = torch.optim.Adam(block.parameters(), lr=1e-3)
    x, target, mask = torch.randn(12, 64, 128), torch.randn(12, 64, 128), torch.full((64, 64), -math.inf).triu(1)

    def step():
        optimizer.zero_grad()
        F.mse_loss(block(x, mask), target).backward()
        optimizer.step()

    return step


steps = {"cross-entropy": cross_entropy(), "layer-norm": layer_norm(), "attention": attention(), "gpt-block": gpt_block()}

print(torch.__version__, flush=True)
for line in sys.stdin:
    name, threads, count = line.split()
    torch.set_num_threads(int(threads))
    step = steps[name]
    start = time.perf_counter()
    for _ in range(int(count)):
        step()
    print((time.perf_counter() - start) / int(count), flush=True)
