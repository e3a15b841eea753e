#!/usr/bin/env python3
"""Compares xgrad with libtorch and oneDNN, and with itself, in alternating rounds.

    tests/bench/compare/compare.py [--build DIR] [--rounds N] [--text FILE] [--portable DIR]
                           [--consumer DIR] [--json FILE] [--write] [NAME ...]

Names: losses (of the first 20 steps of the character model), char_rnn (its speed and held-out
loss), recurrent (layers), packed (sequences of different lengths), streaming (single time steps),
double_backward (differentiating through gradients), adam, optimizers (steps of AdamW), tiny_mul,
ops (sums to convolutions), memory, compile, run; and the layers of xgrad once more: threads (two
against one, by the wall clock), threads_busy (the default number against one, beside other busy
processes), portable (a build for any processor against the one for this machine's) own_cell (a cell
written outside the tree against nn::LSTM) and diagonal_lstm (GradBench's, against a gradient
written by hand). Without names, everything is compared; losses and char_rnn need --text, portable
the other build, own_cell one of tests/consumers. The builds need XGRAD_BUILD_BENCH, the first also
XGRAD_BUILD_EXAMPLES and the peers (libtorch-dev, libdnnl-dev).

Machines change their speed while they run, so all sides take turns, and the ratios are those of the
minima and of the medians: above 1, the first side is the better one. But for threads and
threads_busy, all run on one thread.

--json writes every sample, the machine and the versions; --write puts the tables into
docs/benchmarks.md.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from programs import PARTS, SOURCES, peers, training

PAGE = SOURCES.parents[1] / "docs/benchmarks.md"


def losses(arguments):
    """Prints how far apart the first losses of the character model are."""
    found = []
    for side in peers(arguments)[:2]:
        every_step = ["--log-every", 1] if side.name == "xgrad" else []
        text, _, _ = side.run([*training(side, arguments, 20), *every_step])
        found.append([float(loss) for loss in re.findall(r"step \d+/20  loss ([\d.]+)", text)])
    if [len(values) for values in found] != [20, 20]:
        sys.exit("not 20 losses on both sides")
    differences = [abs(mine - theirs) for mine, theirs in zip(*found)]
    print(f"char_rnn losses: the first differ by {differences[0]:.1e}, "
          f"20 by at most {max(differences):.1e}")


def alternate(part, sides, arguments):
    """{quantity: {side: samples}}, one sample a round, the sides taking turns, also at being the first."""
    samples = {}
    for round_number in range(arguments.rounds):
        for side in sides if round_number % 2 == 0 else reversed(sides):
            for quantity, value in part.measure(side, arguments).items():
                samples.setdefault(quantity, {}).setdefault(side.name, []).append(value)
    return samples


def figure(values):
    return f"{min(values):.4g} / {statistics.median(values):.4g}"


def ratio(mine, theirs):
    return f"{min(theirs) / min(mine):.2f} / {statistics.median(theirs) / statistics.median(mine):.2f}"


def cells(quantity, samples, names):
    """A row of a table: the figures of all sides, then how many times as good the first one is."""
    first, *others = names
    figures = [figure(samples[side]) if side in samples else "-" for side in names]
    return [quantity, *figures,
            *(ratio(samples[first], samples[side]) if side in samples else "-" for side in others)]


def table(results, names):
    """The results of these sides in Markdown."""
    first, *others = names
    rows = [["", *names, *(f"{side} / {first}" for side in others)]]
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
    """The page with what stands between its marks replaced."""
    start, end = "<!-- measured -->\n", "<!-- end of measured -->"
    if start not in page or end not in page:
        sys.exit(f"{PAGE} has no place for the tables")
    return page[:page.index(start) + len(start)] + text + "\n" + page[page.index(end):]


def parse():
    """The arguments, with the names of what is to be compared."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    needs = {"losses": "text", **{name: part.needs for name, part in PARTS.items()}}
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(needs))
    parser.add_argument("--build", type=Path, default=SOURCES.parents[1] / "build/release")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--text", help="the text of the character model")
    parser.add_argument("--steps", type=int, default=100, help="training steps of char_rnn")
    parser.add_argument("--portable", type=Path, help="a build without XGRAD_NATIVE")
    parser.add_argument("--consumer", type=Path, help="a build of tests/consumers")
    parser.add_argument("--json", type=Path, help="file for the samples")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    arguments = parser.parse_args()

    possible = [name for name, need in needs.items() if not need or getattr(arguments, need)]
    for name in arguments.names:
        if name not in needs:
            parser.error(f"no comparison '{name}'; there are: {', '.join(needs)}")
        if name not in possible:
            parser.error(f"{name} needs --{needs[name]}")
    arguments.names = arguments.names or possible
    return arguments


def main():
    arguments = parse()
    results, tables = {}, {}  # by name; by the names of the sides
    print(f"minimum / median of {arguments.rounds} alternating rounds", flush=True)
    with tempfile.TemporaryDirectory() as arguments.scratch:
        for name in arguments.names:
            if name == "losses":
                losses(arguments)
                continue
            sides = PARTS[name].sides(arguments)
            columns = tuple(side.name for side in sides)
            results[name] = alternate(PARTS[name], sides, arguments)
            tables.setdefault(columns, {}).update(results[name])
            print(table(results[name], columns), flush=True)

    around = circumstances(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps({"circumstances": around, "samples": results}, indent=1))
    if arguments.write:
        said = ", ".join(f"{key} {value}" for key, value in around.items() if key != "packages")
        text = "\n\n".join([f"{said}; {', '.join(around['packages'])}.",
                            *(table(found, columns) for columns, found in tables.items())])
        PAGE.write_text(written(PAGE.read_text(), text + "\n"))


if __name__ == "__main__":
    main()
