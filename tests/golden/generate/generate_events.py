#!/usr/bin/python3
"""Writes tests/golden/readers/events.hpp: records of TensorBoard's event files.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_events.py
Needs Debian 12's python3-protobuf (3.21.12) and python3-numpy, which generate_readers.py imports.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tensorboard"))
from generate_readers import content, write
from read_events import Event, record

WALL_TIME = 1700000000.25


def event(step, fill=lambda event: None):
    result = Event(wall_time=WALL_TIME, step=step)
    fill(result)
    return record(result.SerializeToString())


def scalars(event):
    for tag, number in [("train/loss", 0.1), ("train/zero", 0), ("train/größe", -1e300),
                        ("train/nan", float("nan"))]:
        value = event.summary.value.add(tag=tag)
        value.simple_value = number


def histogram(event):
    # Of -2, -1.5, 0, 0.5, 0.5, 2 in 4 intervals of [-2, 2], of which the last contains its upper end.
    value = event.summary.value.add(tag="weights")
    histo = value.histo
    histo.min, histo.max, histo.num, histo.sum, histo.sum_squares = -2, 2, 6, -0.5, 10.75
    histo.bucket_limit.extend([-1, 0, 1, 2])
    histo.bucket.extend([2, 0, 3, 1])


def text(event):
    value = event.summary.value.add(tag="sample")
    value.metadata.plugin_data.plugin_name = "text"
    value.tensor.dtype = 7  # DT_STRING
    value.tensor.tensor_shape.dim.add(size=1)
    value.tensor.string_val.append("Grüße, *Welt*\n".encode())


def version(event):
    event.file_version = "brain.Event:2"


def start(event):
    event.session_log.status = 1  # START


write("events", "Records of TensorBoard's event files.",
      content("version_record", event(0, version)),
      content("scalars_record", event(7, scalars)),
      content("histogram_record", event(1 << 40, histogram)),
      content("text_record", event(9, text)),
      content("start_record", event(8, start)),
      program="generate_events.py")
