"""What is measured: the programs that each side runs, and the figures that come out of them.

A measurement takes a side and gives {quantity: value}, smaller being better; nothing for a side
that cannot take part.
"""

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "CCACHE_DISABLE": "1"}


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass
class Side:
    """One of those who take turns: whose programs out of which build it runs, and how."""
    name: str
    build: Path
    programs: str = "bench"  # what their names begin with
    variables: dict = field(default_factory=dict)
    words: tuple = ()  # arguments of its own
    sources: Path = SOURCES  # of its benchmarks
    core: int | None = None  # the only one that it runs on

    def program(self, name):
        """The benchmark of this side; None when a peer has none."""
        path = self.build / "tests/bench" / f"{self.programs}_{name}"
        return path if self.programs == "bench" or path.exists() else None

    def figures(self, program, *words):
        """What a program prints as lines `quantity: value`."""
        text, _, _ = self.run([program, *words, *self.words])
        lines = re.findall(r"^(.+): ([-+.e\d]+)$", text, re.MULTILINE)
        return {quantity: float(value) for quantity, value in lines}

    def run(self, command):
        """What a command prints, and its wall-clock and processor seconds."""
        words = [str(word) for word in command]
        if self.core is not None:
            words = ["taskset", "-c", str(self.core), *words]
        start, start_processor = time.perf_counter(), processor_seconds()
        result = subprocess.run(words, env={**os.environ, **ONE_THREAD, **self.variables}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        seconds = time.perf_counter() - start
        if result.returncode != 0:
            sys.exit(f"{' '.join(words)} failed:\n{result.stdout}")
        return result.stdout, seconds, processor_seconds() - start_processor


def peers(arguments):
    """xgrad and its peers. The second is libtorch at its best; Debian's OpenBLAS 0.3.21 takes an
    unknown processor with AVX-512 for a very old one."""
    xgrad = Side("xgrad", arguments.build)
    libtorch = Side("libtorch", arguments.build, "libtorch")
    one_dnn = Side("oneDNN", arguments.build, "onednn")
    if "avx512f" not in Path("/proc/cpuinfo").read_text():
        return [xgrad, libtorch, one_dnn]
    helped = replace(libtorch, variables={"OPENBLAS_CORETYPE": "SkylakeX"})
    return [xgrad, helped, replace(libtorch, name="libtorch as installed"), one_dnn]


def thread_counts(arguments):
    """xgrad against itself on one thread."""
    return [Side("two threads", arguments.build, words=(2,)),
            Side("one thread", arguments.build, words=(1,))]


def builds(arguments):
    """xgrad for any processor, against xgrad for this one."""
    return [Side("portable", arguments.portable), Side("native", arguments.build)]


def cells(arguments):
    """A cell written outside the tree, against nn::LSTM; one program runs either."""
    return [Side("own cell", arguments.consumer, words=("own",)),
            Side("nn::LSTM", arguments.consumer, words=("library",))]


def by_hand(arguments):
    """The gradient that xgrad derives, against one written by hand."""
    return [Side("xgrad", arguments.build, words=("xgrad",)),
            Side("by hand", arguments.build, words=("hand",))]


def last_number(pattern, text):
    found = re.findall(pattern, text)
    if not found:
        sys.exit(f"nothing like '{pattern}' in:\n{text}")
    return float(found[-1].replace(",", ""))


def training(side, arguments, steps):
    """The command that trains the character model for so many steps; None for oneDNN."""
    settings = ["--text", arguments.text, "--hidden", 128, "--layers", 2, "--batch", 50,
                "--sequence", 50, "--steps", steps, "--lr", 2e-3, "--clip", 5, "--seed", 1,
                "--threads", 1]
    if side.programs == "bench":
        model = Path(arguments.scratch) / "model.safetensors"
        return [side.build / "examples/char_rnn", "train", "--out", model, *settings]
    program = side.program("char_rnn")
    return program and [program, *settings]


def char_rnn(side, arguments):
    command = training(side, arguments, arguments.steps)
    if not command:
        return {}
    text, _, processor = side.run(command)
    speed = last_number(r"([\d.,]+) chars/s", text)
    return {"char_rnn training, us/char": 1e6 / speed,
            "char_rnn whole run, processor s": processor,
            "char_rnn held-out, nats/char": last_number(r"held-out: ([\d.]+) nats", text)}


def default_threads(arguments):
    """xgrad on its default number of threads, against one."""
    return [Side("all threads", arguments.build, words=(0,)),
            Side("one thread", arguments.build, words=(1,))]


def printed_by(name, *words):
    """The measurement by a program that prints each of its figures as a line `quantity: value`."""
    def measure(side, _):
        program = side.program(name)
        return side.figures(program, *words) if program else {}
    return measure


def own_cell(side, _):
    return side.figures(side.build / "own_cell")


def compile_small_files(side, arguments):
    """xgrad's file with a formula has no counterpart."""
    if side.programs == "bench":
        flags = ["-std=c++20", f"-I{side.build}/include"]
        files = {"ten lines": "ten_lines.cpp", "one formula": "one_formula.cpp"}
    elif side.name == "libtorch":
        flags = ["-std=c++17", "-I/usr/include/torch/csrc/api/include"]
        files = {"ten lines": "peers/libtorch_ten_lines.cpp"}
    else:
        return {}
    result = Path(arguments.scratch) / "result.o"
    taken = {}
    for name, file in files.items():
        if not (side.sources / file).exists():
            continue
        _, seconds, processor = side.run(["g++", "-O2", "-c", *flags, side.sources / file, "-o", result])
        taken[f"compiling {name}, s"] = seconds
        taken[f"compiling {name}, processor s"] = processor
    return taken


def run_ten_lines(side, _):
    program = side.program("ten_lines")
    if not program:
        return {}
    _, seconds, processor = side.run([program])
    return {"running ten lines, s": seconds, "running ten lines, processor s": processor}


@dataclass
class Part:
    """Something to compare: what is measured, between whom, and the option it cannot do without."""
    measure: Callable
    sides: Callable = peers
    needs: str = ""


PARTS = {"char_rnn": Part(char_rnn, needs="text"),
         "recurrent": Part(printed_by("recurrent", 3)),
         "packed": Part(printed_by("packed", 3)),
         "streaming": Part(printed_by("streaming")),
         "double_backward": Part(printed_by("double_backward")),
         "adam": Part(printed_by("adam")),
         "optimizers": Part(printed_by("optimizers")),
         "tiny_mul": Part(printed_by("tiny_mul")),
         "ops": Part(printed_by("ops")),
         "loader": Part(printed_by("loader")),
         "memory": Part(printed_by("memory")),
         "compile": Part(compile_small_files),
         "run": Part(run_ten_lines),
         "threads": Part(printed_by("recurrent", 3), thread_counts),
         "threads_busy": Part(printed_by("busy", 0.5), default_threads),
         "portable": Part(printed_by("recurrent", 3), builds, needs="portable"),
         "diagonal_lstm": Part(printed_by("diagonal_lstm"), by_hand),
         "own_cell": Part(own_cell, cells, needs="consumer")}
