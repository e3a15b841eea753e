"""Products: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch
from torch.nn import functional

OPS = {
    "matmul": (torch.matmul, [[[3, 4], [4, 2]], [[4], [4]], [[3, 4], [4]], [[4], [4, 2]],
                              [[3, 0], [0, 2]], [[0, 4], [4, 2]], [[2, 3, 4], [4]], [[1, 1], [1, 1]],
                              [[2, 3, 4], [4, 2]], [[2, 1, 3, 4], [3, 4, 2]], [[5], [2, 5, 3]]]),
    "bmm": (torch.bmm, [[[2, 3, 4], [2, 4, 3]], [[0, 3, 4], [0, 4, 3]], [[2, 1, 1], [2, 1, 1]]]),
    "linear": (functional.linear, [[[2, 3], [4, 3], [4]], [[3], [4, 3], [4]], [[2, 1, 3], [1, 3], [1]],
                                   [[0, 3], [4, 3], [4]]]),
    "linear without bias": (functional.linear, [[[2, 3], [4, 3]], [[3], [4, 3]]]),
    "add_linear_": (lambda s, x, w: s + functional.linear(x, w), [[[2, 4], [2, 3], [4, 3]]]),
}
