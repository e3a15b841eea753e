#!/usr/bin/python3
"""Prints the events of TensorBoard files, one line each, and where a file is damaged.

    read_events.py FILE...

Needs Debian's python3-protobuf. The messages are declared here with the names and numbers of TensorFlow's
event.proto, summary.proto and tensor.proto; the check sums are computed bit by bit.
"""

import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf import message_factory

Field = descriptor_pb2.FieldDescriptorProto
TYPES = {
    "double": Field.TYPE_DOUBLE, "float": Field.TYPE_FLOAT, "int64": Field.TYPE_INT64,
    "int32": Field.TYPE_INT32, "string": Field.TYPE_STRING, "bytes": Field.TYPE_BYTES,
}
# name: (number, type, whether repeated)
MESSAGES = {
    "Event": {"wall_time": (1, "double"), "step": (2, "int64"), "file_version": (3, "string"),
              "graph_def": (4, "bytes"), "summary": (5, "Summary"), "session_log": (7, "SessionLog")},
    "SessionLog": {"status": (1, "int32"), "checkpoint_path": (2, "string"), "msg": (3, "string")},
    "Summary": {"value": (1, "Value", True)},
    "Value": {"tag": (1, "string"), "node_name": (7, "string"), "metadata": (9, "SummaryMetadata"),
              "simple_value": (2, "float"), "histo": (5, "HistogramProto"),
              "tensor": (8, "TensorProto")},
    "SummaryMetadata": {"plugin_data": (1, "PluginData"), "display_name": (2, "string"),
                        "summary_description": (3, "string"), "data_class": (4, "int32")},
    "PluginData": {"plugin_name": (1, "string"), "content": (2, "bytes")},
    "HistogramProto": {"min": (1, "double"), "max": (2, "double"), "num": (3, "double"),
                       "sum": (4, "double"), "sum_squares": (5, "double"),
                       "bucket_limit": (6, "double", True), "bucket": (7, "double", True)},
    "TensorProto": {"dtype": (1, "int32"), "tensor_shape": (2, "TensorShapeProto"),
                    "version_number": (3, "int32"), "tensor_content": (4, "bytes"),
                    "string_val": (8, "bytes", True)},
    "TensorShapeProto": {"dim": (2, "Dim", True), "unknown_rank": (3, "int32")},
    "Dim": {"size": (1, "int64"), "name": (2, "string")},
}


def make_messages():
    """The classes of the messages, by name."""
    file = descriptor_pb2.FileDescriptorProto(name="events.proto", package="events", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, *repeated) in fields.items():
            label = Field.LABEL_REPEATED if repeated else Field.LABEL_OPTIONAL
            added = message.field.add(name=field, number=number, label=label)
            if kind in TYPES:
                added.type = TYPES[kind]
            else:
                added.type, added.type_name = Field.TYPE_MESSAGE, f".events.{kind}"
    # The fields of a `oneof` are written even if they are zero.
    for name, group, members in [("Event", "what", ["file_version", "graph_def", "summary", "session_log"]),
                                 ("Value", "value", ["simple_value", "histo", "tensor"])]:
        message = next(m for m in file.message_type if m.name == name)
        message.oneof_decl.add(name=group)
        for field in message.field:
            if field.name in members:
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(f"events.{name}")) for name in MESSAGES}


Event = make_messages()["Event"]


def crc32c(data):
    """The CRC of RFC 3720, with the reversed polynomial 0x82f63b78."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(content):
    length = struct.pack("<Q", len(content))
    return length + struct.pack("<I", masked(length)) + content + struct.pack("<I", masked(content))


def records(data):
    """The contents of the records up to the first that is damaged, and where that is."""
    found, at = [], 0
    while at < len(data):
        if len(data) < at + 12:
            return found, at
        length, crc = struct.unpack_from("<QI", data, at)
        end = at + 12 + length + 4
        if crc != masked(data[at:at + 8]) or len(data) < end:
            return found, at
        content = data[at + 12:end - 4]
        if struct.unpack_from("<I", data, end - 4)[0] != masked(content):
            return found, at
        found.append(content)
        at = end
    return found, None


def describe(value):
    if value.HasField("simple_value"):
        return f"scalar {value.simple_value:.9g}"
    if value.HasField("histo"):
        histo = value.histo
        return (f"histogram min {histo.min:g} max {histo.max:g} num {histo.num:g} sum {histo.sum:g} "
                f"squares {histo.sum_squares:g} limits {list(histo.bucket_limit)} "
                f"counts {list(histo.bucket)}")
    tensor = value.tensor
    sizes = [dim.size for dim in tensor.tensor_shape.dim]
    return (f"tensor of {value.metadata.plugin_data.plugin_name} dtype {tensor.dtype} shape {sizes} "
            f"{[text.decode() for text in tensor.string_val]}")


def main():
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            contents, damage = records(file.read())
        for content in contents:
            event = Event.FromString(content)
            assert event.wall_time > 1e9, event
            if event.file_version:
                print(f"version {event.file_version}")
            if event.HasField("session_log"):
                print(f"step {event.step}: session {event.session_log.status}")
            for value in event.summary.value:
                print(f"step {event.step}: {value.tag}: {describe(value)}")
        if damage is not None:
            print(f"damaged from byte {damage}")


if __name__ == "__main__":
    main()
