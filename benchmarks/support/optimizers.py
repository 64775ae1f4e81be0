"""Updates of 6 million parameters in PyTorch: reads "optimizer variant threads steps" lines, answers each with seconds
per update, or nan where this version has no such variant. "backward default" is the loss and its gradients."""

import sys
import time

import torch
from torch.nn.functional import cross_entropy

SIZES, BATCH = [784, 2048, 2048, 10], 128
torch.manual_seed(1)
x, y = torch.rand(BATCH, SIZES[0]), torch.arange(BATCH) % 10


def network():
    layers = []
    for inputs, units in zip(SIZES, SIZES[1:]):
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def backward():
    model = network()

    def run():
        model.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        loss.item()

    return run


class Lion:
    """PyTorch has none: the usual code, leaf by leaf or over lists."""

    def __init__(self, params, foreach=False):
        self.params, self.step = list(params), self.lists if foreach else self.leaves
        self.moments = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def leaves(self):
        for p, m in zip(self.params, self.moments):
            p.add_(m.mul(0.9).add_(p.grad, alpha=0.1).sign_(), alpha=-1e-4)
            m.lerp_(p.grad, 0.01)

    @torch.no_grad()
    def lists(self):
        gradients = [p.grad for p in self.params]
        updates = torch._foreach_mul(self.moments, 0.9)
        torch._foreach_add_(updates, gradients, alpha=0.1)
        torch._foreach_add_(self.params, [u.sign_() for u in updates], alpha=-1e-4)
        torch._foreach_lerp_(self.moments, gradients, 0.01)


def muon(params):
    """Matrices only; the biases that it refuses are one in a thousand parameters."""
    return torch.optim.Muon([p for p in params if p.dim() == 2])


OPTIMIZERS = {
    "momentum": lambda params, **options: torch.optim.SGD(params, lr=0.01, momentum=0.9, **options),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "lion": Lion,
    "muon": muon,
}


def update(name, variant):
    params = list(network().parameters())
    for p in params:
        p.grad = torch.randn_like(p) * 1e-3
    options = {} if variant == "default" else {variant: True}
    return OPTIMIZERS[name](params, **options).step


contestants = {}


def contestant(name, variant):
    if (name, variant) not in contestants:
        try:
            run = backward() if name == "backward" else update(name, variant)
            run()
        except (AttributeError, RuntimeError, TypeError, ValueError):
            run = None
        contestants[name, variant] = run
    return contestants[name, variant]


print(torch.__version__, flush=True)
for line in sys.stdin:
    name, variant, threads, steps = line.split()
    torch.set_num_threads(int(threads))
    run = contestant(name, variant)
    start = time.perf_counter()
    for _ in range(int(steps) if run else 0):
        run()
    print((time.perf_counter() - start) / int(steps) if run else "nan", flush=True)
