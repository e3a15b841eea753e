"""Shapes of samples, and inputs that no sample gives, the same as in tests/ops/table/inputs.hpp."""

import torch

UNARY = [[[3, 4]], [[]], [[1]], [[0]], [[2, 0, 3]], [[17]], [[5, 7]], [[2, 1, 3]]]
BROADCAST = [[[], []], [[2], []], [[1], [2]], [[2, 1], [2]], [[1, 2], [2]], [[3, 2], [2]],
             [[1, 3, 2], [3, 2]], [[3, 1, 2], [1, 3, 2]], [[2, 3, 2], []], [[0, 1, 3], [0, 2, 3]],
             [[17], [17]], [[5, 7], [5, 7]]]
ANY = [[[3, 4]], [[]], [[1]], [[0]], [[2, 3, 2]]]
MATRICES = [[[3, 4]], [[1, 4]], [[3, 1]], [[4, 3]]]
WITH_EMPTY = MATRICES + [[[0, 4]]]

INDEX = torch.tensor([[2, 0, 1], [1, 1, 2]])
PLACES = torch.tensor([3, 0, 1])
MASK = torch.tensor([True, False])
