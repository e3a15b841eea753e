#!/usr/bin/env python3
"""Compares xgrad with another revision of itself, in pairs of runs on one core.

    tests/bench/compare/revisions.py --against DIR [--build DIR] [--rounds N] [--limit RATIO] [--text FILE]
                             [--json FILE] NAME ...

DIR holds the sources of the other revision and its build, DIR/build/bench. In every round each side
runs once, and the sides take turns at being the first. The ratios are those of this revision to the
other: the median of the ratios of all pairs, and the ratio of the minima. Below 1, this revision is
the better one. With --limit, the exit code is 1 when the median of a row exceeds RATIO.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from compare import alternate, circumstances, figure
from programs import PARTS, SOURCES, Part, Side, peers, printed_by

# Two revisions differ by less than the machine does from one call to the next.
CLOSER = {**PARTS, "recurrent": Part(printed_by("recurrent", 10))}


def row(quantity, mine, theirs):
    """The median of the pairs, and a row of the table."""
    median = statistics.median(a / b for a, b in zip(mine, theirs))
    cells = [quantity, figure(mine), figure(theirs), f"{median:.3f}", f"{min(mine) / min(theirs):.3f}"]
    return median, f"| {' | '.join(cells)} |"


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [name for name, part in PARTS.items() if part.sides is peers]
    parser.add_argument("names", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--against", type=Path, required=True, help="sources of the other revision")
    parser.add_argument("--build", type=Path, default=SOURCES.parents[1] / "build/bench")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--limit", type=float, help="the largest median that passes")
    parser.add_argument("--text", help="the text of the character model")
    parser.add_argument("--steps", type=int, default=100, help="training steps of char_rnn")
    parser.add_argument("--json", type=Path, help="file for the samples")
    arguments = parser.parse_args()
    if "char_rnn" in arguments.names and not arguments.text:
        parser.error("char_rnn needs --text")
    return arguments


def main():
    arguments = parse()
    core = max(os.sched_getaffinity(0))
    other = arguments.against.name
    sides = [Side("this revision", arguments.build, core=core),
             Side(other, arguments.against / "build/bench", core=core,
                  sources=arguments.against / "tests/bench")]
    print(f"minimum / median of {arguments.rounds} alternating rounds on core {core}\n\n"
          f"|  | this revision | {other} | median of this / {other} | ratio of the minima |\n"
          "|---|---|---|---|---|", flush=True)
    results, slower = {}, []
    with tempfile.TemporaryDirectory() as arguments.scratch:
        for name in arguments.names:
            results[name] = alternate(CLOSER[name], sides, arguments)
            for quantity, samples in results[name].items():
                if len(samples) < 2:
                    print(f"| {quantity} | only of {next(iter(samples))} | | | |", flush=True)
                    continue
                median, line = row(quantity, *(samples[side.name] for side in sides))
                print(line, flush=True)
                if arguments.limit and median > arguments.limit:
                    slower.append(f"{quantity}: {median:.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(
            {"circumstances": {**circumstances(arguments), "against": other}, "samples": results}, indent=1))
    if slower:
        sys.exit(f"\nmore than {arguments.limit} times as much as {other}:\n  " + "\n  ".join(slower))


if __name__ == "__main__":
    main()
