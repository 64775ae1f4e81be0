"""The workloads of ../support/workloads.ts in PyTorch, one in a process of its own: WORKLOAD THREADS VARIANT. Its first line is what
the first step took, as JSON; each number of steps that it reads is answered with milliseconds per step and the peak of
resident memory in bytes."""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F

from models import Gpt, Recurrent, dense, group_norm_cnn, lenet, small_cnn

# Bytes, as a measurement of memory and not of caches.
COPIED = 64 * 2**20


def momentum(params):
    return torch.optim.SGD(params, lr=0.01, momentum=0.9)


def half_squared_error(outputs, labels):
    return 0.5 * ((outputs - F.one_hot(labels, 10)) ** 2).sum() / len(labels)


def training(make_model, x, make_optimizer, loss=F.cross_entropy):
    """A step as users write it, and what it trains."""
    compiled = VARIANT == "compile"
    model = make_model()
    optimizer, called = make_optimizer(model.parameters()), torch.compile(model) if compiled else model
    y = torch.arange(len(x)) % 10

    def step():
        optimizer.zero_grad()
        value = loss(called(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    return step, model


def language(batch, vocabulary, context, **sizes):
    """A GPT that learns the next of the tokens that it reads."""
    ids = torch.arange(batch * context).mul(7).remainder(vocabulary).reshape(batch, context)
    loss = lambda logits, _: F.cross_entropy(logits.view(-1, vocabulary), ids.view(-1))
    return training(lambda: Gpt(vocabulary, context, **sizes), ids, torch.optim.AdamW, loss)


def images(count, channels, size):
    return torch.randn(count, channels, size, size)


def recurrent(kind):
    return training(lambda: Recurrent(kind, 64, 128, 10), torch.randn(64, 64, 64), torch.optim.Adam)


def adam_update():
    """The update alone, of gradients that are there."""
    model = dense([784, 2048, 2048, 10], torch.nn.ReLU)
    for p in model.parameters():
        p.grad = torch.randn_like(p) * 1e-3
    options = {} if VARIANT == "default" else {VARIANT: True}
    return torch.optim.Adam(model.parameters(), **options).step, model


def product():
    x, y = torch.randn(1024, 1024), torch.empty(1024, 1024)
    return lambda: torch.mm(x, x, out=y), torch.nn.Identity()


def copy():
    x, y = torch.zeros(COPIED // 4), torch.ones(COPIED // 4)
    return lambda: y.copy_(x), torch.nn.Identity()


def small(optimizer):
    make = lambda: dense([196, 100, 50, 10], torch.nn.Sigmoid)
    return training(make, torch.rand(64, 196), optimizer, half_squared_error)


def wide(optimizer):
    return training(lambda: dense([784, 2048, 2048, 10], torch.nn.ReLU)[:-1], torch.rand(128, 784), optimizer)


WORKLOADS = {
    "a-momentum": lambda: small(momentum),
    "a-adam": lambda: small(torch.optim.Adam),
    "b-momentum": lambda: wide(momentum),
    "b-adam": lambda: wide(torch.optim.Adam),
    "c-lenet-64": lambda: training(lenet, images(64, 1, 28), momentum),
    "c-lenet-256": lambda: training(lenet, images(256, 1, 28), momentum),
    "d-cnn-128": lambda: training(small_cnn, images(128, 1, 28), torch.optim.Adam),
    "d-batch-norm-128": lambda: training(lambda: small_cnn(torch.nn.BatchNorm2d), images(128, 1, 28), torch.optim.Adam),
    "e-conv-64": lambda: training(group_norm_cnn, images(64, 3, 32), momentum),
    "f-lstm-128": lambda: recurrent("LSTM"),
    "f-gru-128": lambda: recurrent("GRU"),
    "f-rnn-128": lambda: recurrent("RNN"),
    "g-gpt-128": lambda: language(12, 65, 64, width=128, heads=4, layers=4),
    "g-gpt-384": lambda: language(4, 65, 256, width=384, heads=6, layers=6),
    "h-update-adam": adam_update,
    "k-gpt-768": lambda: language(1, 50257, 128, width=768, heads=12, layers=12),
    "sgemm": product,
    "copy": copy,
}


def peak_bytes():
    """As Linux keeps it for this program alone: `ru_maxrss` knows the one that started it too."""
    try:
        with open("/proc/self/status") as lines:
            return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else 1024 * peak


def timed(run):
    start = time.perf_counter()
    result = run()
    return result, 1000 * (time.perf_counter() - start)


def serve():
    (step, model), start = timed(WORKLOADS[NAME])
    _, ready = timed(step)
    weights = sum(p.numel() for p in model.parameters() if p.dim() > 1)
    print(json.dumps({"version": torch.__version__, "start": start, "ready": ready, "weights": weights}), flush=True)
    for line in sys.stdin:
        steps = int(line)
        _, milliseconds = timed(lambda: [step() for _ in range(steps)])
        print(milliseconds / steps, peak_bytes(), flush=True)


NAME, THREADS, VARIANT = sys.argv[1:]
torch.manual_seed(1)
torch.set_num_threads(int(THREADS))
serve()
