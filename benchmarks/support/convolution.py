"""The kernels of convolution.ts in PyTorch: reads "name batch direction threads steps" lines, answers each with seconds
per step."""

import functools
import sys
import time

import torch
import torch.nn.functional as F

torch.manual_seed(1)

# Channels and size of the images, shapes of the parameters, the function, and whether the images need a gradient.
kernels = {
    "lenet1": ((1, 28, 28), [(6, 1, 5, 5), (6,)], F.conv2d, False),
    "lenet2": ((6, 12, 12), [(16, 6, 5, 5), (16,)], F.conv2d, True),
    "wide": ((64, 28, 28), [(64, 64, 3, 3)], lambda x, w: F.conv2d(x, w, padding=1), True),
    "depthwise": ((64, 28, 28), [(64, 1, 3, 3)], lambda x, w: F.conv2d(x, w, padding=1, groups=64), True),
    "max-pool": ((6, 24, 24), [], lambda x: F.max_pool2d(x, 2), True),
}


@functools.cache
def make_step(name, batch, direction):
    image, shapes, function, is_inner = kernels[name]
    x, params = torch.randn(batch, *image), [torch.randn(*shape) for shape in shapes]
    if direction == "forward":
        return lambda: function(x, *params)
    leaves = ([x] if is_inner else []) + params
    for leaf in leaves:
        leaf.requires_grad_()
    dy = torch.randn_like(function(x, *params))
    return lambda: torch.autograd.grad(function(x, *params), leaves, dy)


print(torch.__version__, flush=True)
for line in sys.stdin:
    name, batch, direction, threads, count = line.split()
    torch.set_num_threads(int(threads))
    step = make_step(name, int(batch), direction)
    start = time.perf_counter()
    for _ in range(int(count)):
        step()
    print((time.perf_counter() - start) / int(count), flush=True)
