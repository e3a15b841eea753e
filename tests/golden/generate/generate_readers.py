#!/usr/bin/python3
"""Writes tests/golden/readers: files of other programs, and what they hold.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_readers.py
Needs Debian 12's python3-numpy (1.24.2); the modules csv, wave, gzip and zipfile are Python's.
"""

import csv
import gzip
import io
import itertools
import struct
import wave
import zipfile
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "readers"
BYTES_PER_LINE = 24


def literal(content):
    """Bytes as a string literal of C++, in octal where they are not printable."""
    names = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

    def escaped(byte):
        plain = 32 <= byte < 127 and chr(byte) != "?"  # of a trigraph
        return names.get(chr(byte), chr(byte) if plain else f"\\{byte:03o}")
    pieces = [content[at:at + BYTES_PER_LINE] for at in range(0, len(content), BYTES_PER_LINE)]
    lines = ['"' + "".join(map(escaped, piece)) + '"' for piece in pieces or [b""]]
    return "\n    ".join(lines)


def content(name, data, text=""):
    """The definition of the bytes of a file."""
    head = f"// {text}\n" if text else ""
    return head + f"inline constexpr std::string_view {name}(\n    {literal(data)},\n    {len(data)});"


def write(file, subject, *blocks, system=("string_view",), program="generate_readers.py"):
    """Writes one header; `blocks` fill golden::readers."""
    head = [
        f"// {subject}",
        "//",
        f"// Written by tests/golden/generate/{program}; regenerate with",
        f"//   /usr/bin/python3 tests/golden/generate/{program}",
        "#pragma once",
        "",
        *(f"#include <{header}>" for header in system),
        "",
        "// clang-format off",
        "namespace golden::readers {",
    ]
    FOLDER.mkdir(exist_ok=True)
    text = "\n\n".join(["\n".join(head), *blocks, "}  // namespace golden::readers\n"])
    (FOLDER / f"{file}.hpp").write_text(text)


def npy(array, version=None):
    """The bytes of numpy.lib.format.write_array(array)."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def values_of(kind, size):
    """Six values, the extreme ones among them."""
    if kind == "f":
        info = np.finfo(f"f{size}")
        return [0.5, -1.25, float(info.max), float(info.smallest_subnormal), -np.inf, -0.0]
    if kind == "b":
        return [True, False, True, True, False, False]
    info = np.iinfo(f"{kind}{size}")
    return [0, 1, 2, 100, int(info.min), int(info.max)]


def cpp(value):
    """A number as C++ writes it, exactly."""
    if isinstance(value, float):
        return "-INFINITY" if value == -np.inf else repr(value)
    if isinstance(value, bool):
        return str(int(value))
    return f"{value}" if value > -2**63 else "INT64_MIN"


def write_npy():
    rows, blocks = [], []
    types = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"]
    for kind, order in itertools.product(types, "<>"):
        if kind[1] == "1" and order == ">":
            continue
        values = values_of(kind[0], int(kind[1]))
        name = f"npy_{kind}_{'little' if order == '<' else 'big'}"
        blocks.append(content(name, npy(np.array(values, order + kind).reshape(2, 3))))
        list_name = "integers" if kind[0] in "iu" else "numbers"
        rows.append(f'    {{.descr = "{order}{kind}", .bytes = {name}, .{list_name} = {{{", ".join(map(cpp, values))}}}}},')
    blocks.append("struct NpyFile {\n  const char* descr;\n  std::string_view bytes;\n"
                  "  std::vector<double> numbers = {};\n  std::vector<std::int64_t> integers = {};\n};")
    blocks.append("/// Arrays [2, 3] of every element type.\ninline const NpyFile npy_files[] = {\n"
                  + "\n".join(rows) + "\n};")
    counted = np.arange(6, dtype="<f8").reshape(2, 3)
    blocks += [
        content("npy_version_2", npy(counted, (2, 0)), "numpy.arange(6.0).reshape(2, 3), version 2"),
        content("npy_version_3", npy(counted, (3, 0)), "... and version 3"),
        content("npy_fortran", npy(np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4))),
                "numpy.asfortranarray(numpy.arange(24, dtype='<f4').reshape(2, 3, 4))"),
        content("npy_scalar", npy(np.array(0.1)), "numpy.array(0.1)"),
        content("npy_row", npy(np.arange(3, dtype="<i8")), "numpy.arange(3)"),
        content("npy_empty", npy(np.zeros((2, 0, 3), "<f4")), "numpy.zeros((2, 0, 3), 'f4')"),
        content("npy_bools", npy(np.array([True, False])), "numpy.array([True, False])"),
    ]
    write("npy", "Files of numpy.save.", *blocks,
          system=("cmath", "cstdint", "string_view", "vector"))


CSV_ROWS = [["name", "x, y", 'say "hi"'],
            ["plain", "1.5", " spaces "],
            ["two\nlines", "-2e3", '"'],
            ["", "+7", ",\r\n,"],
            ["h\u00e9\u4e16\U0001f600", " 0.1 ", ""]]


def write_csv():
    blocks = ["/// The fields of the files below.\n"
              "inline constexpr std::string_view csv_rows[5][3] = {\n"
              + ",\n".join("    {" + ", ".join(
                  f"{literal(text.encode())}" for text in row) + "}" for row in CSV_ROWS) + "};"]
    for name, options in [("excel", {}), ("unix", {"dialect": "unix"}),
                          ("tabs", {"dialect": "excel-tab"}),
                          ("semicolons", {"delimiter": ";", "quoting": csv.QUOTE_NONNUMERIC})]:
        file = io.StringIO(newline="")
        csv.writer(file, **options).writerows(CSV_ROWS)
        arguments = "".join(f", {key}={value!r}" for key, value in options.items())
        blocks.append(content(f"csv_{name}", file.getvalue().encode(), f"csv.writer(file{arguments})"))
    write("csv", "Files of Python's module csv.", *blocks)


def write_gzip():
    text = b"a,b\n1,2\n3,4\n" * 20
    members = gzip.compress(text[:100], mtime=0) + gzip.compress(text[100:], mtime=0)
    write("gzip", "Files of Python's module gzip.",
          "// 20 times \"a,b\\n1,2\\n3,4\\n\"; then in two members.",
          content("gzip_table", gzip.compress(text, mtime=0)),
          content("gzip_members", members))


def wav(rate, channels, width, values):
    """A file of Python's module wave."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        signed = width > 1  # samples of 8 bits are not
        sound.writeframes(b"".join(value.to_bytes(width, "little", signed=signed)
                                   for value in values))
    return file.getvalue()


def riff(description, samples):
    """A file of these chunks, an unknown one of odd size among them."""
    chunks = [(b"fmt ", description), (b"odd ", b"123"), (b"data", samples)]
    body = b"WAVE" + b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
                             for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def write_wav():
    floats = [0.5, -1.0, 0.1, 2.0]
    header = struct.pack("<HHIIHH", 3, 2, 48000, 48000 * 16, 16, 64)
    pcm = bytes.fromhex("0100000000001000800000aa00389b71")
    extensible = struct.pack("<HHIIHHHHI", 0xFFFE, 3, 96000, 96000 * 9, 9, 24, 22, 24, 7) + pcm
    write("wav", "Files of Python's module wave, and two put together by hand.",
          content("wav_8", wav(8000, 1, 1, [0, 128, 255, 192])),
          content("wav_16", wav(44100, 2, 2, [-32768, 32767, 0, 1, -1, 16384])),
          content("wav_24", wav(96000, 3, 3, [-2**23, 2**23 - 1, 0, 1, -1, 2**22])),
          content("wav_32", wav(22050, 1, 4, [-2**31, 2**31 - 2**7, 0, 2**7, -2**30])),
          content("wav_float64", riff(header, struct.pack("<4d", *floats))),
          content("wav_extensible", riff(extensible, bytes.fromhex("000080ffff3f000040"))))


def npz(save, arrays):
    """The bytes of numpy.savez or numpy.savez_compressed, whose times are always the same."""
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def write_npz():
    arrays = {"weight": np.arange(6, dtype="<f4").reshape(2, 3), "h\u00e9.ids": np.arange(2)}
    blocks = [content("npz_stored", npz(np.savez, arrays),
                      "numpy.savez of weight = arange(6, dtype='f4').reshape(2, 3) and "
                      "h\u00e9.ids = arange(2)"),
              content("npz_compressed", npz(np.savez_compressed, arrays),
                      "numpy.savez_compressed of them"),
              content("npz_empty", npz(np.savez, {}), "numpy.savez of nothing")]
    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10
    blocks.append(content("npz_zip64", npz(np.savez, arrays), "numpy.savez of them as zip64"))
    zipfile.ZIP64_LIMIT = limit
    write("npz", "Files of numpy.savez.", *blocks)


if __name__ == "__main__":
    write_npy()
    write_csv()
    write_gzip()
    write_wav()
    write_npz()
