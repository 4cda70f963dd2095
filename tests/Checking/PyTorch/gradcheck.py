#!/usr/bin/env python3
"""The planted bugs of PlantedBugs.cs as torch.autograd.Functions, and what torch.autograd.gradcheck says about each.

    python3 tests/Checking/PyTorch/gradcheck.py > tests/Checking/PyTorch/recorded.txt

Same shapes and same numbers as in PlantedBugs.cs; float64; gradcheck's defaults (eps 1e-6, atol 1e-5, rtol 1e-3), and once
more with fast_mode=True.
"""
import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")


def values(*shape, seed=1):
    """Exact in binary, spread over −1.375 … 1.375, and none of them 0 for the seeds used here."""
    count = 1
    for extent in shape:
        count *= extent
    numbers = [((37 * k + 29 * seed) % 23 - 11.5) / 8 for k in range(count)]
    return torch.tensor(numbers, dtype=torch.float64).reshape(shape).requires_grad_()


def op(forward, backward):
    """A function from its two passes, as a user writes one; the mistakes are in the second."""

    class Planted(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *xs):
            ctx.save_for_backward(*xs)
            return forward(*xs)

        @staticmethod
        def backward(ctx, *dys):
            return backward(*ctx.saved_tensors, *dys)

    return Planted.apply


def wrong_group(x, w, dy):
    first = w[:3]
    dx = F.conv_transpose2d(dy, torch.cat([first, first]), padding=1, groups=2)
    return dx, torch.nn.grad.conv2d_weight(x, w.shape, dy, padding=1, groups=2)


def without_border(x, w, dy):
    inner = F.pad(dy[:, :, 1:-1, 1:-1], (1, 1, 1, 1))
    return F.conv_transpose2d(inner, w, padding=1), torch.nn.grad.conv2d_weight(x, w.shape, dy, padding=1)


def batch_norm(x, w):
    mean, variance = x.mean(0), x.var(0, unbiased=False)
    return (x - mean) * (variance + 1e-5) ** -0.5 * w


def batch_norm_constant(x, w, dy):
    r = (x.var(0, unbiased=False) + 1e-5) ** -0.5
    return dy * w * r, (dy * (x - x.mean(0)) * r).sum(0)


class Cache:
    def __init__(self):
        self.gradient = None

    def backward(self, x, dy):
        if self.gradient is None:
            self.gradient = dy * x.exp()
        return self.gradient.clone()


class Accumulator:
    def __init__(self):
        self.gradient = 0

    def backward(self, x, dy):
        self.gradient = self.gradient + dy * x.exp()
        return self.gradient.clone()


order = [1, 2, 3, 0, 4]
generator = torch.Generator().manual_seed(3)

BUGS = {
    "factor": (op(lambda x: x * x, lambda x, dy: dy * x), [values(3, 4)]),
    "group": (op(lambda x, w: F.conv2d(x, w, padding=1, groups=2), wrong_group), [values(2, 4, 3, 3), values(6, 2, 3, 3, seed=2)]),
    "border": (op(lambda x, w: F.conv2d(x, w, padding=1), without_border), [values(1, 2, 6, 6), values(2, 2, 3, 3, seed=2)]),
    "transposed": (op(lambda x, w: x @ w.t(), lambda x, w, dy: (dy @ w, x.t() @ dy)), [values(4, 5), values(5, 5, seed=2)]),
    "all-zero": (
        op(lambda x, w, b: x @ w.t() + b, lambda x, w, b, dy: (dy @ w, dy.t() @ x, torch.zeros_like(b))),
        [values(4, 5), values(3, 5, seed=2), values(3, seed=3)],
    ),
    "sign": (op(lambda a, b: a - b, lambda a, b, dy: (dy, dy.clone())), [values(3, 4), values(3, 4, seed=2)]),
    "sum-shape": (op(lambda x, b: x + b, lambda x, b, dy: (dy, dy.clone())), [values(4, 3), values(3, seed=2)]),
    "sum-slice": (op(lambda x, b: x + b, lambda x, b, dy: (dy, dy[0].clone())), [values(4, 3), values(3, seed=2)]),
    "permuted": (op(lambda x: x[:, order], lambda x, dy: dy[:, order]), [values(2, 5, 3)]),
    "statistics": (op(batch_norm, batch_norm_constant), [values(6, 3), values(3, seed=2)]),
    "overwritten": (op(lambda x, w: (x @ w, x * 1), lambda x, w, dy, dz: (dy @ w.t(), x.t() @ dy)), [values(4, 5), values(5, 5, seed=2)]),
    "one-sample": (op(lambda x: x * x, lambda x, dy: dy * 2 * x[:1].expand_as(x)), [values(4, 3, 2)]),
    "cache": (op(torch.exp, Cache().backward), [values(3, 4)]),
    "growing": (op(torch.exp, Accumulator().backward), [values(3, 4)]),
    "kink": (op(torch.relu, lambda x, dy: dy * (x > 0)), [torch.tensor([-1.5, 0.0, 0.75, 2.0], dtype=torch.float64).requires_grad_()]),
    "wrong-at-kink": (op(torch.relu, lambda x, dy: dy * (x > 0) + 2 * dy * (x == 0)), [torch.tensor([-1.5, 0.0, 0.75, 2.0], dtype=torch.float64).requires_grad_()]),
    "random": (lambda x: x * torch.randn(3, generator=generator, dtype=torch.float64), [values(3)]),
    "detached": (lambda x, s: x * s.detach(), [values(3, 2), values(3, 2, seed=2)]),
    "float": (op(torch.exp, lambda x, dy: (dy * x.exp()).float().double()), [values(3, 4)]),
}


def answer(function, inputs, fast_mode):
    try:
        return f"returned {torch.autograd.gradcheck(function, inputs, fast_mode=fast_mode)}"
    except Exception as error:  # what a user sees, whatever its type
        return f"{type(error).__name__}: {error}"


print(f"torch {torch.__version__}")
for name, (function, inputs) in BUGS.items():
    print(f"\n== {name}\n{answer(function, inputs, False).strip()}")
    # What follows in fast mode is the text above once more.
    print(f"\n== {name}, fast_mode\n{answer(function, inputs, True).split('The above quantities')[0].strip()}")
