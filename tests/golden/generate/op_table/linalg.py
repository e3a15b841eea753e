"""Products: name: (function, shapes of the inputs of each sample, scale, offset)."""

import torch
from torch.nn import functional

SQUARE = [[[3, 3]], [[2, 3, 3]], [[1, 1]], [[0, 3, 3]]]
TRIANGULAR = [[[3, 3], [3, 2]], [[2, 3, 3], [3, 1]], [[1, 1], [1, 1]], [[0, 3, 3], [0, 3, 2]]]


def positive(a):
    """A symmetric, positive definite matrix."""
    return a @ a.mT + torch.diag(torch.arange(2.0, a.shape[-1] + 2, dtype=a.dtype))


def of_integers(function):
    """The function of the inputs as integers."""
    return lambda *inputs: function(*[x.long() for x in inputs])


def wide_eye(a):
    """A matrix of full rank with distinct singular values."""
    m, n = a.shape[-2:]
    diagonal = torch.zeros(m, n, dtype=a.dtype)
    diagonal.diagonal().copy_(torch.arange(2.0, min(m, n) + 2))
    return a + diagonal


def svd(a):
    """Singular values, and a function of the vectors that does not depend on their signs."""
    u, s, vh = torch.linalg.svd(a, full_matrices=False)
    return s, (u * s.square().unsqueeze(-2)) @ vh


def eigh(a):
    """Eigenvalues, and a function of the vectors that does not depend on their signs."""
    w, v = torch.linalg.eigh(a)
    return w, (v * w.log().unsqueeze(-2)) @ v.mT


OPS = {
    "matmul": (torch.matmul, [[[3, 4], [4, 2]], [[4], [4]], [[3, 4], [4]], [[4], [4, 2]],
                              [[3, 0], [0, 2]], [[0, 4], [4, 2]], [[2, 3, 4], [4]], [[1, 1], [1, 1]],
                              [[2, 3, 4], [4, 2]], [[2, 1, 3, 4], [3, 4, 2]], [[5], [2, 5, 3]]]),
    "bmm": (torch.bmm, [[[2, 3, 4], [2, 4, 3]], [[0, 3, 4], [0, 4, 3]], [[2, 1, 1], [2, 1, 1]]]),
    "linear": (functional.linear, [[[2, 3], [4, 3], [4]], [[3], [4, 3], [4]], [[2, 1, 3], [1, 3], [1]],
                                   [[0, 3], [4, 3], [4]]]),
    "linear without bias": (functional.linear, [[[2, 3], [4, 3]], [[3], [4, 3]]]),
    "add_linear_": (lambda s, x, w: s + functional.linear(x, w), [[[2, 4], [2, 3], [4, 3]]]),
    "addmm": (torch.addmm, [[[3, 2], [3, 4], [4, 2]], [[2], [3, 4], [4, 2]], [[1, 1], [1, 1], [1, 1]],
                            [[0, 2], [0, 4], [4, 2]], [[3, 2], [3, 0], [0, 2]]]),
    "addmm scaled": (lambda x, a, b: torch.addmm(x, a, b, beta=0.5, alpha=-2),
                     [[[3, 2], [3, 4], [4, 2]]]),
    "baddbmm": (lambda x, a, b: torch.baddbmm(x, a, b, beta=0.5, alpha=-2),
                [[[2, 3, 2], [2, 3, 4], [2, 4, 2]], [[3, 1], [2, 3, 4], [2, 4, 2]],
                 [[0, 3, 2], [0, 3, 4], [0, 4, 2]]]),
    "mv": (torch.mv, [[[3, 4], [4]], [[1, 1], [1]], [[0, 4], [4]], [[3, 0], [0]]]),
    "dot": (torch.dot, [[[4], [4]], [[1], [1]], [[0], [0]]]),
    "outer": (torch.outer, [[[3], [4]], [[1], [1]], [[0], [4]]]),
    "kron": (torch.kron, [[[2, 3], [3, 2]], [[2], [3]], [[2, 2], [3]], [[1, 1], [1, 1]],
                          [[0, 2], [2, 3]]]),
    "tensordot": (lambda a, b: torch.tensordot(a, b, 2),
                  [[[2, 3, 4], [3, 4, 5]], [[1, 1], [1, 1]], [[2, 0, 4], [0, 4, 5]]]),
    "tensordot axes": (lambda a, b: torch.tensordot(a, b, ([0, -1], [2, 0])),
                       [[[2, 3, 4], [4, 5, 2]]]),
    "einsum": (lambda a, b: torch.einsum("bij,bjk->bik", a, b),
               [[[2, 3, 4], [2, 4, 3]], [[1, 3, 4], [2, 4, 3]], [[1, 1, 1], [1, 1, 1]],
                [[0, 3, 4], [0, 4, 3]]]),
    "einsum ellipsis": (lambda a, b: torch.einsum("... i j, j ...", a, b),
                        [[[2, 3, 4], [4, 2]], [[2, 3, 4], [4, 1]]]),
    "einsum diagonal": (lambda a, b: torch.einsum("iji,jk->ik", a, b),
                        [[[3, 2, 3], [2, 4]], [[1, 1, 1], [1, 1]]]),
    "einsum of three": (lambda a, b, c: torch.einsum("ab,bc,cd->ad", a, b, c),
                        [[[2, 3], [3, 4], [4, 2]]]),
    "einsum trace": (lambda a: torch.einsum("ii", a), [[[3, 3]], [[0, 0]]]),
    "matmul of integers": (of_integers(torch.matmul),
                           [[[3, 4], [4, 2]], [[4], [4]], [[2, 3, 4], [4, 2]], [[2, 1, 3, 4], [3, 4, 2]],
                            [[3, 0], [0, 2]], [[1, 1], [1, 1]], [[0, 4], [4, 2]]], 40),
    "mv of integers": (of_integers(torch.mv), [[[3, 4], [4]], [[3, 0], [0]]], 40),
    "dot of integers": (of_integers(torch.dot), [[[4], [4]], [[0], [0]]], 40),
    "outer of integers": (of_integers(torch.outer), [[[3], [4]], [[0], [4]]], 40),
    "kron of integers": (of_integers(torch.kron), [[[2, 3], [3, 2]], [[2, 2], [3]]], 40),
    "tensordot of integers": (of_integers(lambda a, b: torch.tensordot(a, b, 2)),
                              [[[2, 3, 4], [3, 4, 5]], [[2, 0, 4], [0, 4, 5]]], 40),
    "einsum of integers": (of_integers(lambda a, b: torch.einsum("... i j, j ...", a, b)),
                           [[[2, 3, 4], [4, 2]], [[2, 3, 4], [4, 1]]], 40),
    "einsum of three integers": (of_integers(lambda a, b, c: torch.einsum("ab,bc,cc->a", a, b, c)),
                                 [[[2, 3], [3, 4], [4, 4]]], 40),
    "einsum trace of integers": (of_integers(lambda a: torch.einsum("ii", a)), [[[3, 3]], [[0, 0]]], 40),
    "solve": (lambda a, b: torch.linalg.solve(a + 3 * torch.eye(a.shape[-1]), b),
              [[[3, 3], [3, 2]], [[2, 3, 3], [2, 3, 1]], [[3, 3], [2, 3, 2]], [[1, 1], [1, 1]],
               [[0, 3, 3], [0, 3, 2]], [[0, 0], [0, 2]]], 2),
    "inverse": (lambda a: torch.inverse(a + 3 * torch.eye(a.shape[-1])), SQUARE, 2),
    "solve_triangular": (lambda a, b: torch.linalg.solve_triangular(
        a + 3 * torch.eye(a.shape[-1]), b, upper=False), TRIANGULAR, 2),
    "solve_triangular right": (lambda a, b: torch.linalg.solve_triangular(
        a + 3 * torch.eye(a.shape[-1]), b, upper=True, left=False), [[[3, 3], [2, 3]]], 2),
    "solve_triangular unit": (lambda a, b: torch.linalg.solve_triangular(
        a + torch.diag_embed(1 - a.diagonal(dim1=-2, dim2=-1)), b, upper=True, unitriangular=True),
        [[[3, 3], [3, 2]]], 2),
    "det": (torch.det, SQUARE, 2),
    "slogdet": (lambda a: torch.linalg.slogdet(a + 3 * torch.eye(a.shape[-1]))[1], SQUARE, 2),
    "lstsq": (lambda a, b: torch.linalg.lstsq(wide_eye(a), b, driver="gelsy").solution,
              [[[4, 2], [4, 3]], [[2, 3], [2, 1]], [[2, 3, 2], [2, 3, 2]]], 2),
    "cholesky": (lambda a: torch.linalg.cholesky(positive(a)), SQUARE, 2),
    "qr": (lambda a: torch.abs(torch.linalg.qr(wide_eye(a))[1]),
           [[[4, 2]], [[2, 3]], [[2, 3, 2]], [[1, 1]], [[0, 3, 2]]], 2),
    "svd": (lambda a: svd(wide_eye(a)), [[[4, 2]], [[2, 3]], [[2, 3, 2]], [[1, 1]], [[0, 3, 2]]], 2),
    "eigh": (lambda a: eigh(positive(a)), SQUARE, 2),
    "pinv": (lambda a: torch.linalg.pinv(wide_eye(a)),
             [[[4, 2]], [[2, 3]], [[2, 3, 2]], [[1, 1]], [[0, 3, 2]]], 2),
    "matrix_exp": (torch.matrix_exp, SQUARE, 2),
    "cosine_similarity": (functional.cosine_similarity,
                          [[[3, 4], [3, 4]], [[3, 4], [4]], [[2, 3, 2], [3, 2]], [[2, 2, 1], [1, 2, 3]],
                           [[1, 2], [1, 2]], [[0, 4], [0, 4]], [[2, 0], [2, 0]]]),
    "cosine_similarity along the first axis": (
        lambda a, b: functional.cosine_similarity(a, b, 0), [[[3, 4], [3, 4]], [[4], [4]]]),
    "cosine_similarity with a large eps": (
        lambda a, b: functional.cosine_similarity(a, b, -1, 4), [[[3, 4], [3, 4]]]),
    "pairwise_distance": (functional.pairwise_distance,
                          [[[3, 4], [3, 4]], [[4], [4]], [[2, 3, 4], [4]], [[2, 4], [2, 1]],
                           [[1, 1], [1, 1]], [[0, 4], [0, 4]], [[2, 0], [2, 0]]]),
    "pairwise_distance of the 3-norm, kept": (
        lambda a, b: functional.pairwise_distance(a, b, 3, 0.1, True), [[[3, 4], [3, 4]]]),
}
