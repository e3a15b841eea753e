#!/usr/bin/python3
"""Writes edges.hpp: PyTorch's values and derivatives of element-wise operations and losses at the
edge of float32 and float64: zeros, subnormal, tiny, huge, infinite numbers and NaN.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_edges.py
"""

import math

import torch
from torch.nn import functional

from generate import write
from op_table.element_wise import OPS

UNARY = ["neg", "add a number", "sub a number", "sub from a number", "mul by a number", "div by a number",
         "div a number", "exp", "expm1", "log", "log1p", "sqrt", "rsqrt", "tanh", "sigmoid", "silu",
         "softplus", "relu", "leaky_relu", "elu", "gelu", "abs", "square", "sin", "cos", "erf",
         "pow to a number", "pow of a number", "clamp"]
BINARY = ["add", "sub", "mul", "div", "minimum", "maximum"]
LOSSES = {
    "mse_loss": lambda x, y: functional.mse_loss(x, y, reduction="none"),
    "l1_loss": lambda x, y: functional.l1_loss(x, y, reduction="none"),
    "huber_loss": lambda x, y: functional.huber_loss(x, y, reduction="none"),
    "binary_cross_entropy_with_logits":
        lambda x, y: functional.binary_cross_entropy_with_logits(x, y, reduction="none"),
}


def edges(dtype):
    """Positive and negative numbers from 0 to infinity, and NaN."""
    info = torch.finfo(dtype)
    subnormal = info.tiny * 2.0 ** -10
    sizes = [0.0, subnormal, info.tiny, 0.5, 1.0, 100.0, math.sqrt(info.max) * 4, info.max, math.inf]
    return [sign * size for size in sizes for sign in (1, -1)] + [math.nan]


def numbers(tensor):
    """Numbers in C++ braces."""
    words = {"inf": "inf", "-inf": "-inf", "nan": "nan"}
    return "{" + ", ".join(words.get(repr(x), repr(x)) for x in tensor.double().tolist()) + "}"


def unary(function, dtype):
    """Rows of x, y, y' and y''."""
    x = torch.tensor(edges(dtype), dtype=dtype, requires_grad=True)
    y = function(x)
    slope, = torch.autograd.grad(y.sum(), x, create_graph=True)
    second = torch.zeros_like(x)
    if slope.requires_grad:
        found, = torch.autograd.grad(slope.sum(), x, allow_unused=True)
        second = second if found is None else second + found  # which may be a tensor without storage
    return [x.detach(), y.detach(), slope.detach(), second]


def binary(function, dtype, second_inputs):
    """Rows of a, b, y, dy/da and dy/db for all pairs."""
    pairs = [(a, b) for a in edges(dtype) for b in second_inputs]
    a, b = (torch.tensor(column, dtype=dtype, requires_grad=True) for column in zip(*pairs))
    y = function(a, b)
    slopes = torch.autograd.grad(y.sum(), [a, b])
    return [a.detach(), b.detach(), y.detach(), *slopes]


def entry(name, dtype, rows):
    """One line of a table."""
    kind = "xgrad::float32" if dtype == torch.float32 else "xgrad::float64"
    text = ",\n    ".join(numbers(row) for row in rows)
    return f'  {{"{name}", {kind}, {{\n    {text}}}}},'


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    unary_lines, binary_lines, loss_lines = [], [], []
    for dtype in (torch.float32, torch.float64):
        few = [0.0, -1.0, torch.finfo(dtype).max, math.inf, -math.inf, math.nan]
        unary_lines += [entry(name, dtype, unary(OPS[name][0], dtype)) for name in UNARY]
        binary_lines += [entry(name, dtype, binary(OPS[name][0], dtype, few)) for name in BINARY]
        loss_lines += [entry(name, dtype, binary(loss, dtype, [0.0, 0.25, 1.0, math.nan]))
                       for name, loss in LOSSES.items()]
    write("edges", "Values and derivatives at the edge of the floating types.",
          "constexpr double inf = std::numeric_limits<double>::infinity();\n"
          "constexpr double nan = std::numeric_limits<double>::quiet_NaN();",
          "/// Rows of numbers that belong to one operation.\n"
          "struct Edges {\n  const char* op;\n  xgrad::DType dtype;\n"
          "  std::initializer_list<std::initializer_list<double>> rows;\n};",
          "// x, y, y' and y''.\ninline constexpr Edges unary[] = {\n" + "\n".join(unary_lines) + "\n};",
          "// a, b, y, dy/da and dy/db.\ninline constexpr Edges binary[] = {\n" +
          "\n".join(binary_lines) + "\n};",
          "// input, target, loss and its gradients for both.\ninline constexpr Edges losses[] = {\n" +
          "\n".join(loss_lines) + "\n};",
          script="generate_edges.py", include="edges_types.hpp")
