#!/usr/bin/python3
"""Writes tests/golden/examples: features of sound.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_examples.py
Needs Debian 12's python3-numpy (1.24.2).
"""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "examples"
BANDS = [0, 1, 7, 20, 38, 39]


def log_mel(samples, rate):
    """The formula of examples/speech/features.hpp, by numpy's FFT and interpolation."""
    n, step, count = rate // 40, rate // 50, 40
    starts = range(0, len(samples) - n + 1, step)
    window = np.hanning(n + 1)[:n]
    power = np.array([np.abs(np.fft.rfft(window * samples[at:at + n])) ** 2 for at in starts])
    frequencies = np.fft.rfftfreq(n, 1 / rate)
    mels = np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), count + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)
    triangles = np.array([np.interp(frequencies, corners[b:b + 3], [0, 1, 0]) for b in range(count)])
    energies = np.log(power @ triangles.T + 1e-6)
    return (energies - energies.mean(0)) / np.sqrt(energies.var(0) + 1e-2)


def signal(count):
    """A tone that rises and fades, with a second one."""
    i = np.arange(count, dtype=np.float64)
    return (np.exp(-i / 700) * (0.5 * np.sin(0.02 * i + 2e-4 * i * i) + 0.2 * np.sin(1.3 * i))).astype(np.float32)


def table(name, values):
    lines = ["    " + " ".join(f"{value!r}," for value in row) for row in values.tolist()]
    return (f"inline constexpr double {name}[] = {{  // [{values.shape[0]}, {values.shape[1]}]\n"
            + "\n".join(lines) + "\n};\n")


def write(name, opening, includes, body):
    text = (f"// {opening}\n//\n// Written by tests/golden/generate/generate_examples.py; regenerate with\n"
            "//   /usr/bin/python3 tests/golden/generate/generate_examples.py\n#pragma once\n\n"
            f"{includes}// clang-format off\nnamespace golden::examples {{\n\n{body}\n}}  // namespace golden::examples\n")
    (FOLDER / name).write_text(text)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write("log_mel.hpp", "Log-mel features of exp(-i / 700) (0.5 sin(0.02 i + 2e-4 i^2) + 0.2 sin(1.3 i)), 1500 samples.", "",
          f"inline constexpr int kShownBands[] = {{{', '.join(map(str, BANDS))}}};\n\n"
          + "\n".join(table(f"log_mel_{rate}", log_mel(signal(1500), rate)[:, BANDS]) for rate in (8000, 22050)))
