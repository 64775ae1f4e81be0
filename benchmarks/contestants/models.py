"""Networks of the benchmarks in PyTorch."""

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    """Causal self-attention by the fused function, and two dense layers."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.attention_norm, self.dense_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query_key_value, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, time, width = x.shape
        parts = self.query_key_value(self.attention_norm(x)).split(width, dim=2)
        query, key, value = (part.view(batch, time, self.heads, -1).transpose(1, 2) for part in parts)
        seen = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.output(seen.transpose(1, 2).reshape(batch, time, width))
        return x + self.contract(F.gelu(self.expand(self.dense_norm(x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, heads, layers):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        return self.head(self.norm(self.blocks(x)))


class Recurrent(nn.Module):
    """A recurrent layer, and a dense one on its last output."""

    def __init__(self, kind, features, units, classes):
        super().__init__()
        self.layer = getattr(nn, kind)(features, units, batch_first=True)
        self.head = nn.Linear(units, classes)

    def forward(self, x):
        return self.head(self.layer(x)[0][:, -1])


def dense(sizes, activation):
    layers = [layer for pair in zip(sizes, sizes[1:]) for layer in [nn.Linear(*pair), activation()]]
    return nn.Sequential(*layers)


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def small_cnn(norm=nn.Identity):
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), norm(32), nn.ReLU(), nn.Conv2d(32, 64, 3), norm(64), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip


def group_norm_cnn():
    part = lambda inputs, filters: [nn.Conv2d(inputs, filters, 3, padding=1), nn.GroupNorm(8, filters), nn.ReLU()]
    return nn.Sequential(
        *part(3, 32), *part(32, 32), nn.MaxPool2d(2), *part(32, 64), *part(64, 64), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 8 * 8, 10),
    )  # fmt: skip
