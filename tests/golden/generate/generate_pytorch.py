#!/usr/bin/python3
"""Writes tests/golden/readers/pytorch.hpp: files of torch.save, and outputs of the models in them.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_pytorch.py
Needs Debian 12's python3-torch (1.13.1).
"""

import io
import sys
from collections import OrderedDict
from pathlib import Path

import torch

from generate import array
from generate_readers import content, write

sys.path.insert(0, str(Path(__file__).parents[2] / "pytorch"))
import exchange  # noqa: E402


def saved(value, **options):
    """The bytes of torch.save."""
    file = io.BytesIO()
    torch.save(value, file, **options)
    return file.getvalue()


TYPES = {
    "half": [0.5, -1.25, 65504, 2**-24, float("-inf"), -0.0],
    "bfloat16": [0.5, -1.25, 3 * 2**126, 2**-130, float("-inf"), -0.0],
    "float": [0.5, -1.25, 2**127, 2**-149, float("-inf"), -0.0],
    "double": [0.5, -1.25, 2**1000, 2**-1074, float("-inf"), -0.0],
    "uint8": [0, 1, 2, 100, 254, 255],
    "int8": [0, 1, 2, 100, -128, 127],
    "int16": [0, 1, 2, 100, -2**15, 2**15 - 1],
    "int32": [0, 1, 2, 100, -2**31, 2**31 - 1],
    "int64": [0, 1, 2, 100, -2**63, 2**63 - 1],
    "bool": [True, False, True, True, False, False],
}


def views():
    """Tensors that share storages, with strides and offsets."""
    x = torch.arange(6.0).reshape(2, 3)
    return {"x": x, "again": x, "transposed": x.t(), "column": x[:, 1], "parameter": torch.nn.Parameter(x[1]),
            "expanded": torch.ones(1).expand(2, 3), "empty": torch.zeros(2, 0), "scalar": torch.tensor(2.5)}


def nested():
    """What training programs save beside weights."""
    weight = torch.arange(2.0)
    return {"model": OrderedDict(weight=weight), "state": {0: {"step": torch.tensor(3.0)}},
            "groups": [{"lr": 0.001, "betas": (0.9, 1.0), "amsgrad": False, "foreach": None}],
            "epoch": 3, "large": -2**40, "best": 1e-20, "name": "h\u00e9"}


if __name__ == "__main__":
    small = OrderedDict(weight=torch.arange(2.0), bias=torch.tensor([3]))
    blocks = [
        content("pt_small", saved(small), "OrderedDict(weight=arange(2.0), bias=tensor([3]))"),
        content("pt_types", saved({name: torch.tensor(values, dtype=getattr(torch, name)).reshape(2, 3)
                                   for name, values in TYPES.items()}), "a tensor [2, 3] of each type"),
        content("pt_views", saved(views()), "views of arange(6.0).reshape(2, 3), and others"),
        content("pt_nested", saved(nested()), "a training checkpoint"),
        content("pt_complex", saved({"z": torch.zeros(1, dtype=torch.complex64)})),
        content("pt_legacy", saved(small, _use_new_zipfile_serialization=False),
                "the format of PyTorch before 1.6"),
    ]
    for name, layer in exchange.LAYERS.items():
        checkpoint = exchange.checkpoint(layer)
        output = checkpoint.pop("output")
        del checkpoint["optimizer"]
        blocks += [content(f"pt_{name}", saved(checkpoint), f"the weights of the model with {name}"),
                   array(f"pt_{name}_output", output)]
    write("pytorch", "Files of torch.save, and outputs of the models in them.", *blocks,
          program="generate_pytorch.py")
