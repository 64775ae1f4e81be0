"""The training of record.ts in PyTorch: THREADS STEPS. Reads the text from stdin, and prints the loss of the held-out text and the version as JSON."""

import json
import math
import sys

import torch
import torch.nn.functional as F

from models import Gpt

BATCH, CONTEXT = 12, 64
RATE, LEAST_RATE = 1e-3, 1e-4


def rate_of(step, steps):
    warm_up = steps // 20
    if step < warm_up:
        return RATE * step / warm_up
    share = (step - warm_up) / (steps - warm_up)
    return LEAST_RATE + 0.5 * (1 + math.cos(math.pi * share)) * (RATE - LEAST_RATE)


def initialise(module):
    if isinstance(module, (torch.nn.Linear, torch.nn.Embedding)):
        torch.nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, torch.nn.Linear):
        torch.nn.init.zeros_(module.bias)


def loss_of(model, tokens, starts):
    x = torch.stack([tokens[start : start + CONTEXT] for start in starts.tolist()])
    y = torch.stack([tokens[start + 1 : start + 1 + CONTEXT] for start in starts.tolist()])
    return F.cross_entropy(model(x).flatten(0, 1), y.flatten())


@torch.no_grad()
def evaluate(model, held):
    starts = torch.arange(0, len(held) - CONTEXT, CONTEXT).split(128)
    losses = [loss_of(model, held, part).item() * len(part) for part in starts]
    return sum(losses) / sum(map(len, starts))


def train(tokens, size, steps):
    cut = int(0.9 * len(tokens))
    training, held = tokens[:cut], tokens[cut:]
    model = Gpt(size, CONTEXT, width=128, heads=4, layers=4).apply(initialise)
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.99))
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_of(step, steps)
        loss = loss_of(model, training, torch.randint(len(training) - CONTEXT, (BATCH,)))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        value = loss.item()
        if (step + 1) % 200 == 0:
            print(f"PyTorch: step {step + 1} of {steps}, loss {value:.3f}", file=sys.stderr, flush=True)
    return evaluate(model, held)


threads, steps = sys.argv[1:]
torch.manual_seed(1)
torch.set_num_threads(int(threads))
text = sys.stdin.buffer.read().decode()
places = {character: place for place, character in enumerate(sorted(set(text)))}
loss = train(torch.tensor([places[character] for character in text]), len(places), int(steps))
print(json.dumps({"version": torch.__version__, "loss": loss}))
