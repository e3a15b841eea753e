"""Reductions: name: (function, shapes of the inputs of each sample, scale, offset)."""


from op_table.inputs import ANY, MATRICES, WITH_EMPTY

OPS = {
    "sum": (lambda x: x.sum(), ANY),
    "sum over an axis": (lambda x: x.sum(-1), WITH_EMPTY),
    "sum over axes, kept": (lambda x: x.sum((0, -1), keepdim=True), WITH_EMPTY + [[[2, 3, 4]]]),
    "mean": (lambda x: x.mean(), [[[3, 4]], [[]], [[1]], [[2, 3, 2]]]),
    "mean over an axis": (lambda x: x.mean(0, keepdim=True), MATRICES),
    "mean over the last axis": (lambda x: x.mean(-1), WITH_EMPTY),
    "max": (lambda x: x.max(), [[[3, 4]], [[]], [[1]]]),
    "max over an axis": (lambda x: x.amax(-1), WITH_EMPTY),
    "min": (lambda x: x.min(), [[[3, 4]], [[]], [[1]]]),
    "min over an axis": (lambda x: x.amin(0, keepdim=True), MATRICES),
    "argmax": (lambda x: x.argmax(), [[[3, 4]], [[]], [[1]]]),
    "argmax over an axis": (lambda x: x.argmax(-1), WITH_EMPTY),
    "logsumexp": (lambda x: x.logsumexp(-1), WITH_EMPTY),
    "logsumexp over all": (lambda x: x.flatten().logsumexp(0), [[[3, 4]], [[]], [[1]]]),
    "softmax": (lambda x: x.softmax(-1), WITH_EMPTY),
    "softmax over the first axis": (lambda x: x.softmax(0), MATRICES),
    "log_softmax": (lambda x: x.log_softmax(-1), WITH_EMPTY),
    "sum_to": (lambda x: x.sum_to_size(1, x.shape[1]), WITH_EMPTY),
    "sum_to a scalar": (lambda x: x.sum(), ANY),
}
