#!/usr/bin/python3
"""Writes layers.hpp: PyTorch's initial weights of layers, their outputs and gradients.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_layers.py
"""

import torch
from torch import nn

from generate import array, comment, recipe, write

CAUSAL = torch.ones(3, 4, dtype=torch.bool).triu(2)
PADDING = torch.tensor([[False, False, False, True], [False, True, False, False]])

# Layer, shapes of its inputs, and further arguments of forward.
LAYERS = {
    "conv1d": (lambda: nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), [[2, 4, 9]], {}),
    "conv1d_same": (lambda: nn.Conv1d(3, 2, 4, padding="same", bias=False), [[3, 6]], {}),
    "conv_transpose1d": (
        lambda: nn.ConvTranspose1d(4, 6, 3, stride=3, padding=1, output_padding=2, groups=2, dilation=2),
        [[2, 4, 4]], {}),
    "bilinear": (lambda: nn.Bilinear(3, 4, 2), [[2, 2, 3], [2, 2, 4]], {}),
    "group_norm": (lambda: nn.GroupNorm(2, 4, eps=0.01), [[2, 4, 3]], {}),
    "batch_norm": (lambda: nn.BatchNorm1d(3, eps=0.01), [[2, 3, 4]], {}),
    "attention": (lambda: nn.MultiheadAttention(4, 2), [[3, 2, 4], [4, 2, 4], [4, 2, 4]], {}),
    "attention_masked": (
        lambda: nn.MultiheadAttention(4, 2, bias=False, batch_first=True), [[2, 3, 4], [2, 4, 4], [2, 4, 4]],
        {"key_padding_mask": PADDING, "attn_mask": CAUSAL}),
}


def numbers(tensor):
    """The elements of a tensor in C++ braces."""
    return "{" + ", ".join(map(repr, tensor.detach().double().flatten().tolist())) + "}"


def as_list(results):
    """The results of a layer, one or several."""
    return list(results) if isinstance(results, tuple) else [results]


def layer(name, make, shapes, options):
    """The lines of one layer."""
    torch.manual_seed(1)
    module = make()
    initial = ",\n".join(f'    {{"{key}", {numbers(value)}}}' for key, value in module.named_parameters())
    module.double()
    with torch.no_grad():
        for k, value in enumerate(module.parameters()):
            value.copy_(recipe(5 + k, *value.shape))
    inputs = [recipe(k, *shape).requires_grad_() for k, shape in enumerate(shapes)]
    results = as_list(module(*inputs, **options))
    sum((result * recipe(10 + k, *result.shape)).sum() for k, result in enumerate(results)).backward()
    gradients = [x.grad for x in [*inputs, *module.parameters()]]
    lists = [",\n".join("    " + numbers(x) for x in values) for values in (results, gradients)]
    return f'  {{"{name}", {{\n{initial}}}, {{\n{lists[0]}}}, {{\n{lists[1]}}}}},'


def running(momentum):
    """Running statistics after three batches of training, and the output in evaluation."""
    module = nn.BatchNorm1d(3, momentum=momentum).double()
    for k in range(3):
        module((k + 1) * recipe(k, 4, 3) + k)
    return torch.cat([module.running_mean, module.running_var,
                      module.eval()(recipe(5, 2, 3)).flatten().detach()])


if __name__ == "__main__":
    write("layers", "Layers by torch.nn: initial weights after manual_seed(1), outputs, and gradients.",
          comment("A parameter and its elements."),
          "struct Initial {\n  const char* name;\n  std::initializer_list<double> values;\n};",
          comment("Initial weights; results for inputs recipe(k) and parameters recipe(5 + k); and the "
                  "gradients of inputs and parameters of the sum of result k times recipe(10 + k)."),
          "struct Layer {\n  const char* name;\n  std::initializer_list<Initial> initial;\n"
          "  std::initializer_list<std::initializer_list<double>> results, gradients;\n};",
          "inline const Layer layers[] = {\n"
          + "\n".join(layer(name, *of) for name, of in LAYERS.items()) + "\n};",
          comment("Running mean and variance of BatchNorm1d after the batches (k + 1) recipe(k) + k "
                  "[4, 3], and the output for recipe(5) in evaluation."),
          array("running", running(0.1)),
          array("running_without_momentum", running(None)),
          script="generate_layers.py", system=["initializer_list"])
