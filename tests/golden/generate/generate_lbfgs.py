#!/usr/bin/python3
"""Writes lbfgs.hpp: steps of PyTorch's LBFGS on three problems, with and without a line search.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_lbfgs.py
"""

import math

import torch
from torch.nn import functional

from generate import comment, write

STEPS = 4


def waves(phase, *shape):
    """cos(0.37 k^2 + phase) for k = 0, 1, ... in row-major order; matrices of them have full rank."""
    values = [math.cos(0.37 * k * k + phase) for k in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def rosenbrock(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


def least_squares(p):
    return 0.5 * ((waves(1, 30, 20) @ p - waves(2, 30)) ** 2).sum()


def logistic_regression(p):
    labels = (waves(4, 40) > 0).double()
    logits = waves(3, 40, 6) @ p[:6] + p[6]
    return functional.binary_cross_entropy_with_logits(logits, labels) + 0.01 * (p ** 2).sum()


PROBLEMS = {"rosenbrock": (rosenbrock, [-1.2, 1.0]),
            "least_squares": (least_squares, [0.0] * 20),
            "logistic_regression": (logistic_regression, [0.0] * 7)}
DEFAULTS = dict(lr=1.0, max_iter=20, max_eval=0, history_size=100, line_search_fn="none")
CASES = [("rosenbrock", dict(lr=0.2, max_iter=8)),
         ("rosenbrock", dict(max_iter=6, line_search_fn="strong_wolfe")),
         ("rosenbrock", dict(max_iter=6, history_size=2, line_search_fn="strong_wolfe")),
         ("rosenbrock", dict(max_iter=9, max_eval=100, line_search_fn="strong_wolfe")),
         ("rosenbrock", dict(lr=0.01, max_iter=5, max_eval=100, line_search_fn="strong_wolfe")),
         ("least_squares", dict(lr=0.5, max_iter=5)),
         ("least_squares", dict(lr=0.5, max_iter=5, history_size=3)),
         ("least_squares", dict(max_iter=5, max_eval=3, line_search_fn="strong_wolfe")),
         ("least_squares", dict(line_search_fn="strong_wolfe")),
         ("logistic_regression", dict()),
         ("logistic_regression", dict(lr=0.3, max_iter=3)),
         ("logistic_regression", dict(max_iter=3, line_search_fn="strong_wolfe")),
         ("logistic_regression", dict(lr=20.0, max_iter=3, line_search_fn="strong_wolfe"))]


def run(problem, options):
    """The loss that each step returns, the evaluations so far, and the parameter after the step."""
    loss_of, start = PROBLEMS[problem]
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    given = {**options, "max_eval": options["max_eval"] or None,
             "line_search_fn": None if options["line_search_fn"] == "none" else "strong_wolfe"}
    optimizer = torch.optim.LBFGS([p], **given)

    def closure():
        optimizer.zero_grad()
        loss = loss_of(p)
        loss.backward()
        return loss

    rows = []
    for _ in range(STEPS):
        loss = optimizer.step(closure)
        rows += [loss.item(), optimizer.state[p]["func_evals"], *p.tolist()]
    return rows


def main():
    blocks = [comment("Rows of a run: the loss that step() returns, the evaluations of the closure so far, and "
                      "the parameter p after the step.")]
    entries = []
    for k, (problem, changed) in enumerate(CASES):
        options = {**DEFAULTS, **changed}
        rows = run(problem, options)
        numbers = ",\n    ".join(", ".join(repr(float(x)) for x in rows[i:i + 4]) for i in range(0, len(rows), 4))
        blocks.append(f"inline constexpr double run_{k}[] = {{\n    {numbers}}};")
        search = "true" if options["line_search_fn"] == "strong_wolfe" else "false"
        entries.append(f'    {{"{problem}", {options["lr"]}, {options["max_iter"]}, {options["max_eval"]}, '
                       f'{options["history_size"]}, {search}, run_{k}}},')
    blocks.append("/// A problem, options of LBFGS, and its steps.\n"
                  "struct Run {\n  const char* problem;\n  double lr;\n  int max_iter, max_eval, history_size;\n"
                  "  bool strong_wolfe;\n  std::span<const double> rows;\n};\n\n"
                  f"inline constexpr int steps = {STEPS};\n"
                  "inline constexpr Run runs[] = {\n" + "\n".join(entries) + "\n};")
    write("optim/lbfgs", "Steps of LBFGS.", *blocks, namespace="lbfgs", script="generate_lbfgs.py")


if __name__ == "__main__":
    main()
