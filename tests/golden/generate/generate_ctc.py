#!/usr/bin/python3
"""Writes ctc.hpp: PyTorch's ctc_loss of log_softmax, and its gradients.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_ctc.py
"""

import torch
from torch.nn.functional import ctc_loss

from generate import array, comment, recipe, table, write

TARGETS = {0: [[1, 2, 2], [3, 1, -7], [-7, 99, -7]], 2: [[1, 0, 0], [3, 1, -7], [-7, 99, -7]]}

if __name__ == "__main__":
    blocks = [comment("The logits are 8 * recipe(1), shape [7, 3, 4]; the targets {1, 2, 2}, {3, 1} and {} "
                      "or, with blank 2, {1, 0, 0}, {3, 1} and {}; the input lengths 7, 5 and 4. The name "
                      "says the reduction and the blank. The gradients are those of the logits; without "
                      "reduction, of sum(losses * recipe(2)).")]
    names = [f"{reduction}_{blank}" for blank in TARGETS for reduction in ("mean", "sum", "none")]
    for name in names:
        reduction, blank = name.split("_")
        logits = (8 * recipe(1, 7, 3, 4)).requires_grad_()
        losses = ctc_loss(logits.log_softmax(-1), torch.tensor(TARGETS[int(blank)]), torch.tensor([7, 5, 4]),
                          torch.tensor([3, 2, 0]), blank=int(blank), reduction=reduction)
        (losses if reduction != "none" else (losses * recipe(2, 3)).sum()).backward()
        blocks += [array(name, losses), array(f"grad_{name}", logits.grad)]
    blocks += [table("values", [(name, name) for name in names]),
               table("gradients", [(name, f"grad_{name}") for name in names])]
    write("ctc", "The loss of connectionist temporal classification.", *blocks, script="generate_ctc.py")
