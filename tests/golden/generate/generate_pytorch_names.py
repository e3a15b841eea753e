#!/usr/bin/python3
"""Writes tests/docs/pytorch/names.txt: what users of PyTorch call (Debian 12: python3-torch 1.13.1).

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_pytorch_names.py
"""

import inspect
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim import lr_scheduler, swa_utils
from torch.utils import data

# Parts of the implementation that have public names.
HELPERS = {"assert_int_or_pair", "boolean_dispatch", "handle_torch_function", "has_torch_function",
           "has_torch_function_unary", "has_torch_function_variadic", "namedtuple", "bind"}
# Data pipes and their decorators, which the page names together.
PIPES = {"DFIterDataPipe", "DataChunk", "DataLoader2", "MapDataPipe", "argument_validation",
         "functional_datapipe", "guaranteed_datapipes_determinism", "non_deterministic",
         "runtime_validation", "runtime_validation_disabled"}


def public(names, without=()):
    return [name for name in sorted(names) if not name.startswith("_") and name not in without]


def functions(module):
    """The functions of a module, without those that another module defines."""
    found = []
    for name in public(dir(module), HELPERS):
        value = getattr(module, name)
        own = inspect.isbuiltin(value) or getattr(value, "__module__", "") == module.__name__
        if own and callable(value) and not inspect.isclass(value) and "_with_indices" not in name:
            found.append(name)
    return found


def methods(kind):
    return [name for name in public(dir(kind)) if inspect.isfunction(getattr(kind, name))]


def names():
    yield from (f"nn.{name}" for name in public(nn.modules.__all__ + ["Parameter"]))
    yield from (f"model.{name}()" for name in methods(nn.Module))
    yield from (f"F.{name}" for name in functions(F))
    yield from (f"nn.init.{name}" for name in functions(nn.init)
                if name.endswith("_") or name == "calculate_gain")
    yield from (f"nn.utils.{name}" for name in public(dir(nn.utils))
                if inspect.isfunction(getattr(nn.utils, name)))
    yield from (f"nn.utils.rnn.{name}" for name in functions(nn.utils.rnn) + ["PackedSequence"])
    yield from (f"optim.{name}" for name in public(dir(optim))
                if inspect.isclass(getattr(optim, name)))
    yield from (f"optimizer.{name}()" for name in methods(optim.Optimizer))
    yield from (f"lr_scheduler.{name}" for name in public(lr_scheduler.__all__))
    yield from (f"scheduler.{name}()" for name in methods(lr_scheduler.StepLR))
    yield from (f"swa_utils.{name}" for name in public(swa_utils.__all__))
    yield from (f"data.{name}" for name in public(data.__all__, PIPES)
                if not inspect.ismodule(getattr(data, name)))


if __name__ == "__main__":
    path = Path(__file__).parents[2] / "docs/pytorch/names.txt"
    path.write_text("\n".join(names()) + "\n", encoding="utf-8")
