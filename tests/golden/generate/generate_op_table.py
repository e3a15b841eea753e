#!/usr/bin/python3
"""Writes op_table/: PyTorch's values for every operation in tests/ops/table, over many shapes.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_op_table.py
Input k of a sample is scale * recipe(k) + offset, where `recipe` is that of generate.py.
"""

import importlib
import textwrap

import torch

from generate import ROW_WIDTH, recipe, write

SUBJECTS = ["element_wise", "functions", "index", "linalg", "reduce", "sequence", "shape",
            "sort"]


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
    for subject in SUBJECTS:
        ops = importlib.import_module(f"op_table.{subject}").OPS
        lines = [sample(name, function, shapes, *range_)
                 for name, (function, samples, *range_) in ops.items() for shapes in samples]
        write(f"op_table/{subject}", f"Values of the operations in tests/ops/table/{subject}.cpp.",
              "// Scale and offset of the inputs, their shapes, and shapes and elements of the results.",
              f"inline constexpr Sample {subject}[] = {{\n" + "\n".join(lines) + "\n};",
              script="generate_op_table.py", include="sample.hpp")
