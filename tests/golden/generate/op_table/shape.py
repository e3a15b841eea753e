"""Operations that change shapes and join tensors: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch

from op_table.inputs import ANY, WITH_EMPTY

OPS = {
    # shapes
    "reshape": (lambda x: x.reshape(2, -1), [[[3, 4]], [[2]], [[2, 1, 3]]]),
    "flatten": (torch.flatten, ANY),
    "flatten inner axes": (lambda x: x.flatten(1, 2), [[[2, 3, 2]], [[2, 0, 3]], [[2, 1, 1, 2]]]),
    "permute": (lambda x: x.permute(2, 0, 1), [[[2, 3, 4]], [[2, 1, 3]], [[2, 0, 3]]]),
    "transpose": (lambda x: x.transpose(0, -1), WITH_EMPTY + [[[2, 3, 4]]]),
    "squeeze": (lambda x: x.squeeze(1), [[[2, 1, 3]], [[2, 3]], [[0, 1]]]),
    "squeeze all": (lambda x: x.squeeze(), [[[2, 1, 3]], [[1, 1]], [[2, 3]], [[0, 1]]]),
    "unsqueeze": (lambda x: x.unsqueeze(-1), ANY),
    "repeat_into": (lambda b: b.expand(2, 3, b.shape[0]).clone(), [[[4]], [[1]], [[0]]]),
    "copy_into": (lambda x: x.clone(), [[[3, 4]], [[1]], [[0]], [[2, 3, 2]]]),
    "expand": (lambda x: x.expand(2, 3, 4), [[[3, 1]], [[1, 1]], [[1]], [[]], [[2, 1, 4]]]),
    "slice": (lambda x: x[1:7:2], [[[3, 4]], [[8]], [[1, 2]], [[0, 2]]]),
    "slice backwards": (lambda x: x.flip(1)[:, :2], [[[3, 4]], [[2, 1]], [[3, 0]]]),
    "narrow": (lambda x: x.narrow(1, 1, 2), [[[3, 4]], [[2, 3, 2]], [[0, 4]]]),
    "select": (lambda x: x.select(-1, -1), [[[3, 4]], [[2]], [[2, 3, 1]], [[0, 4]]]),
    "flip": (lambda x: x.flip(0, -1), [[[3, 4]], [[2, 3, 2]], [[1, 1]], [[0, 2]]]),
    "contiguous": (lambda x: x.transpose(0, 1).contiguous(), WITH_EMPTY),
    "to": (lambda x: x.to(torch.int64), ANY),
    # several tensors
    "cat": (lambda *t: torch.cat(t), [[[2, 3], [1, 3]], [[2], [0], [3]], [[1, 1], [2, 1], [1, 1]]]),
    "cat on the last axis": (lambda *t: torch.cat(t, -1), [[[2, 3], [2, 1]], [[2, 2], [2, 0]]]),
    "cat_or_view of parts": (lambda x: x.clone(), [[[4, 3]]]),
    "cat_of slices": (lambda x: x.clone(), [[[4, 3]]]),
    "stack": (lambda *t: torch.stack(t, 1), [[[2, 3], [2, 3]], [[2]], [[0], [0]]]),
    "stack_or_view of parts": (lambda x: x.clone(), [[[4, 3]], [[1, 2]]]),
    "unbind": (lambda x: x.unbind(1), [[[2, 3]], [[3, 1]], [[2, 3, 2]], [[0, 2]]]),
    "chunk": (lambda x: x.chunk(2, -1), [[[2, 4]], [[3, 5]], [[2, 1]]]),
    "split": (lambda x: x.split(2, -1), [[[2, 4]], [[3, 5]], [[2, 1]]]),
    "split into sizes": (lambda x: x.split([1, 0, 3]), [[[4, 2]], [[4]]]),
}
