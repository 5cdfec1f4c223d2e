"""Writes safetensors files straight from the format's definition (no library needed), and a description of one of them.

Run with a Python that has torch 1.13 and numpy, from the root of the repository:
    /usr/bin/python3 tools/golden/serialization_safetensors.py
Format: eight bytes N (unsigned, little-endian), N bytes of JSON (may end in spaces), then the tensors' bytes without gaps.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import pathlib
import struct

import numpy as np
import torch

import serialization as basic

OUT = pathlib.Path("tests/Thelper.Torch.Tests/Golden/serialization/safetensors")
NAMES = {
    torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16", torch.int32: "I32", torch.int64: "I64",
    torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.complex64: "C64",
}


def contents(t):
    if t.dtype == torch.bfloat16:
        t = t.view(torch.int16)
    return t.contiguous().numpy().tobytes()


def build(tensors, order, metadata, spaces, ascii_only):
    header, data = {"__metadata__": metadata}, b""
    places = {}
    for name in order:
        raw = contents(tensors[name])
        places[name] = [len(data), len(data) + len(raw)]
        data += raw
    for name, t in tensors.items():
        header[name] = {"dtype": NAMES[t.dtype], "shape": list(t.shape), "data_offsets": places[name]}
    text = json.dumps(header, ensure_ascii=ascii_only).encode() + b" " * spaces
    return struct.pack("<Q", len(text)) + text + data


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    base = torch.tensor([0, 1, 2, 3, 100, 127], dtype=torch.float64)
    tensors = {NAMES[dtype]: base.to(dtype).reshape(2, 3) for dtype in NAMES}
    tensors["scalar"] = torch.tensor(3.25)
    tensors["none"] = torch.zeros(2, 0, 3)
    tensors["größe.日本.🙂"] = torch.arange(4)
    tensors['with "quotes" \\ and\ttab'] = torch.tensor([float("inf"), float("nan"), -0.0])
    order = sorted(tensors, key=lambda n: (-tensors[n].element_size(), n))
    metadata = {"format": "pt", "autor": "Ünï 🙂"}
    (OUT / "all.safetensors").write_bytes(build(tensors, order, metadata, 5, True))
    (OUT / "all-utf8.safetensors").write_bytes(build(tensors, order[::-1], metadata, 0, False))
    (OUT / "all.txt").write_text("{" + ",".join(f"{basic.describe(n)}={basic.describe(t)}" for n, t in tensors.items()) + "}\n")


if __name__ == "__main__":
    main()
