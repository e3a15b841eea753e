#!/usr/bin/python3
"""Writes the headers of tests/golden with PyTorch's results (Debian 12: python3-torch 1.13.1).

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate.py
Inputs follow the closed form `recipe`, repeated in recipe.hpp, so the headers hold only results,
float64 unless a header says otherwise. recurrent_reference.hpp is not written here.
"""

import math
import re
import textwrap
from pathlib import Path

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

FOLDER = Path(__file__).parents[1]
ROW_WIDTH = 100


def recipe(phase, *shape):
    """0.5 cos(0.7 i + phase) for i = 0, 1, ... in row-major order."""
    values = [0.5 * math.cos(0.7 * i + phase) for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def comment(text):
    """Text as comment lines."""
    return textwrap.fill(text, ROW_WIDTH, initial_indent="// ", subsequent_indent="// ",
                         break_on_hyphens=False)


def array(name, tensor, kind="double"):
    """The definition of a constexpr array, its shape as a comment."""
    rows, row = [], "   "
    for value in tensor.detach().flatten().tolist():
        item = f" {value!r},"
        if len(row) + len(item) > ROW_WIDTH:
            rows.append(row)
            row = "   "
        row += item
    rows.append(row)
    shape = list(tensor.shape) or "scalar"
    head = f"inline constexpr {kind} {name}[] = {{  // {shape}"
    return "\n".join([head, *rows, "};"])


def table(name, entries):
    """A table that names arrays, for loops over them."""
    rows = [f'    {{"{entry}", {symbol}}},' for entry, symbol in entries]
    return "\n".join([f"inline constexpr Named {name}[] = {{", *rows, "};"])


def write(file, subject, *blocks, script="generate.py", include="recipe.hpp", system=(), namespace=None):
    """Writes one header; `blocks` fill golden::`namespace`, by default its first folder or name."""
    namespace = namespace or file.split("/")[0]
    head = [
        f"// {subject}",
        "//",
        f"// PyTorch 1.13.1's results, written by tests/golden/generate/{script}; regenerate with",
        f"//   /usr/bin/python3 tests/golden/generate/{script}",
        "#pragma once",
        "",
        f'#include "golden/{include}"',
        *(f"#include <{header}>" for header in system),
        "",
        "// clang-format off",
        f"namespace golden::{namespace} {{",
    ]
    text = "\n\n".join(["\n".join(head), *blocks, f"}}  // namespace golden::{namespace}\n"])
    (FOLDER / f"{file}.hpp").write_text(text)


def recurrent_results(module, *shape, lengths=None):
    """Results and gradients of a recurrent module; with `lengths`, of its input packed."""
    module = module.double()
    parameters = list(module.named_parameters())
    for k, (_, parameter) in enumerate(parameters):
        parameter.data = recipe(k, *parameter.shape)
    x = recipe(100, *shape).requires_grad_()
    is_lstm = isinstance(module, torch.nn.LSTM)
    rows = module.num_layers * (2 if module.bidirectional else 1)
    batch = [shape[0 if module.batch_first else 1]] if len(shape) == 3 else []
    units = {"h_0": module.proj_size or module.hidden_size, "c_0": module.hidden_size}
    states = {name: recipe(101 + k, rows, *batch, units[name]).requires_grad_()
              for k, name in enumerate(["h_0", "c_0"] if is_lstm else ["h_0"])}
    given = tuple(states.values()) if is_lstm else states["h_0"]
    if lengths is None:
        output, final = module(x, given)
    else:
        packed, final = module(pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False), given)
        output, _ = pad_packed_sequence(packed)
    finals = dict(zip(["h_n", "c_n"], final if is_lstm else [final]))
    loss = (output * recipe(200, *output.shape)).sum()
    for k, tensor in enumerate(finals.values()):
        loss = loss + (tensor * recipe(201 + k, *tensor.shape)).sum()
    loss.backward()
    cells = ["c_n" if is_lstm else "{}", "grad_c_0" if is_lstm else "{}"]
    return [
        array("output", output),
        *[array(name, tensor) for name, tensor in finals.items()],
        array("grad_input", x.grad),
        *[array(f"grad_{name}", tensor.grad) for name, tensor in states.items()],
        *[array(f"grad_{name}", parameter.grad) for name, parameter in parameters],
        "/// Gradients of all parameters, by name, in PyTorch's order of registration.\n"
        + table("grad_parameters", [(name, f"grad_{name}") for name, _ in parameters]),
        "inline constexpr Recurrent results = {"
        + f"output, h_n, {cells[0]}, grad_input, grad_h_0, {cells[1]}, grad_parameters}};",
    ]


def recipe_of_recurrent(sizes):
    """What a header says of its programs."""
    return comment(f"Sizes: {sizes}. Parameter number k in PyTorch's order of registration is "
                   "recipe(k); input is recipe(100), h_0 recipe(101), c_0 recipe(102). The gradients "
                   "are those of sum(output * recipe(200)) + sum(h_n * recipe(201)) + "
                   "sum(c_n * recipe(202)), without the last term where there is no c.")


def recurrent(file, subject, make):
    """Results and gradients of two layers in both directions: T 3, B 2, I 3, H 4."""
    write(file, subject,
          recipe_of_recurrent("3 time steps, batch 2, 3 features, 4 units, 2 layers, both directions"),
          *recurrent_results(make(3, 4, num_layers=2, bidirectional=True), 3, 2, 3),
          include="recurrent.hpp")


def recurrent_cases(file, subject, sizes, cases):
    """Results and gradients of several modules, each in a namespace of its own."""
    blocks = []
    for name, (title, results) in cases.items():
        blocks += [f"// {title}\nnamespace {name} {{", *results, f"}}  // namespace {name}"]
    write(file, subject, recipe_of_recurrent(sizes), *blocks, include="recurrent.hpp")


def recurrent_options():
    """What recurrent layers can be told, one option or two at a time."""
    lstm, gru = torch.nn.LSTM, torch.nn.GRU
    two_ways = {"num_layers": 2, "bidirectional": True}
    recurrent_cases(
        "lstm_projected", "LSTMs with proj_size and their gradients.",
        "7 time steps, batch 4, 3 features, 4 units, projected to 2", {
            "one_layer": ("One layer.", recurrent_results(lstm(3, 4, proj_size=2), 7, 4, 3)),
            "two_layers": ("Two layers.", recurrent_results(lstm(3, 4, num_layers=2, proj_size=2), 7, 4, 3)),
            "both_directions": ("Two layers, both directions.",
                                recurrent_results(lstm(3, 4, proj_size=2, **two_ways), 7, 4, 3)),
        })
    ragged = lambda module: recurrent_results(module, 7, 4, 3, lengths=[5, 2, 7, 1])
    recurrent_cases(
        "variable_length", "Sequences of different lengths, packed, and padded with 0 afterwards.",
        "the input padded to 7 time steps, batch 4 of the lengths 5, 2, 7, 1, not sorted, 3 features, "
        "4 units, 2 layers, both directions", {
            "rnn_tanh": ("A tanh RNN.", ragged(rnn("tanh")(3, 4, **two_ways))),
            "lstm": ("An LSTM.", ragged(lstm(3, 4, **two_ways))),
            "lstm_projected": ("An LSTM, projected to 2.", ragged(lstm(3, 4, proj_size=2, **two_ways))),
            "gru": ("A GRU in PyTorch's form.", ragged(gru(3, 4, **two_ways))),
        })
    recurrent_cases(
        "recurrent_options", "Layouts, and layers without bias.",
        "7 time steps, batch 4, 3 features, 4 units, one layer", {
            "lstm_batch_first": ("An LSTM whose input and output are [batch, time, features].",
                                 recurrent_results(lstm(3, 4, batch_first=True), 4, 7, 3)),
            "gru_unbatched": ("A GRU in PyTorch's form on a single sequence, [time, features].",
                              recurrent_results(gru(3, 4), 7, 3)),
            "lstm_without_bias": ("An LSTM without bias.", recurrent_results(lstm(3, 4, bias=False), 7, 4, 3)),
            "gru_without_bias": ("A GRU in PyTorch's form without bias.",
                                 recurrent_results(gru(3, 4, bias=False), 7, 4, 3)),
            "rnn_relu_without_bias": ("A relu RNN without bias.",
                                      recurrent_results(rnn("relu")(3, 4, bias=False), 7, 4, 3)),
        })


def rnn(nonlinearity):
    return lambda *sizes, **options: torch.nn.RNN(*sizes, nonlinearity=nonlinearity, **options)


def initial_weights():
    """First elements and sum of every parameter, constructed after manual_seed(1)."""
    modules = {
        "linear": ("Linear(5, 7)", torch.float32, lambda: torch.nn.Linear(5, 7)),
        "linear_float64": ("Linear(5, 7) in float64", torch.float64, lambda: torch.nn.Linear(5, 7)),
        "lstm": ("LSTM(3, 4), 2 layers", torch.float32, lambda: torch.nn.LSTM(3, 4, num_layers=2)),
        "gru": ("GRU(3, 4), both directions", torch.float32,
                lambda: torch.nn.GRU(3, 4, bidirectional=True)),
        "embedding": ("Embedding(10, 4)", torch.float32, lambda: torch.nn.Embedding(10, 4)),
        "embedding_small": ("Embedding(3, 4): fewer than 16 values are drawn another way", torch.float32,
                            lambda: torch.nn.Embedding(3, 4)),
    }
    blocks = [
        "/// The start of a parameter: its first elements (at most 8), and the sum over all of them.\n"
        "struct Start {\n  const char* name;\n  double sum;\n  std::span<const double> first;\n};",
    ]
    for symbol, (title, dtype, make) in modules.items():
        torch.set_default_dtype(dtype)
        torch.manual_seed(1)
        parameters = [(name, p.detach().double()) for name, p in make().named_parameters()]
        torch.set_default_dtype(torch.float32)
        blocks.append(comment(title))
        rows = []
        for name, parameter in parameters:
            first = f"{symbol}_{name}"
            blocks.append(array(first, parameter.flatten()[:8]))
            rows.append(f'    {{"{name}", {parameter.sum().item()!r}, {first}}},')
        blocks.append("\n".join([f"inline constexpr Start {symbol}[] = {{", *rows, "};"]))
    write("initial_weights", "Parameters of modules constructed right after manual_seed(1); float32 unless said.",
          *blocks)


def losses():
    """Losses of class indices that are ignored, with their gradients."""
    functional = torch.nn.functional
    blocks = [comment("cross_entropy, and nll_loss of the logits themselves: the logits are recipe(1), "
                      "shape [5, 4], the targets {2, 0, -100, 3, 1}, where -100 is ignored; class "
                      "weights {0.5, 1, 1.5, 2}, label smoothing 0.3 and the reduction as the name "
                      "says. The gradient of the unreduced losses is that of sum(losses * recipe(2)).")]
    target = torch.tensor([2, 0, -100, 3, 1])
    weights = torch.tensor([0.5, 1.0, 1.5, 2.0], dtype=torch.float64)
    kinds = {"cross_entropy": (functional.cross_entropy, {}),
             "smoothed": (functional.cross_entropy, {"label_smoothing": 0.3}),
             "nll": (functional.nll_loss, {})}
    for kind, (function, options) in kinds.items():
        for suffix, weight in (("", None), ("_weighted", weights)):
            for reduction in ("mean", "sum", "none"):
                logits = recipe(1, 5, 4).requires_grad_()
                loss = function(logits, target, weight=weight, reduction=reduction, **options)
                (loss * (recipe(2, 5) if reduction == "none" else 1)).sum().backward()
                blocks += [array(f"{kind}_{reduction}{suffix}", loss),
                           array(f"grad_{kind}_{reduction}{suffix}", logits.grad)]
    names = [name for name in re.findall(r"double (\w+)", "\n".join(blocks)) if not name.startswith("grad_")]
    blocks += ["/// All of them by name.\n" + table("values", [(name, name) for name in names]),
               "/// Their gradients.\n" + table("gradients", [(name, f"grad_{name}") for name in names])]
    write("losses", "Values and gradients of the losses.", *blocks)


def weight_norm():
    """Weight normalisation of matrices, vectors and kernels over the first axis."""
    blocks = [comment("weight_norm, dim=0, of v = recipe(1) and g = recipe(2) + 1, shape [3, 1, ...] with as many "
                      "axes as v; the gradients are those of sum(result * recipe(3)). v is [3, 4], [3] or "
                      "[3, 2, 2].")]
    for name, shape in (("matrix", [3, 4]), ("vector", [3]), ("kernel", [3, 2, 2])):
        v = recipe(1, *shape).requires_grad_()
        g = (recipe(2, 3, *[1] * (len(shape) - 1)) + 1).requires_grad_()
        weight = torch._weight_norm(v, g, 0)
        (weight * recipe(3, *shape)).sum().backward()
        blocks += [array(name, weight), array(f"grad_v_{name}", v.grad), array(f"grad_g_{name}", g.grad)]
    write("weight_norm", "Weight normalisation and its gradients.", *blocks)


def operations():
    """Reductions, the softmax family and lookups, with gradients."""
    index = torch.tensor([[[0, 2, 1, 0], [2, 2, 0, 1]], [[1, 0, 0, 2], [1, 1, 2, 0]]])
    words = torch.tensor([[1, 4, 1], [0, 2, 2]])
    functions = {
        "sum": lambda x: x.sum(1),
        "mean": lambda x: x.mean(-1),
        "max": lambda x: x.amax(1),
        "logsumexp": lambda x: x.logsumexp(1),
        "softmax": lambda x: x.softmax(1),
        "log_softmax": lambda x: x.log_softmax(-1),
        "gather": lambda x: x.gather(1, index),
        "embedding": lambda x: torch.nn.functional.embedding(words, x),
    }
    blocks = [comment("The operand is recipe(1), shape [2, 3, 4] (embedding: [5, 3]); the gradient is "
                      "that of sum(result * recipe(2)). sum, max, logsumexp, softmax and gather go "
                      "along axis 1, mean and log_softmax along the last. The index of gather is "
                      "{{{0, 2, 1, 0}, {2, 2, 0, 1}}, {{1, 0, 0, 2}, {1, 1, 2, 0}}}, that of "
                      "embedding {{1, 4, 1}, {0, 2, 2}}.")]
    for name, function in functions.items():
        x = (recipe(1, 5, 3) if name == "embedding" else recipe(1, 2, 3, 4)).requires_grad_()
        result = function(x)
        (result * recipe(2, *result.shape)).sum().backward()
        blocks += [array(name, result), array(f"grad_{name}", x.grad)]
    blocks += [comment("Indices of the largest values along axis 1."),
               array("argmax", recipe(1, 2, 3, 4).argmax(1), "int")]
    write("operations", "Reductions, the softmax family and lookups.", *blocks)


def packed_sequence():
    """Sequences of different lengths packed, padded, and the gradient of both."""
    x = recipe(1, 4, 4, 2).requires_grad_()
    packed = pack_padded_sequence(x, torch.tensor([2, 3, 3, 1]), enforce_sorted=False)
    (packed.data * recipe(2, *packed.data.shape)).sum().backward()
    padded, _ = pad_packed_sequence(packed, padding_value=0.5, total_length=4)
    data = packed.data.detach().requires_grad_()
    again, _ = pad_packed_sequence(packed._replace(data=data), padding_value=0.5)
    (again * recipe(3, *again.shape)).sum().backward()
    blocks = [
        comment("The input is recipe(1), [time 4, batch 4, features 2], the lengths are 2, 3, 3, 1, not "
                "sorted. `grad_input` is that of sum(data * recipe(2))."),
        array("data", packed.data),
        array("batch_sizes", packed.batch_sizes, "int"),
        array("sorted_indices", packed.sorted_indices, "int"),
        array("unsorted_indices", packed.unsorted_indices, "int"),
        array("grad_input", x.grad),
        comment("Padded to 4 time steps with 0.5; and the gradient of sum(padded * recipe(3)) for the "
                "data, padded to the 3 steps they have."),
        array("padded", padded),
        array("grad_data", data.grad),
    ]
    write("packed_sequence", "Sequences packed and padded.", *blocks)


def layer_norm():
    """A LayerNorm used twice, with gradients."""
    module = torch.nn.LayerNorm(5, dtype=torch.float64)
    with torch.no_grad():
        module.weight.copy_(1 + recipe(2, 5))
        module.bias.copy_(recipe(3, 5))
    x = recipe(1, 3, 4, 5).requires_grad_()
    result = module(module(x))
    (result * recipe(4, 3, 4, 5)).sum().backward()
    write("layer_norm", "A LayerNorm and its gradients.",
          comment("LayerNorm(5), applied twice to recipe(1), shape [3, 4, 5]; weight 1 + recipe(2), bias "
                  "recipe(3); the gradients are those of sum(result * recipe(4))."),
          array("output", result), array("grad_input", x.grad),
          array("grad_weight", module.weight.grad), array("grad_bias", module.bias.grad))


if __name__ == "__main__":
    recurrent("rnn_tanh", "A tanh RNN and its gradients.", rnn("tanh"))
    recurrent("rnn_relu", "A relu RNN and its gradients.", rnn("relu"))
    recurrent("lstm", "An LSTM and its gradients.", torch.nn.LSTM)
    recurrent("gru", "A GRU in PyTorch's form (h' = (1 - z) * n + z * h) and its gradients.", torch.nn.GRU)
    initial_weights()
    losses()
    weight_norm()
    operations()
    packed_sequence()
    layer_norm()
    recurrent_options()
