"""Sorting, selection by order, and counting: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch

from op_table.inputs import INDEX, MATRICES, UNARY

ORDERED = MATRICES + [[[]], [[1]], [[0]], [[0, 4]], [[4, 0]], [[2, 3, 2]], [[17]]]
LONG = ORDERED + [[[300]]]  # beyond the rows that std::sort sorts
PAIRS = MATRICES + [[[2]], [[2, 3, 2]], [[0, 4]], [[17]]]
PAIRS.remove([[3, 1]])
ROWS = MATRICES + [[[]], [[1]], [[2, 3, 2]], [[17]]]

OPS = {
    "sort": (lambda x: x.sort()[0], ORDERED),
    "sort indices": (lambda x: x.sort()[1], LONG),
    "sort along the first axis, descending": (lambda x: x.sort(0, True)[0], ORDERED),
    "argsort": (lambda x: x.argsort(), LONG),
    "argsort along the first axis, descending": (lambda x: x.argsort(0, True), LONG),
    "topk": (lambda x: x.topk(2)[0], PAIRS + [[[300]]]),
    "topk indices": (lambda x: x.topk(2)[1], PAIRS + [[[300]]]),
    "topk of the smallest": (lambda x: x.topk(1, 0, False)[0], ROWS),
    "kthvalue": (lambda x: x.kthvalue(2)[0], PAIRS),
    "kthvalue indices": (lambda x: x.kthvalue(2)[1], PAIRS),
    "kthvalue along the first axis, kept": (lambda x: x.kthvalue(1, 0, True)[0], ROWS),
    "median": (lambda x: x.median(), ROWS),
    "median along an axis": (lambda x: x.median(-1)[0], ROWS + [[[0, 4]]]),
    "median along an axis, indices": (lambda x: x.median(0, True)[1], ROWS),
    "unique": (lambda x: x.unique(), UNARY),
    "unique inverse": (lambda x: x.unique(return_inverse=True)[1], UNARY),
    "unique counts": (lambda x: x.unique(return_counts=True)[1], UNARY),
    "searchsorted": (lambda x, y: torch.searchsorted(x.sort()[0], y),
                     [[[5], [2, 3]], [[5], []], [[1], [1]], [[0], [3]], [[4], [0]],
                      [[2, 3], [2, 5]], [[2, 1, 4], [2, 1, 3]]]),
    "searchsorted from the right": (lambda x: torch.searchsorted(x.sort()[0], x, right=True),
                                    [[[5]], [[3, 4]], [[0]], [[1]]]),
    "bucketize": (lambda x, y: torch.bucketize(x, y.sort()[0]), [[[3, 4], [5]], [[], [2]], [[0], [1]], [[1], [0]]]),
    "histc": (lambda x: x.histc(5), [[[3, 4]], [[]], [[1]], [[0]], [[57]]]),
    "histc between limits": (lambda x: x.histc(4, -1, 1), [[[3, 4]], [[]], [[1]], [[0]], [[57]]]),
    "bincount": (lambda x: INDEX.flatten()[:len(x)].bincount(x, 4), [[[6]], [[1]], [[0]]]),
    "bincount without weights": (lambda x: x.argmax(-1).bincount(), MATRICES),
}
