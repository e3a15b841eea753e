#!/usr/bin/env python3
"""Compares xgrad with libtorch and oneDNN in alternating rounds, on one thread.

    tests/bench/compare.py [--build DIR] [--rounds N] [--text FILE] [--json FILE] [--write] [NAME ...]

Names: losses (of the first 20 steps of the character model), char_rnn (its speed and held-out
loss), recurrent (layers), tiny_mul, compile, run. Without names, everything is compared; losses and
char_rnn need --text. The build needs XGRAD_BUILD_BENCH, XGRAD_BUILD_EXAMPLES and the peers
(libtorch-dev, libdnnl-dev). Machines change their speed while they run, so all sides take turns,
and the ratios are those of the minima and of the medians: above 1, xgrad is faster.

--json writes every sample, the machine and the versions; --write puts the table into
docs/benchmarks.md.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
PAGE = SOURCES.parents[1] / "docs/benchmarks.md"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "CCACHE_DISABLE": "1"}


def sides():
    """Who takes part, and in which environment: {name: variables}. The second is the peer at its
    best; Debian's OpenBLAS 0.3.21 takes an unknown processor with AVX-512 for a very old one."""
    if "avx512f" not in Path("/proc/cpuinfo").read_text():
        return {"xgrad": {}, "libtorch": {}, "oneDNN": {}}
    return {"xgrad": {}, "libtorch": {"OPENBLAS_CORETYPE": "SkylakeX"}, "libtorch as installed": {},
            "oneDNN": {}}


def is_libtorch(side):
    return side.startswith("libtorch")


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Runner:
    """Runs the programs of one side."""

    def __init__(self, side, variables, arguments):
        self.side = side
        self.arguments = arguments
        self.environment = dict(os.environ, **ONE_THREAD, **variables)

    def program(self, name):
        """The benchmark of this side; None when it has none."""
        prefix = {"xgrad": "bench_", "oneDNN": "onednn_"}.get(self.side, "libtorch_")
        path = self.arguments.build / "tests/bench" / (prefix + name)
        return path if path.exists() else None

    def run(self, command):
        """What a command prints, and its wall-clock and processor seconds."""
        start, start_processor = time.perf_counter(), processor_seconds()
        result = subprocess.run([str(word) for word in command], env=self.environment, text=True,
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


def training(runner, steps):
    """The command that trains the character model for so many steps; None for oneDNN."""
    arguments = runner.arguments
    settings = ["--text", arguments.text, "--hidden", 128, "--layers", 2, "--batch", 50,
                "--sequence", 50, "--steps", steps, "--lr", 2e-3, "--clip", 5, "--seed", 1,
                "--threads", 1]
    if runner.side == "xgrad":
        model = Path(arguments.scratch) / "model.safetensors"
        return [arguments.build / "examples/char_rnn", "train", "--out", model, *settings]
    program = runner.program("char_rnn")
    return program and [program, *settings]


# What is measured: each takes a runner and gives {quantity: value}, smaller being better; nothing
# for a side that cannot take part.


def char_rnn(runner):
    command = training(runner, runner.arguments.steps)
    if not command:
        return {}
    text, _, processor = runner.run(command)
    speed = last_number(r"([\d.,]+) chars/s", text)
    return {"char_rnn training, us/char": 1e6 / speed,
            "char_rnn whole run, processor s": processor,
            "char_rnn held-out, nats/char": last_number(r"held-out: ([\d.]+) nats", text)}


def recurrent(runner):
    program = runner.program("lstm" if runner.side == "oneDNN" else "recurrent")
    if not program:
        return {}
    text, _, _ = runner.run([program, 3])
    figures = {}
    line = r"(.*): training ([\d.]+) ms, inference ([\d.]+) ms"
    for shape, training_time, inference_time in re.findall(line, text):
        figures[f"{shape} training, ms"] = float(training_time)
        figures[f"{shape} inference, ms"] = float(inference_time)
    if runner.side != "oneDNN":
        figures["cost per step, T 1000 over T 100"] = last_number(r"ratio ([\d.]+)", text)
    return figures


def tiny_mul(runner):
    program = runner.program("tiny_mul")
    if not program:
        return {}
    text, _, _ = runner.run([program])
    return {"tiny mul with its gradients, us": last_number(r"([\d.]+) us forward", text),
            "tiny mul without a graph, us": last_number(r"([\d.]+) us without", text)}


def compile_ten_lines(runner):
    if runner.side == "xgrad":
        flags = ["-std=c++20", f"-I{runner.arguments.build}/include", SOURCES / "ten_lines.cpp"]
    elif runner.side == "libtorch":
        flags = ["-std=c++17", "-I/usr/include/torch/csrc/api/include",
                 SOURCES / "libtorch_ten_lines.cpp"]
    else:
        return {}
    result = Path(runner.arguments.scratch) / "ten_lines.o"
    _, seconds, processor = runner.run(["g++", "-O2", "-c", *flags, "-o", result])
    return {"compiling ten lines, s": seconds, "compiling ten lines, processor s": processor}


def run_ten_lines(runner):
    program = runner.program("ten_lines")
    if not program:
        return {}
    _, seconds, processor = runner.run([program])
    return {"running ten lines, s": seconds, "running ten lines, processor s": processor}


MEASUREMENTS = {"char_rnn": char_rnn, "recurrent": recurrent, "tiny_mul": tiny_mul,
                "compile": compile_ten_lines, "run": run_ten_lines}
NEED_TEXT = ("losses", "char_rnn")


def losses(runners):
    """Prints how far apart the first losses of the character model are."""
    found = []
    for side in ("xgrad", "libtorch"):
        every_step = ["--log-every", 1] if side == "xgrad" else []
        text, _, _ = runners[side].run([*training(runners[side], 20), *every_step])
        found.append([float(loss) for loss in re.findall(r"step \d+/20  loss ([\d.]+)", text)])
    if [len(values) for values in found] != [20, 20]:
        sys.exit("not 20 losses on both sides")
    differences = [abs(mine - theirs) for mine, theirs in zip(*found)]
    print(f"char_rnn losses: the first differ by {differences[0]:.1e}, "
          f"20 by at most {max(differences):.1e}")


def alternate(rounds, runners, measure):
    """{quantity: {side: samples}}, one sample a round, the sides taking turns."""
    samples = {}
    for _ in range(rounds):
        for side, runner in runners.items():
            for quantity, value in measure(runner).items():
                samples.setdefault(quantity, {}).setdefault(side, []).append(value)
    return samples


def figure(values):
    return f"{min(values):.4g} / {statistics.median(values):.4g}"


def ratio(mine, theirs):
    return f"{min(theirs) / min(mine):.2f} / {statistics.median(theirs) / statistics.median(mine):.2f}"


def cells(quantity, samples, names):
    """A row of the table: the figures of all sides, then how many times as fast xgrad is."""
    mine = samples["xgrad"]
    figures = [figure(samples[side]) if side in samples else "-" for side in names]
    return [quantity, *figures,
            *(ratio(mine, samples[side]) if side in samples else "-" for side in names[1:])]


def table(results, names):
    """The results in Markdown."""
    rows = [["", *names, *(f"{side} / xgrad" for side in names[1:])]]
    rows += [cells(quantity, samples, names) for quantity, samples in results.items()]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def output_of(*command):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE).stdout.strip()


def circumstances(arguments):
    """The machine, the flags and the versions."""
    cache = (arguments.build / "CMakeCache.txt").read_text()
    setting = dict(re.findall(r"^(\w+):\w+=(.*)$", cache, re.MULTILINE))
    packages = ["libtorch-dev", "libdnnl-dev", "libopenblas0", "libxsmm-dev"]
    versions = output_of("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\n", *packages)
    processor = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {"processor": processor[1] if processor else "unknown",
            "processors": os.cpu_count(),
            "compiler": output_of(setting["CMAKE_CXX_COMPILER"], "--version").splitlines()[0],
            "build": setting["CMAKE_BUILD_TYPE"],
            "native": setting.get("XGRAD_NATIVE", "OFF"),
            "packages": re.findall(r"^installed (.*)$", versions, re.MULTILINE),
            "rounds": arguments.rounds,
            "date": date.today().isoformat()}


def written(page, text):
    """The page with the table between its marks replaced."""
    start, end = "<!-- measured -->\n", "<!-- end of measured -->"
    if start not in page or end not in page:
        sys.exit(f"{PAGE} has no place for the table")
    return page[:page.index(start) + len(start)] + text + "\n" + page[page.index(end):]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    choices = ["losses", *MEASUREMENTS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(choices))
    parser.add_argument("--build", type=Path, default=SOURCES.parents[1] / "build/release")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--text", help="the text of the character model")
    parser.add_argument("--steps", type=int, default=100, help="training steps of char_rnn")
    parser.add_argument("--json", type=Path, help="file for the samples")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    names = arguments.names or [name for name in choices if name not in NEED_TEXT or arguments.text]
    for name in names:
        if name not in choices:
            parser.error(f"no comparison '{name}'; there are: {', '.join(choices)}")
    if set(NEED_TEXT) & set(names) and not arguments.text:
        parser.error("losses and char_rnn need --text FILE")

    runners = {side: Runner(side, variables, arguments) for side, variables in sides().items()}
    results = {}
    print(f"minimum / median of {arguments.rounds} alternating rounds", flush=True)
    with tempfile.TemporaryDirectory() as arguments.scratch:
        for name in names:
            if name == "losses":
                losses(runners)
                continue
            found = alternate(arguments.rounds, runners, MEASUREMENTS[name])
            results.update(found)
            print(table(found, list(runners)), flush=True)

    around = circumstances(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps({"circumstances": around, "samples": results}, indent=1))
    if arguments.write:
        said = ", ".join(f"{key} {value}" for key, value in around.items() if key != "packages")
        text = f"{said}; {', '.join(around['packages'])}.\n\n{table(results, list(runners))}\n"
        PAGE.write_text(written(PAGE.read_text(), text))


if __name__ == "__main__":
    main()
