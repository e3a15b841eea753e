#!/usr/bin/python3
"""Writes init.hpp: what PyTorch's torch.nn.init gives for one seed.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_init.py
"""

import torch
from torch.nn import init

from generate import array, comment, write

CALLS = {
    "uniform": lambda w: init.uniform_(w, -1, 2),
    "normal": lambda w: init.normal_(w, 1, 2),
    "truncated_normal": lambda w: init.trunc_normal_(w),
    "truncated_normal_far": lambda w: init.trunc_normal_(w, 1, 2, 0, 10),
    "xavier_uniform": lambda w: init.xavier_uniform_(w, 1.5),
    "xavier_normal": lambda w: init.xavier_normal_(w),
    "kaiming_uniform": lambda w: init.kaiming_uniform_(w, a=0.5),
    "kaiming_normal": lambda w: init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu"),
    "orthogonal": lambda w: init.orthogonal_(w, 2),
    "orthogonal_wide": lambda w: init.orthogonal_(w.view(5, 6)),
    "sparse": lambda w: init.sparse_(w, 0.3, 2),
}
GAINS = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]

if __name__ == "__main__":
    blocks = [comment("Each fills a float64 tensor [6, 5] after manual_seed(3), with the arguments of "
                      "the script; orthogonal_wide one [5, 6].")]
    for name, call in CALLS.items():
        torch.manual_seed(3)
        weight = torch.empty(6, 5, dtype=torch.float64)
        call(weight)
        blocks.append(array(name, weight))
    torch.manual_seed(3)
    blocks += [comment("truncated_normal in float32."),
               array("truncated_normal_float32", init.trunc_normal_(torch.empty(6, 5)).double())]
    gains = [init.calculate_gain(name) for name in GAINS] + [init.calculate_gain("leaky_relu", 0.5)]
    blocks += [comment("Gains of " + ", ".join(GAINS) + ", and of leaky_relu with slope 0.5."),
               array("gains", torch.tensor(gains, dtype=torch.float64))]
    write("init", "Initial values by torch.nn.init.", *blocks, script="generate_init.py")
