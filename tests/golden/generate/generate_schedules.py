#!/usr/bin/python3
"""Writes schedules.hpp: learning rates and momenta by torch.optim.lr_scheduler.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_schedules.py
"""

import math
import warnings

import torch
from torch.optim.lr_scheduler import *

from generate import comment, write

LAST = 299
EPOCHS = [*range(11), *range(20, LAST, 17), LAST]

SCHEDULES = [
    "StepLR(sgd, 30)",
    "StepLR(sgd, step_size=7, gamma=0.5)",
    "MultiStepLR(sgd, [30, 80, 200])",
    "MultiStepLR(sgd, milestones=[100, 5, 5, 40], gamma=0.5)",
    "ConstantLR(sgd)",
    "ConstantLR(sgd, factor=0.25, total_iters=40)",
    "LinearLR(sgd)",
    "LinearLR(sgd, start_factor=0.1, end_factor=0.5, total_iters=100)",
    "LinearLR(sgd, start_factor=1, end_factor=0.1, total_iters=50)",
    "ExponentialLR(sgd, gamma=0.98)",
    "PolynomialLR(sgd)",
    "PolynomialLR(sgd, total_iters=250, power=2)",
    "PolynomialLR(sgd, total_iters=100, power=0.5)",
    "CosineAnnealingLR(sgd, T_max=50)",
    "CosineAnnealingLR(sgd, T_max=300, eta_min=0.001)",
    "CosineAnnealingLR(sgd, T_max=10, eta_min=0.1)",
    "CosineAnnealingWarmRestarts(sgd, 10)",
    "CosineAnnealingWarmRestarts(sgd, T_0=10, T_mult=2, eta_min=0.01)",
    "OneCycleLR(sgd, max_lr=0.5, total_steps=300)",
    "OneCycleLR(adam, max_lr=0.5, total_steps=300)",
    "OneCycleLR(sgd, max_lr=[0.5, 0.02], epochs=10, steps_per_epoch=30, anneal_strategy='linear')",
    "OneCycleLR(sgd, 0.5, total_steps=310, pct_start=0.4, three_phase=True, div_factor=10, final_div_factor=100)",
    "OneCycleLR(adam, 0.5, 300, pct_start=0.25, anneal_strategy='linear', three_phase=True,"
    " base_momentum=[0.5, 0.75], max_momentum=[0.75, 0.875])",
    "OneCycleLR(sgd, 0.5, 300, pct_start=0., cycle_momentum=False)",
    "CyclicLR(sgd, base_lr=0.01, max_lr=0.1)",
    "CyclicLR(sgd, base_lr=0.01, max_lr=0.1, step_size_up=20)",
    "CyclicLR(sgd, [0.01, 0.02], [0.1, 0.05], 15, 35, mode='triangular2', base_momentum=[0.5, 0.7],"
    " max_momentum=[0.6, 0.9])",
    "CyclicLR(sgd, 0.01, 0.1, 20, mode='exp_range', gamma=0.99)",
    "CyclicLR(sgd, 0.01, 0.1, 20, scale_fn=lambda cycle: 1 / cycle)",
    "CyclicLR(sgd, 0.01, 0.1, 20, scale_fn=lambda epoch: 1 / (1 + epoch), scale_mode='iterations',"
    " cycle_momentum=False)",
    "LambdaLR(sgd, lambda epoch: 1 / (1 + 0.1 * epoch))",
    "LambdaLR(sgd, [lambda epoch: 0.99 ** epoch, lambda epoch: epoch % 3])",
    "LambdaLR(sgd, lambda epoch: min(1, (epoch + 1) / 20))",
    "MultiplicativeLR(sgd, lambda epoch: 0.98)",
    "MultiplicativeLR(sgd, [lambda epoch: 1 - 0.5 / epoch, lambda epoch: 1.01 if epoch % 2 else 0.97])",
    "SequentialLR(sgd, [LinearLR(sgd, 0.1, total_iters=20), CosineAnnealingLR(sgd, 280)], [20])",
    "SequentialLR(sgd, [ConstantLR(sgd, 0.1, 15), StepLR(sgd, 20, 0.5), ExponentialLR(sgd, 0.97)], [10, 150])",
    "SequentialLR(sgd, [LinearLR(sgd), CosineAnnealingWarmRestarts(sgd, 30, 2), PolynomialLR(sgd, 50)], [25, 200])",
    "ChainedScheduler([ConstantLR(sgd, 0.1, 20), ExponentialLR(sgd, 0.98)])",
    "ChainedScheduler([LinearLR(sgd, 0.1, total_iters=20), StepLR(sgd, 50), CosineAnnealingLR(sgd, 300)])",
    "ChainedScheduler([ConstantLR(sgd, 0.5, 40), MultiStepLR(sgd, [30, 60], 0.5), PolynomialLR(sgd, 200)])",
    "ChainedScheduler([ConstantLR(sgd, 0.5, 40), MultiplicativeLR(sgd, lambda epoch: 1 - 1 / (9 + epoch))])",
]

PLATEAUS = [
    "ReduceLROnPlateau(sgd)",
    "ReduceLROnPlateau(sgd, factor=0.5, patience=3, cooldown=20, min_lr=[0.001, 0.01])",
    "ReduceLROnPlateau(sgd, 'max', factor=0.75, patience=5)",
    "ReduceLROnPlateau(sgd, 'min', 0.5, 4, threshold=0.01, threshold_mode='abs', eps=0.001)",
    "ReduceLROnPlateau(sgd, 'max', 0.9, 0, threshold=0.02, threshold_mode='abs', cooldown=2, min_lr=0.015)",
    "ReduceLROnPlateau(sgd, 'min', 0.5, 10, threshold=0.2)",
]


def metric(epoch):
    """Falls slowly until epoch 100, with noise; NaN at times."""
    if epoch % 50 == 13:
        return math.nan
    return 1 / (1 + 0.02 * min(epoch, 100)) + 0.1 * (epoch * 7 % 11) / 11


def optimizers():
    """Two parameter groups with the rates 0.5 and 0.02."""
    def groups():
        return [{"params": [torch.zeros(1)], "lr": lr} for lr in (0.5, 0.02)]
    return {"sgd": torch.optim.SGD(groups(), lr=1, momentum=0.8), "adam": torch.optim.Adam(groups())}


def momentum(group):
    """The momentum or the first beta."""
    return group["momentum"] if "momentum" in group else group["betas"][0]


def rows(program, *arguments):
    """The rates and momenta of both groups at the selected epochs."""
    made = optimizers()
    scheduler = eval(program, globals(), made)
    groups = made["adam" if "(adam" in program else "sgd"].param_groups
    columns = [[], [], [], []]
    for epoch in range(LAST + 1):
        if epoch > 0:
            scheduler.step(*(argument(epoch) for argument in arguments))
        if epoch in EPOCHS:
            values = [group["lr"] for group in groups] + [momentum(group) for group in groups]
            for column, value in zip(columns, values):
                column.append(value)
    return columns


def numbers(values):
    """Numbers in C++ braces."""
    return "{" + ", ".join(map(repr, values)) + "}"


def trajectories(name, programs, *arguments):
    """The table of some schedules."""
    lines = []
    for program in programs:
        columns = ",\n    ".join(map(numbers, rows(program, *arguments)))
        lines.append(f'  {{"{program}",\n    {columns}}},')
    return f"inline const Trajectory {name}[] = {{\n" + "\n".join(lines) + "\n};"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    write("optim/schedules", "Learning rates and momenta by torch.optim.lr_scheduler.",
          comment("The epochs of all values."),
          f"inline constexpr int epochs[] = {numbers(EPOCHS)};",
          comment("A schedule, and the rates and momenta of two parameter groups, with the base rates "
                  "0.5 and 0.02 and the momentum 0.8 of SGD, 0.9 of Adam."),
          "struct Trajectory {\n  const char* program;\n"
          "  std::initializer_list<double> lr_0, lr_1, momentum_0, momentum_1;\n};",
          trajectories("schedules", SCHEDULES),
          comment("With the metric 1 / (1 + 0.02 min(epoch, 100)) + 0.1 (7 epoch mod 11) / 11, which is NaN when "
                  "epoch mod 50 is 13."),
          trajectories("plateaus", PLATEAUS, metric),
          namespace="schedules", script="generate_schedules.py", system=["initializer_list"])
