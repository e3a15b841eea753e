#!/usr/bin/python3
"""Writes tests/golden/examples: features of sound and MIDI files.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_examples.py
Needs Debian 12's python3-numpy (1.24.2) and python3-mido (1.2.10).
"""

import io
import struct
from pathlib import Path

import mido
import numpy as np
from mido.midifiles.meta import encode_variable_int

from generate_readers import literal

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


def midi(pieces_steps, tempo):
    """A file of format 0, each event with its status byte; mido reads it to check it."""
    messages = [mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo)),
                mido.Message("program_change", channel=0, program=19)]
    held, wait = set(), 0
    for notes in [*pieces_steps, []]:
        for note in sorted(held - set(notes)):
            messages.append(mido.Message("note_off", note=note, velocity=0, time=wait))
            wait = 0
        for note in sorted(set(notes) - held):
            messages.append(mido.Message("note_on", note=note, velocity=80, time=wait))
            wait = 0
        held = set(notes)
        wait += 480
    messages.append(mido.MetaMessage("end_of_track", time=wait - 480))
    track = b"".join(bytes(encode_variable_int(message.time)) + bytes(message.bytes()) for message in messages)
    content = (b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk" + struct.pack(">I", len(track)) + track)
    assert list(mido.MidiFile(file=io.BytesIO(content)).tracks[0]) == messages
    return content


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
    chords = [[60, 64, 67], [60, 65], [], [21], [21, 108], *[[50]] * 40]
    write("midi.hpp", "A MIDI file by mido 1.2.10.", "#include <string_view>\n\n",
          f"// Of the notes {{60, 64, 67}}, {{60, 65}}, {{}}, {{21}}, {{21, 108}} and 40 times {{50}}, at 120 steps a minute.\n"
          f"inline constexpr std::string_view midi(\n    {literal(midi(chords, 120))},\n    {len(midi(chords, 120))});\n")
