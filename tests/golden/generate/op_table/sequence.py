"""Operations of sequences and layers: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch
from torch.nn import functional

ROWS = [[3, 4], [5], [2, 2, 3], [1, 17], [3, 1], [0, 4], [3, 0]]
SCANS = [[[4, 3], [4, 3], [3]], [[1, 2], [1, 2], [2]], [[5], [5], []], [[3, 2, 9], [3, 2, 9], [2, 9]],
         [[0, 2], [0, 2], [2]], [[3, 0], [3, 0], [0]]]


def layer_norm(x, weight=None, bias=None, eps=0.5):
    return functional.layer_norm(x, x.shape[-1:], weight, bias, eps)


def linear_scan(a, b, h):
    """h_t = a_t h_(t-1) + b_t."""
    states = []
    for a_t, b_t in zip(a, b):
        h = a_t * h + b_t
        states.append(h)
    return torch.stack(states) if states else torch.zeros_like(b)


OPS = {
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
}
