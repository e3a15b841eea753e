"""Element-wise functions: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch
from torch.nn import functional

from op_table.inputs import UNARY, BROADCAST, ANY

EVEN = [[[3, 4]], [[2]], [[0]], [[2, 0, 4]], [[18]], [[5, 3, 6]]]
EVEN_MIDDLE = [[[3, 4]], [[2, 2]], [[2, 0]], [[3, 2, 5]], [[0, 4, 3]]]
THREE = [[[], [], []], [[1], [1], [1]], [[0], [0], [0]], [[3, 2], [2], [3, 1]], [[2], [3, 1], []],
         [[0, 1, 3], [0, 2, 3], [3]], [[17], [17], [17]], [[5, 7], [5, 7], [5, 7]]]

OPS = {
    "sign": (torch.sign, UNARY),
    "floor": (torch.floor, UNARY),
    "ceil": (torch.ceil, UNARY),
    "round": (torch.round, UNARY),
    "trunc": (torch.trunc, UNARY),
    "frac": (torch.frac, UNARY),
    "copysign": (torch.copysign, BROADCAST),
    "copysign of a number": (lambda x: torch.copysign(x, -2), ANY),
    "nan_to_num": (torch.nan_to_num, UNARY),
    # trigonometry
    "tan": (torch.tan, UNARY, 2),
    "asin": (torch.asin, UNARY, 1.5),
    "acos": (torch.acos, UNARY, 1.5),
    "atan": (torch.atan, UNARY),
    "atan2": (torch.atan2, BROADCAST),
    "sinh": (torch.sinh, UNARY),
    "cosh": (torch.cosh, UNARY),
    "asinh": (torch.asinh, UNARY),
    "acosh": (torch.acosh, UNARY, 1, 2),
    "atanh": (torch.atanh, UNARY, 1.5),
    "hypot": (torch.hypot, BROADCAST, 1, 1),
    # exponentials and logarithms
    "exp2": (torch.exp2, UNARY),
    "log2": (torch.log2, UNARY, 1, 1),
    "log10": (torch.log10, UNARY, 1, 1),
    "reciprocal": (torch.reciprocal, UNARY, 1, 1),
    "xlogy": (torch.xlogy, BROADCAST, 1, 1),
    "xlogy with a number": (lambda x: torch.xlogy(x, 3), ANY, 1, 1),
    "xlogy of a number": (lambda x: torch.xlogy(3, x), ANY, 1, 1),
    "logaddexp": (torch.logaddexp, BROADCAST),
    # special functions
    "erfc": (torch.erfc, UNARY),
    "erfinv": (torch.erfinv, UNARY, 1.5),
    "lgamma": (torch.lgamma, UNARY, 1, 1),
    "lgamma of negative numbers": (torch.lgamma, ANY, 0.5, -2.5),
    "digamma": (torch.digamma, UNARY, 1, 1),
    "digamma of negative numbers": (torch.digamma, ANY, 0.5, -2.5),
    "polygamma": (lambda x: torch.polygamma(2, x), UNARY, 1, 2),
    # activations
    "log_sigmoid": (functional.logsigmoid, UNARY),
    "selu": (functional.selu, UNARY),
    "celu": (lambda x: functional.celu(x, 1.5), UNARY),
    "mish": (functional.mish, UNARY),
    "softsign": (functional.softsign, UNARY),
    "hardtanh": (lambda x: functional.hardtanh(x, -0.5, 1), UNARY),
    "hardsigmoid": (lambda x: functional.relu6(x + 3) / 6, UNARY, 8),
    "hardswish": (functional.hardswish, UNARY, 8),
    "tanhshrink": (functional.tanhshrink, UNARY),
    "glu": (functional.glu, EVEN),
    "glu of an axis": (lambda x: functional.glu(x, 1), EVEN_MIDDLE),
    # three tensors
    "lerp": (torch.lerp, THREE),
    "lerp by a number": (lambda a, b: torch.lerp(a.broadcast_to(b.shape), b, 0.75),
                         [[[], []], [[1], [2]], [[2], [3, 2]], [[0], [0]], [[17], [17]]]),
    "addcmul": (lambda x, a, b: torch.addcmul(x, a, b, value=1.5), THREE),
    "addcdiv": (lambda x, a, b: torch.addcdiv(x, a, b, value=1.5), THREE, 1, 1),
    # tests of elements, with inputs that pass in part
    "isnan": (lambda x: x.log().isnan(), UNARY),
    "isinf": (lambda x: x.relu().log().isinf(), UNARY),
    "isfinite": (lambda x: x.log().isfinite(), UNARY),
    "isclose": (lambda a, b: torch.isclose(torch.maximum(a, b), b), BROADCAST),
}
