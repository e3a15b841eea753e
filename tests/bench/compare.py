#!/usr/bin/env python3
"""Compares xgrad with libtorch in alternating rounds, on one thread.

    tests/bench/compare.py [--build DIR] [--rounds N] [--text FILE] [NAME ...]

Names: losses (of the first 20 steps of the character model), char_rnn (its speed and held-out
loss), lstm, tiny_mul, compile, run. Without names, everything is compared; losses and char_rnn need
--text. The build needs XGRAD_BUILD_BENCH, XGRAD_BUILD_EXAMPLES and libtorch-dev. Machines change
their speed while they run, so both sides take turns, and the ratios are those of the minima and of
the medians: above 1, xgrad is faster.
"""

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCES = Path(__file__).resolve().parent


def one_thread():
    """The environment both sides run in: libtorch's best on this processor."""
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", CCACHE_DISABLE="1")
    # Debian's OpenBLAS 0.3.21 takes an unknown processor with AVX-512 for a very old one.
    if "avx512f" in Path("/proc/cpuinfo").read_text():
        environment.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
    return environment


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command):
    """What a command prints, and its wall-clock and processor seconds."""
    start, start_processor = time.perf_counter(), processor_seconds()
    result = subprocess.run([str(word) for word in command], env=one_thread(), text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seconds = time.perf_counter() - start
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{result.stdout}")
    return result.stdout, seconds, processor_seconds() - start_processor


def last_number(pattern, text):
    found = re.findall(pattern, text)
    if not found:
        sys.exit(f"nothing like '{pattern}' in:\n{text}")
    return float(found[-1].replace(",", ""))


def alternate(rounds, ours, peer):
    """Both measurements, taken in turn; each yields {quantity: value}, smaller is better."""
    samples = {}
    for _ in range(rounds):
        for side, measure in enumerate((ours, peer)):
            for quantity, value in measure().items():
                samples.setdefault(quantity, ([], []))[side].append(value)
    for quantity, (mine, theirs) in samples.items():
        ratio = min(theirs) / min(mine)
        typical = statistics.median(theirs) / statistics.median(mine)
        print(f"{quantity:<44} xgrad {min(mine):10.4g} / {statistics.median(mine):<10.4g} "
              f"libtorch {min(theirs):10.4g} / {statistics.median(theirs):<10.4g} "
              f"ratio {ratio:6.2f} / {typical:<6.2f}", flush=True)


def train(arguments, steps):
    """The commands that train the character model for so many steps, ours and the peer's."""
    settings = ["--text", arguments.text, "--hidden", 128, "--layers", 2, "--batch", 50,
                "--sequence", 50, "--steps", steps, "--lr", 2e-3, "--clip", 5, "--seed", 1,
                "--threads", 1]
    model = Path(arguments.scratch) / "model.safetensors"
    return ([arguments.build / "examples/char_rnn", "train", "--out", model, *settings],
            [arguments.bench / "libtorch_char_rnn", *settings])


def losses(arguments):
    ours, peer = train(arguments, 20)
    pairs = []
    for command in ([*ours, "--log-every", 1], peer):
        pairs.append([float(loss) for loss in re.findall(r"step \d+/20  loss ([\d.]+)", run(command)[0])])
    if [len(values) for values in pairs] != [20, 20]:
        sys.exit("not 20 losses on both sides")
    differences = [abs(mine - theirs) for mine, theirs in zip(*pairs)]
    print(f"char_rnn losses: the first differ by {differences[0]:.1e}, "
          f"20 by at most {max(differences):.1e}")


def char_rnn(arguments):
    def measure(command):
        text, _, processor = run(command)
        speed = last_number(r"([\d.,]+) chars/s", text)
        return {"char_rnn training, us/char": 1e6 / speed,
                "char_rnn whole run, processor s": processor,
                "char_rnn held-out, nats/char": last_number(r"held-out: ([\d.]+) nats", text)}

    ours, peer = train(arguments, arguments.steps)
    alternate(arguments.rounds, lambda: measure(ours), lambda: measure(peer))


def lstm(arguments):
    def measure(program):
        text, _, _ = run([arguments.bench / program, 3])
        milliseconds = {}
        line = r"lstm (.*): training ([\d.]+) ms, inference ([\d.]+) ms"
        for shape, training, inference in re.findall(line, text):
            name = " ".join(shape.split())
            milliseconds[f"{name} training, ms"] = float(training)
            milliseconds[f"{name} inference, ms"] = float(inference)
        milliseconds["cost per step, T 1000 over T 100"] = last_number(r"ratio ([\d.]+)", text)
        return milliseconds

    alternate(arguments.rounds, lambda: measure("bench_lstm_steps"), lambda: measure("libtorch_lstm_steps"))


def tiny_mul(arguments):
    def measure(program):
        text, _, _ = run([arguments.bench / program])
        return {"tiny mul with its gradients, us": last_number(r"([\d.]+) us forward", text),
                "tiny mul without a graph, us": last_number(r"([\d.]+) us without", text)}

    alternate(arguments.rounds, lambda: measure("bench_tiny_mul"), lambda: measure("libtorch_tiny_mul"))


def compile_ten_lines(arguments):
    def measure(source, *flags):
        result = Path(arguments.scratch) / "ten_lines.o"
        _, seconds, processor = run(["g++", "-O2", "-c", *flags, SOURCES / source, "-o", result])
        return {"compiling ten lines, s": seconds, "compiling ten lines, processor s": processor}

    alternate(min(arguments.rounds, 3),
              lambda: measure("ten_lines.cpp", "-std=c++20", f"-I{arguments.build}/include"),
              lambda: measure("libtorch_ten_lines.cpp", "-std=c++17", "-I/usr/include/torch/csrc/api/include"))


def run_ten_lines(arguments):
    def measure(program):
        _, seconds, processor = run([arguments.bench / program])
        return {"running ten lines, s": seconds, "running ten lines, processor s": processor}

    alternate(arguments.rounds, lambda: measure("bench_ten_lines"), lambda: measure("libtorch_ten_lines"))


COMPARISONS = {"losses": losses, "char_rnn": char_rnn, "lstm": lstm, "tiny_mul": tiny_mul,
               "compile": compile_ten_lines, "run": run_ten_lines}
NEED_TEXT = {"losses", "char_rnn"}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(COMPARISONS))
    parser.add_argument("--build", type=Path, default=SOURCES.parents[1] / "build/release")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--text", help="the text of the character model")
    parser.add_argument("--steps", type=int, default=100, help="training steps of char_rnn")
    arguments = parser.parse_args()
    arguments.bench = arguments.build / "tests/bench"
    names = arguments.names or [name for name in COMPARISONS if name not in NEED_TEXT or arguments.text]
    for name in names:
        if name not in COMPARISONS:
            parser.error(f"no comparison '{name}'; there are: {', '.join(COMPARISONS)}")
    if NEED_TEXT & set(names) and not arguments.text:
        parser.error("losses and char_rnn need --text FILE")

    print(f"minimum / median of {arguments.rounds} alternating rounds")
    with tempfile.TemporaryDirectory() as arguments.scratch:
        for name in names:
            COMPARISONS[name](arguments)


if __name__ == "__main__":
    main()
