#!/usr/bin/python3
"""Writes gru_file.hpp: a GRU of PyTorch as a safetensors file, and what it gives.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_gru_file.py
"""

import json
import struct

import torch

from generate import array, comment, write


def safetensors(state):
    """The bytes of safetensors.torch.save(state)."""
    header, data = {}, b""
    for name, tensor in state.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


if __name__ == "__main__":
    torch.manual_seed(1)
    gru = torch.nn.GRU(2, 3, num_layers=2, bidirectional=True)
    content = safetensors(gru.state_dict())
    lines = [", ".join(str(byte) for byte in content[at:at + 24])
             for at in range(0, len(content), 24)]
    with torch.no_grad():
        output, state = gru(torch.ones(4, 1, 2))
    write("gru_file", "A GRU that PyTorch has written, and its output.",
          comment("torch.manual_seed(1); gru = torch.nn.GRU(2, 3, num_layers=2, bidirectional=True); "
                  "its state dict as a safetensors file."),
          "inline constexpr unsigned char content[] = {\n    " + ",\n    ".join(lines) + "};\n",
          comment("gru(torch.ones(4, 1, 2))[0]"),
          array("output", output.double()), script="generate_gru_file.py")
