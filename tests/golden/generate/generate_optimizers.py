#!/usr/bin/python3
"""Writes optimizers.hpp: a thousand steps of every optimizer with its options, and gradient clipping.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_optimizers.py
"""

import inspect
import textwrap

import torch

from generate import ROW_WIDTH, array, comment, recipe, write

SAVED = [1, 2, 10, 100, 1000]
CHANGE = 5  # the last step before the options change

# The options of each row, and those that change after that step.
MOMENTUM = {"lr": 0.1, "momentum": 0.9}
BETAS = {"betas": (0.8, 0.95)}
ADAM = [{}, {"lr": 0.1}, BETAS, {"eps": 1e-3}, {"weight_decay": 0.2}, {"lr": 0.1, "weight_decay": 0.2},
        {"lr": 0.01, "eps": 1e-3, "weight_decay": 0.2, **BETAS}, {"lr": 0.1, "weight_decay": 0.2, "maximize": True},
        ({"lr": 0.1}, {"lr": 0.01, "weight_decay": 0.2, **BETAS})]
AMSGRAD = [{"lr": 0.1, "amsgrad": True}, {"lr": 0.01, "amsgrad": True, "weight_decay": 0.2, "eps": 1e-3, **BETAS}]
RULES = {
    "SGD": [{"lr": 0.1}, MOMENTUM, {"lr": 0.1, "weight_decay": 0.2}, {**MOMENTUM, "dampening": 0.5},
            {**MOMENTUM, "nesterov": True}, {**MOMENTUM, "dampening": 0.5, "weight_decay": 0.2},
            {**MOMENTUM, "nesterov": True, "weight_decay": 0.2}, {**MOMENTUM, "weight_decay": 0.2, "maximize": True},
            ({"lr": 0.1}, {"lr": 0.01, "momentum": 0.9, "dampening": 0.5}),
            (MOMENTUM, {"momentum": 0.5, "nesterov": True})],
    "Adam": ADAM + AMSGRAD,
    "AdamW": ADAM + AMSGRAD,
    "RMSprop": [{}, {"lr": 0.02}, {"alpha": 0.9}, {"eps": 1e-3}, {"weight_decay": 0.2}, {"momentum": 0.9},
                {"centered": True}, {"momentum": 0.9, "centered": True},
                {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.2, "momentum": 0.5, "centered": True},
                {"lr": 0.02, "weight_decay": 0.2, "maximize": True}, ({}, {"lr": 0.02, "alpha": 0.9})],
    "Adagrad": [{}, {"lr": 0.1}, {"lr": 0.1, "lr_decay": 0.05}, {"lr": 0.1, "weight_decay": 0.2},
                {"lr": 0.1, "initial_accumulator_value": 0.5}, {"lr": 0.1, "eps": 1e-2},
                {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.2, "initial_accumulator_value": 0.5, "eps": 1e-2},
                {"lr": 0.1, "weight_decay": 0.2, "maximize": True}, ({"lr": 0.1}, {"lr": 0.2, "lr_decay": 0.01})],
    "Adadelta": [{}, {"lr": 0.5}, {"rho": 0.99}, {"eps": 1e-3}, {"weight_decay": 0.2}, {"rho": 1.0, "eps": 1e-3},
                 {"lr": 0.5, "rho": 0.99, "eps": 1e-3, "weight_decay": 0.2}, {"weight_decay": 0.2, "maximize": True},
                 ({}, {"lr": 0.5, "rho": 0.8})],
    "Adamax": ADAM,
    "NAdam": ADAM + [{"lr": 0.1, "momentum_decay": 0.1},
                     {"lr": 0.01, "momentum_decay": 0.1, "weight_decay": 0.2, "eps": 1e-3, **BETAS}],
    "RAdam": ADAM + [{"lr": 0.1, "betas": (0.9, 0.6)}],
    "Rprop": [{}, {"lr": 0.1}, {"etas": (0.7, 1.1)}, {"step_sizes": (8e-3, 0.02)},
              {"lr": 0.1, "etas": (0.7, 1.1), "step_sizes": (2e-3, 0.05)}, {"lr": 0.1, "maximize": True},
              ({}, {"lr": 0.5, "etas": (0.7, 1.1)})],
    "ASGD": [{}, {"lr": 0.1}, {"lambd": 0.1}, {"lambd": 0.1, "alpha": 0.5}, {"t0": 20.0}, {"weight_decay": 0.2},
             {"lr": 0.1, "lambd": 0.1, "alpha": 0.5, "t0": 3.0, "weight_decay": 0.2},
             {"lr": 0.1, "t0": 20.0, "weight_decay": 0.2, "maximize": True}, ({"lr": 0.1}, {"lr": 0.01, "t0": 7.0})],
}


def train(rule, options, later):
    """The parameter after the saved steps, and the state after the last."""
    make = getattr(torch.optim, rule)
    possible = inspect.signature(make).parameters
    # Only the foreach implementation of NAdam follows its equation: the other one multiplies by mu twice.
    extra = {"foreach": True} if rule == "NAdam" else {}
    p = torch.nn.Parameter(recipe(10, 4))
    optimizer = make([p], **{name: value for name, value in options.items() if name in possible}, **extra)
    values = []
    for step in range(1, SAVED[-1] + 1):
        if step == CHANGE + 1:
            optimizer.param_groups[0].update(later)
        p.grad = (1 + recipe(11, 4)) * (p.detach() - recipe(12, 4)) + 0.3 * torch.sin(0.37 * step + torch.arange(4.0))
        if options.get("maximize") and "maximize" in possible:
            p.grad = -p.grad
        optimizer.step()
        if step in SAVED:
            values.append(p.detach().clone())
    return values, {name: torch.as_tensor(value) for name, value in optimizer.state[p].items()
                    if name != "step" and value is not None}


def braces(items):
    return "{" + ", ".join(items) + "}"


def option_list(options):
    pairs = {name: value if isinstance(value, tuple) else (value,) for name, value in options.items()}
    return braces(f'{{"{name}", {braces(repr(float(x)) for x in value)}}}' for name, value in pairs.items())


def numbers(tensor):
    return braces(repr(x) for x in tensor.flatten().tolist())


def row(rule, options, later):
    values, state = train(rule, options, later)
    states = braces(f'{{"{name}", {numbers(value)}}}' for name, value in sorted(state.items()))
    cells = [f'"{rule}"', option_list(options), option_list(later), braces(map(numbers, values)), states]
    return textwrap.fill(braces(cells) + ",", ROW_WIDTH, initial_indent="    ", subsequent_indent="     ", break_on_hyphens=False,
                         break_long_words=False)


def clipping():
    p, q = torch.zeros(2, 3), torch.zeros(4)
    p.grad, q.grad = recipe(13, 2, 3), recipe(14, 4)
    norm = torch.nn.utils.clip_grad_norm_([p, q], 0.5)
    return [comment("clip_grad_norm_ to 0.5 of the gradients recipe(13), shape [2, 3], and recipe(14), shape [4]: the "
                    "norm before clipping, and both gradients after it."),
            array("clip_norm", norm), array("clipped_first", p.grad), array("clipped_second", q.grad)]


def main():
    torch.set_default_dtype(torch.float64)  # in which the mu_product of NAdam is made
    rows = [row(rule, *(case if isinstance(case, tuple) else (case, {})))
            for rule, cases in RULES.items() for case in cases]
    types = [
        "/// An option and its value; the second number is that of a pair.",
        "struct Option { const char* name; double value[2]; };",
        "",
        "/// A state of the parameter; of a number, only the first.",
        "struct State { const char* name; double values[4]; };",
        "",
        "/// Steps of an optimizer: the options that are not the defaults, those that change after step "
        f"{CHANGE}, the\n/// parameter p after the steps {', '.join(map(str, SAVED))}, and the states after the last.",
        "struct Trajectory {",
        "  const char* optimizer; Option options[6]; Option later[6]; double p[5][4]; State states[3];",
        "};",
        f"inline constexpr int saved_steps[] = {{{', '.join(map(str, SAVED))}}}, last_step_before_change = {CHANGE};",
    ]
    about = comment("p starts as recipe(10), shape [4]. The gradient of step t = 1, 2, ... is "
                    "a * (p - b) + 0.3 * sin(0.37 * t + i) for the elements i, with a = 1 + recipe(11) and "
                    "b = recipe(12), negated where the optimizer maximizes.")
    table = "\n".join(["inline constexpr Trajectory trajectories[] = {", *rows, "};"])
    write("optim/optimizers", "Trajectories of the optimizers, and gradient clipping.", "\n".join(types), about, table,
          *clipping(), namespace="optimizers", script="generate_optimizers.py")


if __name__ == "__main__":
    main()
