#!/usr/bin/python3
"""Writes op_table.hpp: PyTorch's values for every operation in tests/ops/table.cpp, over many shapes.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_op_table.py
Input k of a sample is scale * recipe(k) + offset, where `recipe` is that of generate.py.
"""

import textwrap

import torch
from torch.nn import functional

from generate import ROW_WIDTH, recipe, write

UNARY = [[[3, 4]], [[]], [[1]], [[0]], [[2, 0, 3]], [[17]], [[5, 7]], [[2, 1, 3]]]
BROADCAST = [[[], []], [[2], []], [[1], [2]], [[2, 1], [2]], [[1, 2], [2]], [[3, 2], [2]],
             [[1, 3, 2], [3, 2]], [[3, 1, 2], [1, 3, 2]], [[2, 3, 2], []], [[0, 1, 3], [0, 2, 3]],
             [[17], [17]], [[5, 7], [5, 7]]]
ANY = [[[3, 4]], [[]], [[1]], [[0]], [[2, 3, 2]]]
MATRICES = [[[3, 4]], [[1, 4]], [[3, 1]], [[4, 3]]]
WITH_EMPTY = MATRICES + [[[0, 4]]]

ROWS = [[3, 4], [5], [2, 2, 3], [1, 17], [3, 1], [0, 4], [3, 0]]

INDEX = torch.tensor([[2, 0, 1], [1, 1, 2]])
SCANS = [[[4, 3], [4, 3], [3]], [[1, 2], [1, 2], [2]], [[5], [5], []], [[3, 2, 9], [3, 2, 9], [2, 9]],
         [[0, 2], [0, 2], [2]], [[3, 0], [3, 0], [0]]]
PLACES = torch.tensor([3, 0, 1])
MASK = torch.tensor([True, False])



def layer_norm(x, weight=None, bias=None, eps=0.5):
    return functional.layer_norm(x, x.shape[-1:], weight, bias, eps)

def linear_scan(a, b, h):
    """h_t = a_t h_(t-1) + b_t."""
    states = []
    for a_t, b_t in zip(a, b):
        h = a_t * h + b_t
        states.append(h)
    return torch.stack(states) if states else torch.zeros_like(b)


# name: (function, shapes of the inputs of each sample, scale, offset)
OPS = {
    # arithmetic
    "add": (lambda a, b: a + b, BROADCAST),
    "add a number": (lambda x: x + 1.5, ANY),
    "sub": (lambda a, b: a - b, BROADCAST),
    "sub a number": (lambda x: x - 1.5, ANY),
    "sub from a number": (lambda x: 1.5 - x, ANY),
    "mul": (lambda a, b: a * b, BROADCAST),
    "mul by a number": (lambda x: x * 1.5, ANY),
    "div": (lambda a, b: a / b, BROADCAST, 1, 1),
    "div by a number": (lambda x: x / 1.5, ANY),
    "div a number": (lambda x: 1.5 / x, ANY, 1, 1),
    "neg": (lambda x: -x, UNARY),
    "floor_divide": (lambda a, b: torch.div(a, b, rounding_mode="floor"), BROADCAST),
    "floor_divide by a number": (lambda x: torch.div(x, -0.75, rounding_mode="floor"), ANY),
    "remainder": (torch.remainder, BROADCAST),
    "remainder by a number": (lambda x: torch.remainder(x, -0.75), ANY),
    "fmod": (torch.fmod, BROADCAST),
    "fmod by a number": (lambda x: torch.fmod(x, -0.75), ANY),
    # functions
    "exp": (torch.exp, UNARY),
    "expm1": (torch.expm1, UNARY),
    "log": (torch.log, UNARY, 1, 1),
    "log1p": (torch.log1p, UNARY, 1, 0),
    "sqrt": (torch.sqrt, UNARY, 1, 1),
    "rsqrt": (torch.rsqrt, UNARY, 1, 1),
    "tanh": (torch.tanh, UNARY),
    "sigmoid": (torch.sigmoid, UNARY),
    "silu": (functional.silu, UNARY),
    "softplus": (functional.softplus, UNARY),
    "relu": (torch.relu, UNARY),
    "leaky_relu": (lambda x: functional.leaky_relu(x, 0.25), UNARY),
    "elu": (lambda x: functional.elu(x, 1.5), UNARY),
    "gelu": (functional.gelu, UNARY),
    "abs": (torch.abs, UNARY),
    "square": (torch.square, UNARY),
    "sin": (torch.sin, UNARY),
    "cos": (torch.cos, UNARY),
    "erf": (torch.erf, UNARY),
    "pow": (torch.pow, BROADCAST, 1, 1),
    "pow to a number": (lambda x: x ** 2.5, ANY, 1, 1),
    "pow of a number": (lambda x: 2.5 ** x, ANY),
    "minimum": (torch.minimum, BROADCAST),
    "minimum with a number": (lambda x: x.clamp(max=0.25), ANY),
    "maximum": (torch.maximum, BROADCAST),
    "maximum with a number": (lambda x: x.clamp(min=0.25), ANY),
    "clamp": (lambda x: x.clamp(-0.5, 1), UNARY),
    "where": (lambda a, b: torch.where(MASK, a, b), [s for s in BROADCAST if s[1][-1:] == [2]]),
    "where not a number": (lambda x: torch.where(x > 0.25, x, torch.tensor(-1.0).double()), ANY),
    "where a number": (lambda x: torch.where(x > 0.25, torch.tensor(-1.0).double(), x), ANY),
    # comparisons, with an input that equals the other one in part
    "eq": (lambda a, b: torch.maximum(a, b) == b, BROADCAST),
    "ne": (lambda a, b: torch.maximum(a, b) != b, BROADCAST),
    "lt": (lambda a, b: torch.minimum(a, b) < b, BROADCAST),
    "le": (lambda a, b: torch.maximum(a, b) <= b, BROADCAST),
    "gt": (lambda a, b: torch.maximum(a, b) > b, BROADCAST),
    "ge": (lambda a, b: torch.minimum(a, b) >= b, BROADCAST),
    "eq a number": (lambda x: x.clamp(min=0.25) == 0.25, ANY),
    "ne a number": (lambda x: x.clamp(min=0.25) != 0.25, ANY),
    "lt a number": (lambda x: x.clamp(min=0.25) < 0.25, ANY),
    "le a number": (lambda x: x.clamp(min=0.25) <= 0.25, ANY),
    "gt a number": (lambda x: x.clamp(max=0.25) > 0.25, ANY),
    "ge a number": (lambda x: x.clamp(max=0.25) >= 0.25, ANY),
    "logical_and": (lambda a, b: (a > 0).logical_and(b.relu()), BROADCAST),
    "logical_or": (lambda a, b: (a > 0).logical_or(b.relu()), BROADCAST),
    "logical_xor": (lambda a, b: (a > 0).logical_xor(b.relu()), BROADCAST),
    "logical_not": (lambda x: x.relu().logical_not(), UNARY),
    # products
    "matmul": (torch.matmul, [[[3, 4], [4, 2]], [[4], [4]], [[3, 4], [4]], [[4], [4, 2]],
                              [[3, 0], [0, 2]], [[0, 4], [4, 2]], [[2, 3, 4], [4]], [[1, 1], [1, 1]],
                              [[2, 3, 4], [4, 2]], [[2, 1, 3, 4], [3, 4, 2]], [[5], [2, 5, 3]]]),
    "bmm": (torch.bmm, [[[2, 3, 4], [2, 4, 3]], [[0, 3, 4], [0, 4, 3]], [[2, 1, 1], [2, 1, 1]]]),
    "linear": (functional.linear, [[[2, 3], [4, 3], [4]], [[3], [4, 3], [4]], [[2, 1, 3], [1, 3], [1]],
                                   [[0, 3], [4, 3], [4]]]),
    "linear without bias": (functional.linear, [[[2, 3], [4, 3]], [[3], [4, 3]]]),
    "add_linear_": (lambda s, x, w: s + functional.linear(x, w), [[[2, 4], [2, 3], [4, 3]]]),
    # reductions
    "sum": (lambda x: x.sum(), ANY),
    "sum over an axis": (lambda x: x.sum(-1), WITH_EMPTY),
    "sum over axes, kept": (lambda x: x.sum((0, -1), keepdim=True), WITH_EMPTY + [[[2, 3, 4]]]),
    "mean": (lambda x: x.mean(), [[[3, 4]], [[]], [[1]], [[2, 3, 2]]]),
    "mean over an axis": (lambda x: x.mean(0, keepdim=True), MATRICES),
    "mean over the last axis": (lambda x: x.mean(-1), WITH_EMPTY),
    "max": (lambda x: x.max(), [[[3, 4]], [[]], [[1]]]),
    "max over an axis": (lambda x: x.amax(-1), WITH_EMPTY),
    "min": (lambda x: x.min(), [[[3, 4]], [[]], [[1]]]),
    "min over an axis": (lambda x: x.amin(0, keepdim=True), MATRICES),
    "argmax": (lambda x: x.argmax(), [[[3, 4]], [[]], [[1]]]),
    "argmax over an axis": (lambda x: x.argmax(-1), WITH_EMPTY),
    "logsumexp": (lambda x: x.logsumexp(-1), WITH_EMPTY),
    "logsumexp over all": (lambda x: x.flatten().logsumexp(0), [[[3, 4]], [[]], [[1]]]),
    "softmax": (lambda x: x.softmax(-1), WITH_EMPTY),
    "softmax over the first axis": (lambda x: x.softmax(0), MATRICES),
    "log_softmax": (lambda x: x.log_softmax(-1), WITH_EMPTY),
    "sum_to": (lambda x: x.sum_to_size(1, x.shape[1]), WITH_EMPTY),
    "sum_to a scalar": (lambda x: x.sum(), ANY),
    # normalisation
    "layer_norm": (layer_norm, [[x, x[-1:], x[-1:]] for x in ROWS]),
    "layer_norm without bias": (lambda x, w: layer_norm(x, w, None), [[x, x[-1:]] for x in ROWS]),
    "layer_norm without weight": (lambda x, b: layer_norm(x, None, b), [[x, x[-1:]] for x in ROWS]),
    "layer_norm without either": (lambda x: layer_norm(x, eps=1e-5),
                                  [[x] for x in ROWS if x[-1] != 1]),  # which PyTorch rounds to 1e-14
    # recurrences
    "linear_scan": (lambda a, b, h: linear_scan(a, b, h), SCANS),
    "linear_scan from zeros": (lambda a, b: linear_scan(a, b, torch.zeros(())), [s[:2] for s in SCANS]),
    "linear_scan backwards": (lambda a, b, h: linear_scan(a.flip(0), b.flip(0), h).flip(0), SCANS),
    # shapes
    "reshape": (lambda x: x.reshape(2, -1), [[[3, 4]], [[2]], [[2, 1, 3]]]),
    "flatten": (torch.flatten, ANY),
    "flatten inner axes": (lambda x: x.flatten(1, 2), [[[2, 3, 2]], [[2, 0, 3]], [[2, 1, 1, 2]]]),
    "permute": (lambda x: x.permute(2, 0, 1), [[[2, 3, 4]], [[2, 1, 3]], [[2, 0, 3]]]),
    "transpose": (lambda x: x.transpose(0, -1), WITH_EMPTY + [[[2, 3, 4]]]),
    "squeeze": (lambda x: x.squeeze(1), [[[2, 1, 3]], [[2, 3]], [[0, 1]]]),
    "squeeze all": (lambda x: x.squeeze(), [[[2, 1, 3]], [[1, 1]], [[2, 3]], [[0, 1]]]),
    "unsqueeze": (lambda x: x.unsqueeze(-1), ANY),
    "repeat_into": (lambda b: b.expand(2, 3, b.shape[0]).clone(), [[[4]], [[1]], [[0]]]),
    "copy_into": (lambda x: x.clone(), [[[3, 4]], [[1]], [[0]], [[2, 3, 2]]]),
    "expand": (lambda x: x.expand(2, 3, 4), [[[3, 1]], [[1, 1]], [[1]], [[]], [[2, 1, 4]]]),
    "slice": (lambda x: x[1:7:2], [[[3, 4]], [[8]], [[1, 2]], [[0, 2]]]),
    "slice backwards": (lambda x: x.flip(1)[:, :2], [[[3, 4]], [[2, 1]], [[3, 0]]]),
    "narrow": (lambda x: x.narrow(1, 1, 2), [[[3, 4]], [[2, 3, 2]], [[0, 4]]]),
    "select": (lambda x: x.select(-1, -1), [[[3, 4]], [[2]], [[2, 3, 1]], [[0, 4]]]),
    "flip": (lambda x: x.flip(0, -1), [[[3, 4]], [[2, 3, 2]], [[1, 1]], [[0, 2]]]),
    "contiguous": (lambda x: x.transpose(0, 1).contiguous(), WITH_EMPTY),
    "to": (lambda x: x.to(torch.int64), ANY),
    # several tensors
    "cat": (lambda *t: torch.cat(t), [[[2, 3], [1, 3]], [[2], [0], [3]], [[1, 1], [2, 1], [1, 1]]]),
    "cat on the last axis": (lambda *t: torch.cat(t, -1), [[[2, 3], [2, 1]], [[2, 2], [2, 0]]]),
    "cat_or_view of parts": (lambda x: x.clone(), [[[4, 3]]]),
    "cat_of slices": (lambda x: x.clone(), [[[4, 3]]]),
    "stack": (lambda *t: torch.stack(t, 1), [[[2, 3], [2, 3]], [[2]], [[0], [0]]]),
    "stack_or_view of parts": (lambda x: x.clone(), [[[4, 3]], [[1, 2]]]),
    "unbind": (lambda x: x.unbind(1), [[[2, 3]], [[3, 1]], [[2, 3, 2]], [[0, 2]]]),
    "chunk": (lambda x: x.chunk(2, -1), [[[2, 4]], [[3, 5]], [[2, 1]]]),
    "split": (lambda x: x.split(2, -1), [[[2, 4]], [[3, 5]], [[2, 1]]]),
    "split into sizes": (lambda x: x.split([1, 0, 3]), [[[4, 2]], [[4]]]),
    # lookups
    "index_select": (lambda x: x[:, INDEX], [[[2, 3]], [[2, 3, 2]], [[0, 3]]]),
    "index": (lambda x: x[1:, None, ..., -1], [[[3, 4]], [[2, 3, 2]], [[1, 1]]]),
    "index at slices": (lambda x: x.flip(0)[::2, -3:-1], [[[3, 4]], [[4, 3, 2]], [[1, 1]], [[0, 3]]]),
    "index with a tensor": (lambda x: x[:, INDEX, :2], [[[2, 3, 3]], [[1, 4, 1]]]),
    "index with adjacent tensors": (lambda x: x[:, INDEX, INDEX[0] - 3], [[[2, 3, 3]], [[1, 3, 3, 2]]]),
    "index with tensors apart": (lambda x: x[INDEX, 0, ..., INDEX[0]], [[[3, 2, 2, 3]], [[3, 1, 3]]]),
    "index with a tensor without axes": (lambda x: x[:, INDEX[0, 0] - 1, :, INDEX], [[[2, 2, 1, 3]]]),
    "index with a mask": (lambda x: x[MASK, ..., INDEX], [[[2, 3]], [[2, 2, 3]]]),
    "index_put": (lambda x, y: x.index_put((PLACES, torch.arange(1, x.shape[1])[:, None]),
                                           y.expand(3, x.shape[1] - 1).T),
                  [[[4, 3], [3, 2]], [[4, 2], []], [[4, 1], []]]),
    "index_put accumulated": (lambda x, y: x.index_put((INDEX,), y, accumulate=True),
                               [[[3, 2], [2, 3, 2]], [[3], []], [[3, 0], [1, 0]]]),
    "index_put of a number": (lambda x: x.index_put((PLACES,), torch.tensor(0.5).double()), [[[4, 3]], [[4]]]),
    "index_add": (lambda x, y: x.index_add(1, INDEX[:, 0], y), [[[2, 3], [2, 2]], [[1, 3, 2], [1, 2, 2]]]),
    "nonzero": (lambda x: x.relu().nonzero(), UNARY),
    "masked_select": (lambda x: x.masked_select(MASK), [[[3, 2]], [[2]], [[0, 2]]]),
    "masked_fill": (lambda x: x.masked_fill(MASK, 0.5), [[[3, 2]], [[2]], [[]], [[3, 1]]]),
    "scatter_rows": (lambda x: torch.full((5, *x.shape[1:]), 0.5).double().index_copy(0, PLACES, x),
                     [[[3, 2]], [[3]], [[3, 0]], [[3, 1, 2]]]),
    "gather": (lambda x: x.gather(1, INDEX), [[[2, 3]], [[3, 3]]]),
    "embedding_into": (lambda x: functional.embedding(INDEX, x), [[[3, 2]], [[4, 1]]]),
    "embedding": (lambda x: functional.embedding(INDEX, x), [[[3, 2]], [[4, 1]]]),
    "one_hot": (lambda x: functional.one_hot(INDEX, 4) + 0 * x.sum(), [[[1]]]),
}


def braces(numbers):
    """Numbers in C++ braces, broken into lines where one is not enough."""
    flat = "{" + ", ".join(map(repr, numbers)) + "}"
    return flat if len(flat) < 80 else textwrap.fill(
        flat, ROW_WIDTH, subsequent_indent=" " * 8, break_long_words=False)


def dims(shape):
    """A shape in C++."""
    return "{" + ", ".join(map(str, shape)) + "}"


def sample(name, function, shapes, scale=4, offset=0):
    """One line of the table and its results."""
    inputs = [scale * recipe(k, *shape) + offset for k, shape in enumerate(shapes)]
    results = function(*inputs)
    if isinstance(results, torch.Tensor):
        results = [results]
    text = ",\n".join(f"    {{{dims(result.shape)}, {braces(result.double().flatten().tolist())}}}"
                      for result in results)
    inner = "{" + ", ".join(map(dims, shapes)) + "}"
    return f'  {{"{name}", {scale}, {offset}, {inner}, {{\n{text}}}}},'


if __name__ == "__main__":
    lines = [sample(name, function, shapes, *range_)
             for name, (function, samples, *range_) in OPS.items() for shapes in samples]
    write("op_table", "Values of every operation.",
          "// Scale and offset of the inputs, their shapes, and shapes and elements of the results.",
          "inline constexpr Sample samples[] = {\n" + "\n".join(lines) + "\n};",
          script="generate_op_table.py", include="sample.hpp")
