#!/usr/bin/python3
"""Writes loss_table.hpp: PyTorch's values and gradients of every loss in tests/loss/table, over many shapes.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_losses.py
Input k of a sample is 4 * recipe(k), where `recipe` is that of generate.py, and is transformed as the
row of the table says. Results of a sample are the unreduced losses, their mean, their sum, and the
gradients of sum(losses * recipe(10)) for each input.
"""

import torch
from torch.nn import functional as F

from generate import recipe, write
from generate_op_table import braces, dims

ELEMENTS = [[2, 3], [2, 1, 4], [1], []]
ROWS = [[4, 3], [2, 2, 5], [3], [1, 1]]
VECTORS = [*ROWS[:3], [1, 2]]


def labels(x):
    """1 where x is positive, else -1."""
    return torch.where(x > 0, 1.0, -1.0).double()


def classes(x):
    """Class indices for scores with the classes on the last axis."""
    count = x.shape[:-1].numel()
    return ((3 * torch.arange(count) + 1) % x.shape[-1]).reshape(x.shape[:-1])


def class_weights(x):
    """0.5, 1, 1.5, ... along the last axis."""
    if x.dim() == 0:
        return torch.tensor(1.75, dtype=torch.float64)
    return 0.5 * torch.arange(1, x.shape[-1] + 1, dtype=torch.float64)


def flat(function):
    """A loss of [n, features] for other numbers of axes; the arguments end with the reduction."""
    def of_rows(x, *others, r, **options):
        batch = x.shape[:-1]
        rows = [t.reshape(-1, t.shape[-1]) if t.shape == x.shape else t.reshape(-1) for t in (x, *others)]
        losses = function(*rows, reduction=r, **options)
        return losses.reshape(batch) if r == "none" else losses
    return of_rows


def reduced(losses, r):
    """Losses that PyTorch does not have, reduced."""
    return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[r]


def pinball(x, y, q, r):
    """The quantile loss."""
    return reduced(torch.maximum(q * (y - x), (q - 1) * (y - x)), r)


QUANTILES = torch.tensor([0.1, 0.5, 0.75], dtype=torch.float64)

# The shapes of the inputs in terms of one shape, and the loss.
ONE = lambda s: [s]
TWO = lambda s: [s, s]
THREE = lambda s: [s, s, s]
LOSSES = {
    "mse_loss": (ELEMENTS, TWO, lambda x, y, r: F.mse_loss(x, y, reduction=r)),
    "l1_loss": (ELEMENTS, TWO, lambda x, y, r: F.l1_loss(x, y, reduction=r)),
    "huber_loss": (ELEMENTS, TWO, lambda x, y, r: F.huber_loss(x, y, reduction=r, delta=0.7)),
    "smooth_l1_loss": (ELEMENTS, TWO, lambda x, y, r: F.smooth_l1_loss(x, y, reduction=r, beta=0.7)),
    "smooth_l1_loss beta 0": (ELEMENTS, TWO, lambda x, y, r: F.smooth_l1_loss(x, y, reduction=r, beta=0.0)),
    "quantile_loss": (ELEMENTS, TWO, lambda x, y, r: pinball(x, y, 0.3, r)),
    "quantile_loss several": (ELEMENTS[:3], lambda s: [[*s, 3], s],
                              lambda x, y, r: pinball(x, y.unsqueeze(-1), QUANTILES, r)),
    "binary_cross_entropy_with_logits":
        (ELEMENTS, TWO, lambda x, y, r: F.binary_cross_entropy_with_logits(x, y.sigmoid(), reduction=r)),
    "binary_cross_entropy_with_logits pos_weight":
        (ELEMENTS, TWO, lambda x, y, r: F.binary_cross_entropy_with_logits(
            x, y.sigmoid(), reduction=r, pos_weight=class_weights(x))),
    "binary_cross_entropy":  # whose gradient for the target PyTorch 1.13 lacks
        (ELEMENTS, TWO, lambda x, y, r: reduced(-(y.sigmoid() * x.sigmoid().log()
                                                  + (1 - y.sigmoid()) * (1 - x.sigmoid()).log()), r)
         if y.requires_grad else F.binary_cross_entropy(x.sigmoid(), y.sigmoid(), reduction=r)),
    "kl_div": (ELEMENTS, TWO, lambda x, y, r: F.kl_div(x, y.sigmoid(), reduction=r)),
    "kl_div log_target": (ELEMENTS, TWO, lambda x, y, r: F.kl_div(x, y, reduction=r, log_target=True)),
    "poisson_nll_loss": (ELEMENTS, TWO, lambda x, y, r: F.poisson_nll_loss(x, y.exp(), reduction=r)),
    "poisson_nll_loss full":
        (ELEMENTS, TWO, lambda x, y, r: F.poisson_nll_loss(x, y.exp(), full=True, reduction=r)),
    "poisson_nll_loss of rates":
        (ELEMENTS, TWO, lambda x, y, r: F.poisson_nll_loss(x.exp(), y.exp(), log_input=False, full=True,
                                                           eps=0.01, reduction=r)),
    "gaussian_nll_loss":
        (ELEMENTS, THREE, lambda x, y, v, r: F.gaussian_nll_loss(x, y, v.exp(), reduction=r)),
    "gaussian_nll_loss full":
        (ELEMENTS[:3], lambda s: [s, s, [*s[:-1], 1]],
         lambda x, y, v, r: F.gaussian_nll_loss(x, y, v.exp(), full=True, reduction=r)),
    "gaussian_nll_loss variance per row":
        (ELEMENTS[:3], lambda s: [s, s, s[:-1]],
         lambda x, y, v, r: F.gaussian_nll_loss(x, y, v.exp(), reduction=r)),
    "hinge_loss": (ELEMENTS, TWO, lambda x, y, r: reduced((0.8 - labels(y) * x).clamp(min=0), r)),
    "hinge_embedding_loss":
        (ELEMENTS, TWO, lambda x, y, r: F.hinge_embedding_loss(x, labels(y), margin=0.8, reduction=r)),
    "soft_margin_loss": (ELEMENTS, TWO, lambda x, y, r: F.soft_margin_loss(x, labels(y), reduction=r)),
    "margin_ranking_loss":
        (ELEMENTS, THREE, lambda x1, x2, y, r: F.margin_ranking_loss(x1, x2, labels(y), margin=0.3,
                                                                     reduction=r)),
    "multi_margin_loss": (ROWS, ONE, lambda x, r: flat(F.multi_margin_loss)(x, classes(x), r=r)),
    "multi_margin_loss squared":
        (ROWS, ONE, lambda x, r: flat(F.multi_margin_loss)(x, classes(x), p=2, margin=0.5,
                                                           weight=class_weights(x), r=r)),
    "cosine_embedding_loss":
        (VECTORS, lambda s: [s, s, s[:-1]],
         lambda x1, x2, y, r: flat(F.cosine_embedding_loss)(x1, x2, labels(y), margin=0.2, r=r)),
    "triplet_margin_loss": (VECTORS, THREE, lambda a, p, n, r: F.triplet_margin_loss(a, p, n, reduction=r)),
    "triplet_margin_loss swap":
        (VECTORS, THREE, lambda a, p, n, r: F.triplet_margin_loss(a, p, n, margin=2.0, p=3.0, eps=0.01,
                                                               swap=True, reduction=r)),
    "cross_entropy": (ROWS, ONE, lambda x, r: flat(F.cross_entropy)(x, classes(x), r=r)),
    "cross_entropy weight":
        (ROWS, ONE, lambda x, r: flat(F.cross_entropy)(x, classes(x), label_smoothing=0.3,
                                                       weight=class_weights(x), r=r)),
    "cross_entropy of probabilities":
        (ROWS, TWO, lambda x, y, r: flat(F.cross_entropy)(x, y.softmax(-1), r=r)),
    "cross_entropy of probabilities weight":
        (ROWS, TWO, lambda x, y, r: flat(F.cross_entropy)(x, y.softmax(-1), label_smoothing=0.3,
                                                          weight=class_weights(x), r=r)),
    "nll_loss": (ROWS, ONE, lambda x, r: flat(F.nll_loss)(x, classes(x), r=r)),
}


def sample(name, function, shapes):
    """One line of the table and its results."""
    plain = [4 * recipe(k, *shape) for k, shape in enumerate(shapes)]
    results = [function(*plain, r=r) for r in ("none", "mean", "sum")]
    inputs = [x.clone().requires_grad_() for x in plain]
    losses = function(*inputs, r="none")
    gradients = torch.autograd.grad((losses * recipe(10, *losses.shape)).sum(), inputs, allow_unused=True)
    results += [torch.zeros_like(x) if g is None else g for x, g in zip(inputs, gradients)]
    text = ",\n".join(f"    {{{dims(result.shape)}, {braces(result.flatten().tolist())}}}"
                      for result in results)
    inner = "{" + ", ".join(map(dims, shapes)) + "}"
    return f'  {{"{name}", 4, 0, {inner}, {{\n{text}}}}},'


if __name__ == "__main__":
    lines = [sample(name, function, inputs(shape))
             for name, (shapes, inputs, function) in LOSSES.items() for shape in shapes]
    write("loss_table", "Values and gradients of the losses in tests/loss/table.cpp.",
          "// Scale and offset of the inputs, their shapes; losses, their mean, their sum and the gradients.",
          "inline constexpr Sample losses[] = {\n" + "\n".join(lines) + "\n};",
          script="generate_losses.py", include="sample.hpp")
