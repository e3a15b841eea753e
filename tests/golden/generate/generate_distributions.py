#!/usr/bin/python3
"""Writes distributions/*.hpp: what torch.distributions and PyTorch's random functions give.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_distributions.py
"""

import itertools

import torch
from torch import distributions as d
from torch.nn import functional

from generate import array, comment, recipe, table, write

SCRIPT = "generate_distributions.py"
SEED = 11


def parameter(phase, scale, offset, *shape):
    """A leaf of the numbers that tests compute with recipe()."""
    return (recipe(phase, *shape) * scale + offset).requires_grad_()


# The name of each distribution, its class, parameters and values, as in tests/random.
FAMILIES = {
    "normal": (d.Normal, {"loc": (0.1, 2, 0.3), "scale": (0.5, 1, 0.8)}, (1.3, 4, 0)),
    "uniform": (d.Uniform, {"low": (0.1, 1, -1), "high": (0.5, 1, 2)}, (1.3, 0.5, 0.5)),
    "exponential": (d.Exponential, {"rate": (0.4, 1, 0.9)}, (1.3, 2, 1.5)),
    "laplace": (d.Laplace, {"loc": (0.1, 2, 0.3), "scale": (0.5, 1, 0.8)}, (1.3, 4, 0.11)),
    "gumbel": (d.Gumbel, {"loc": (0.1, 2, 0.3), "scale": (0.5, 1, 0.8)}, (1.3, 4, 0)),
    "bernoulli_probs": (d.Bernoulli, {"probs": (0.3, 0.8, 0.5)}, None),
    "bernoulli_logits": (d.Bernoulli, {"logits": (0.3, 4, 0.5)}, None),
    "categorical_probs": (d.Categorical, {"probs": (0.3, 0.8, 0.5)}, None),
    "categorical_logits": (d.Categorical, {"logits": (0.3, 4, 0.5)}, None),
}
DIVERGENCES = ["normal", "bernoulli_probs", "bernoulli_logits", "categorical_probs",
               "categorical_logits"]


def family(name, shift=0.0):
    """A distribution of FAMILIES with other phases, its parameters and values."""
    make, parameters, value = FAMILIES[name]
    leaves = {key: parameter(phase + shift, scale, offset, 2, 3)
              for key, (phase, scale, offset) in parameters.items()}
    if name.startswith("categorical"):
        value = torch.tensor([2, 0])
    elif value is None:
        value = torch.tensor([[1.0, 0, 1], [0, 0, 1]], dtype=torch.float64)
    else:
        value = parameter(*value, 2, 3)
    return make(**leaves), list(leaves.values()), value


def entries(name, result, leaves):
    """The result, and the gradients of its sum, as named tensors."""
    gradients = torch.autograd.grad(result.sum(), leaves, allow_unused=True, retain_graph=True)
    yield name, result
    for i, gradient in enumerate(gradients):
        yield f"{name}_{i}", torch.zeros_like(leaves[i]) if gradient is None else gradient


def densities(names):
    """Results and gradients of these distributions."""
    for name in names:
        distribution, leaves, value = family(name)
        values = [value] if value.requires_grad else []
        yield from entries(f"{name}_log_prob", distribution.log_prob(value), leaves + values)
        yield from entries(f"{name}_entropy", distribution.entropy(), leaves)
        if not name.startswith("categorical"):
            yield f"{name}_mean", distribution.mean
            yield f"{name}_variance", distribution.variance


def divergences():
    """Divergences between distributions whose phases differ by 0.9."""
    for name in DIVERGENCES:
        p, p_leaves, _ = family(name)
        q, q_leaves, _ = family(name, 0.9)
        yield from entries(f"{name}_kl", d.kl_divergence(p, q), p_leaves + q_leaves)


def seeded(call):
    """The result of a call after manual_seed(SEED)."""
    torch.manual_seed(SEED)
    return call().double()


def draws():
    """Samples, and random functions in both dtypes."""
    for name in FAMILIES:
        yield f"{name}_sample", seeded(lambda: family(name)[0].sample((3,)))
    yield "categorical_one", seeded(lambda: family("categorical_probs")[0].sample())
    p = recipe(0.3, 4, 5) + 0.5
    logits = recipe(0.2, 3, 4) * 3
    calls = {
        "bernoulli": lambda t: torch.bernoulli(p.to(t)),
        "exponential": lambda t: torch.empty(20, dtype=t).exponential_(2.5),
        "multinomial_replacement": lambda t: torch.multinomial(p.to(t), 6, True),
        "multinomial": lambda t: torch.multinomial(p.to(t), 4, False),
        "multinomial_one": lambda t: torch.multinomial(p.to(t), 1, True),
        "gumbel_softmax": lambda t: functional.gumbel_softmax(logits.to(t), 0.7, False, dim=1),
        "gumbel_softmax_hard": lambda t: functional.gumbel_softmax(logits.to(t), 0.7, True, dim=0),
    }
    for name, call in calls.items():
        for suffix, dtype in {"float32": torch.float32, "float64": torch.float64}.items():
            yield f"{name}_{suffix}", seeded(lambda: call(dtype))
    yield "randperm", seeded(lambda: torch.randperm(30))
    yield "randint", seeded(lambda: torch.randint(-5, 1000, (20,)))
    yield "randint_wide", seeded(lambda: torch.randint(-2**40, 2**40, (6,)))


def write_table(name, subject, note, results):
    """A header of arrays, and the table of them that tests search by name."""
    results = list(results)
    write(f"distributions/{name}", subject, comment(note),
          *(array(entry, tensor) for entry, tensor in results),
          table(name, [(entry, entry) for entry, _ in results]), script=SCRIPT)


if __name__ == "__main__":
    NOTE = ("The gradients of the sum of a result are numbered: with respect to the parameters, then to "
            "the value.")
    write_table("continuous", "Continuous distributions by torch.distributions.", NOTE,
                densities([name for name in FAMILIES if FAMILIES[name][2]]))
    write_table("discrete", "Discrete distributions, and divergences, by torch.distributions.", NOTE,
                itertools.chain(densities([name for name in FAMILIES if not FAMILIES[name][2]]),
                                divergences()))
    write_table("draws", "Draws by torch.distributions and by random functions.",
                f"Each after manual_seed({SEED}). Samples have the shape [3, 2, 3], or [3, 2] of a "
                "categorical distribution.", draws())
