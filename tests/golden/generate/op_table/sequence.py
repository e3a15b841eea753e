"""Operations of sequences and layers: name: (function, shapes of the inputs of each sample, scale, offset)."""

import math

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


def rms_norm(x, weight=None, eps=0.5):
    y = x / torch.sqrt((x * x).mean(-1, keepdim=True) + eps)
    return y if weight is None else y * weight


def batch_norm(x, mean, var, weight, bias, **options):
    return functional.batch_norm(x, mean, var, weight, bias, eps=0.5, **options)


def attention(q, k, v, excluded=None, added=None, scale=None):
    """PyTorch 2's scaled_dot_product_attention; a query without keys has the result 0."""
    scores = q @ k.transpose(-1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if added is not None:
        scores = scores + added
    if excluded is not None:
        scores = scores.masked_fill(excluded, -math.inf)
    return scores.softmax(-1).nan_to_num(0) @ v


def batch(x):
    """x as one batch, for poolings of any rank."""
    return x.reshape(1, -1, x.shape[-1])


def causal(q, k):
    return torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).triu(1)


def conv1d(**options):
    return lambda x, w, b=None: functional.conv1d(x, w, b, **options)


def conv_transpose1d(**options):
    return lambda x, w, b=None: functional.conv_transpose1d(x, w, b, **options)


CONVOLUTIONS = [[[2, 3, 7], [4, 3, 3], [4]], [[1, 1, 5], [1, 1, 3], [1]], [[3, 9], [6, 3, 3], [6]],
                [[1, 3, 40], [5, 3, 3], [5]]]
GROUPED = [[[2, 4, 7], [4, 2, 3], [4]], [[1, 2, 9], [6, 1, 3], [6]]]
DEPTHWISE = [[[2, 3, 7], [3, 1, 3], [3]], [[1, 3, 70], [3, 1, 3], [3]], [[3, 3], [3, 1, 3], [3]]]
TRANSPOSED = [[[2, 3, 4], [3, 4, 3], [4]], [[1, 1, 1], [1, 1, 3], [1]], [[3, 5], [3, 6, 3], [6]]]
TRANSPOSED_GROUPS = [[[2, 4, 4], [4, 2, 3], [4]], [[1, 2, 5], [2, 6, 3], [12]]]
WITHOUT_BIAS = [[x, w] for x, w, _ in CONVOLUTIONS] + [[[2, 1, 4], [1, 1, 1]]]
POOLED = [[[2, 3, 7]], [[4]], [[3, 12]], [[0, 5]]]
CHANNELS = [[2, 4, 3], [3, 2], [2, 6, 1]]
ATTENTION = [[[2, 3], [4, 3], [4, 2]], [[2, 3, 2], [2, 3, 2], [2, 3, 5]], [[1, 1], [1, 1], [1, 1]],
             [[2, 1, 3, 2], [2, 2, 4, 2], [2, 4, 1]], [[0, 2], [3, 2], [3, 2]]]


OPS = {
    # normalisation
    "layer_norm": (layer_norm, [[x, x[-1:], x[-1:]] for x in ROWS]),
    "layer_norm without bias": (lambda x, w: layer_norm(x, w, None), [[x, x[-1:]] for x in ROWS]),
    "layer_norm without weight": (lambda x, b: layer_norm(x, None, b), [[x, x[-1:]] for x in ROWS]),
    "layer_norm without either": (lambda x: layer_norm(x, eps=1e-5),
                                  [[x] for x in ROWS if x[-1] != 1]),  # which PyTorch rounds to 1e-14
    "rms_norm": (rms_norm, [[x, x[-1:]] for x in ROWS if x[-1]]),
    "rms_norm without weight": (lambda x: rms_norm(x, eps=2.220446049250313e-16), [[[3, 4]], [[5]], [[0, 4]]]),
    "group_norm": (lambda x, w, b: functional.group_norm(x, 2, w, b, 0.5),
                   [[x, [x[1]], [x[1]]] for x in CHANNELS]),
    "group_norm without weight": (lambda x: functional.group_norm(x, 1, None, None, 0.5),
                                  [[x] for x in CHANNELS]),
    "batch_norm": (batch_norm, [[x] + [[x[1]]] * 4 for x in CHANNELS], 1, 2),
    "batch_norm in training": (
        lambda x, w, b: batch_norm(x, None, None, w, b, training=True), [[x, [x[1]], [x[1]]] for x in CHANNELS]),
    # convolutions
    "conv1d": (conv1d(), CONVOLUTIONS),
    "conv1d without bias": (conv1d(), WITHOUT_BIAS),
    "conv1d with stride": (conv1d(stride=2, padding=2), CONVOLUTIONS),
    "conv1d with dilation": (conv1d(stride=3, padding=4, dilation=2), CONVOLUTIONS),
    "conv1d with groups": (conv1d(padding=1, groups=2), GROUPED),
    "conv1d of the same length": (conv1d(padding="same", dilation=3), [[[2, 3, 7], [4, 3, 4], [4]]]),
    "conv1d causal": (lambda x, w, b: conv1d(groups=3)(functional.pad(x, (2, 0)), w, b), DEPTHWISE),
    "conv_transpose1d": (conv_transpose1d(), TRANSPOSED),
    "conv_transpose1d without bias": (conv_transpose1d(padding=1), [[x, w] for x, w, _ in TRANSPOSED]),
    "conv_transpose1d with stride": (conv_transpose1d(stride=2, padding=1, output_padding=1), TRANSPOSED),
    "conv_transpose1d with dilation": (conv_transpose1d(stride=3, dilation=2), TRANSPOSED),
    "conv_transpose1d with groups": (conv_transpose1d(stride=4, groups=2), TRANSPOSED_GROUPS),
    # pooling
    "avg_pool1d": (lambda x: functional.avg_pool1d(batch(x), 3).reshape(*x.shape[:-1], -1), POOLED[:3]),
    "avg_pool1d with padding": (
        lambda x: functional.avg_pool1d(batch(x), 4, 3, 2, ceil_mode=True).reshape(*x.shape[:-1], -1), POOLED[:3]),
    "avg_pool1d without padding in means": (
        lambda x: functional.avg_pool1d(batch(x), 3, 2, 1, count_include_pad=False).reshape(*x.shape[:-1], -1),
        POOLED[:3]),
    "max_pool1d": (lambda x: functional.max_pool1d(batch(x), 3).reshape(*x.shape[:-1], -1), POOLED[:3]),
    "max_pool1d with padding": (
        lambda x: functional.max_pool1d(batch(x), 3, 2, 1, 2, ceil_mode=True).reshape(*x.shape[:-1], -1),
        POOLED[:3]),
    "adaptive_avg_pool1d": (
        lambda x: functional.adaptive_avg_pool1d(batch(x), 5).reshape(*x.shape[:-1], 5), POOLED[:3]),
    "adaptive_max_pool1d": (
        lambda x: functional.adaptive_max_pool1d(batch(x), 3).reshape(*x.shape[:-1], 3), POOLED[:3]),
    # attention
    "scaled_dot_product_attention": (attention, ATTENTION),
    "attention_with_weights": (attention, ATTENTION),
    "scaled_dot_product_attention causal": (
        lambda q, k, v: attention(q, k, v, causal(q, k), scale=2), ATTENTION),
    "scaled_dot_product_attention with a mask": (
        lambda q, k, v: attention(q, k, v, torch.tensor([False, True])), [[[3, 2], [2, 2], [2, 3]]]),
    "scaled_dot_product_attention with an added mask": (
        lambda q, k, v, m: attention(q, k, v, added=m), [[*x, [x[0][-2], x[1][-2]]] for x in ATTENTION]),
    # recurrences
    "linear_scan": (lambda a, b, h: linear_scan(a, b, h), SCANS),
    "linear_scan from zeros": (lambda a, b: linear_scan(a, b, torch.zeros(())), [s[:2] for s in SCANS]),
    "linear_scan backwards": (lambda a, b, h: linear_scan(a.flip(0), b.flip(0), h).flip(0), SCANS),
}
