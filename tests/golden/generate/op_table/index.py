"""Lookups: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch
from torch.nn import functional

from op_table.inputs import UNARY, INDEX, PLACES, MASK

IDS = INDEX.flatten()
ROWS = [[[6, 2]], [[6]], [[6, 0]], [[6, 1, 2]]]


def segments(reduce):
    """Reduces the rows of each segment."""
    return lambda x: torch.stack([reduce(x[IDS == i]) for i in range(3)])


OPS = {
    "index_select": (lambda x: x[:, INDEX], [[[2, 3]], [[2, 3, 2]], [[0, 3]]]),
    "index": (lambda x: x[1:, None, ..., -1], [[[3, 4]], [[2, 3, 2]], [[1, 1]]]),
    "index at slices": (lambda x: x.flip(0)[::2, -3:-1], [[[3, 4]], [[4, 3, 2]], [[1, 1]], [[0, 3]]]),
    "index with a tensor": (lambda x: x[:, INDEX, :2], [[[2, 3, 3]], [[1, 4, 1]]]),
    "index with adjacent tensors": (lambda x: x[:, INDEX, INDEX[0] - 3], [[[2, 3, 3]], [[1, 3, 3, 2]]]),
    "index with tensors apart": (lambda x: x[INDEX, 0, ..., INDEX[0]], [[[3, 2, 2, 3]], [[3, 1, 3]]]),
    "index with a tensor without axes": (lambda x: x[:, INDEX[0, 0] - 1, :, INDEX], [[[2, 2, 1, 3]]]),
    "index with a mask": (lambda x: x[MASK, ..., INDEX], [[[2, 3]], [[2, 2, 3]]]),
    "index_put": (lambda x, y: x.index_put((PLACES, torch.arange(1, x.shape[1])[:, None]),
                                           y.expand(3, x.shape[1] - 1).T),
                  [[[4, 3], [3, 2]], [[4, 2], []], [[4, 1], []]]),
    "index_put accumulated": (lambda x, y: x.index_put((INDEX,), y, accumulate=True),
                               [[[3, 2], [2, 3, 2]], [[3], []], [[3, 0], [1, 0]]]),
    "index_put of a number": (lambda x: x.index_put((PLACES,), torch.tensor(0.5).double()), [[[4, 3]], [[4]]]),
    "index_add": (lambda x, y: x.index_add(1, INDEX[:, 0], y), [[[2, 3], [2, 2]], [[1, 3, 2], [1, 2, 2]]]),
    "nonzero": (lambda x: x.relu().nonzero(), UNARY),
    "masked_select": (lambda x: x.masked_select(MASK), [[[3, 2]], [[2]], [[0, 2]]]),
    "masked_fill": (lambda x: x.masked_fill(MASK, 0.5), [[[3, 2]], [[2]], [[]], [[3, 1]]]),
    "scatter_rows": (lambda x: torch.full((5, *x.shape[1:]), 0.5).double().index_copy(0, PLACES, x),
                     [[[3, 2]], [[3]], [[3, 0]], [[3, 1, 2]]]),
    "gather": (lambda x: x.gather(1, INDEX), [[[2, 3]], [[3, 3]]]),
    "embedding_into": (lambda x: functional.embedding(INDEX, x), [[[3, 2]], [[4, 1]]]),
    "embedding": (lambda x: functional.embedding(INDEX, x), [[[3, 2]], [[4, 1]]]),
    "scatter": (lambda x, y: x.scatter(0, PLACES[:, None], y),
                [[[4, 2], [3, 1]], [[5, 1], [3, 1]], [[4, 3], [4, 2]]]),
    "scatter a number": (lambda x: x.scatter(1, INDEX, 0.5), [[[2, 3]], [[3, 4]]]),
    "scatter_add": (lambda x, y: x.scatter_add(1, INDEX, y), [[[2, 3], [2, 3]], [[3, 4], [2, 4]]]),
    "take_along_dim": (lambda x: x.take_along_dim(INDEX, 1), [[[2, 3]], [[1, 4]]]),
    "take_along_dim of the flattened tensor": (lambda x: x.take_along_dim(INDEX), [[[3]], [[2, 2]]]),
    "segment_sum": (segments(lambda rows: rows.sum(0)), ROWS),
    "segment_sum with empty segments": (lambda x: x.new_zeros(5, *x.shape[1:]).index_add(0, INDEX[1], x),
                                        [[[3, 2]], [[3]], [[3, 0]]]),
    "segment_mean": (segments(lambda rows: rows.mean(0)), ROWS),
    "segment_max": (segments(lambda rows: rows.amax(0)), ROWS),
    "segment_min": (segments(lambda rows: rows.amin(0)), ROWS),
    "one_hot": (lambda x: functional.one_hot(INDEX, 4) + 0 * x.sum(), [[[1]]]),
}
