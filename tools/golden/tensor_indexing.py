#!/usr/bin/python3
"""Golden values of tensor indexing, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/tensor_indexing.py tests/Thelper.Torch.Tests/Golden/tensor_indexing.json

Seeded random index expressions over tensors whose elements are 0, 1, 2, ...: numbers, slices, new axes, the ellipsis,
truth values, masks and lists of positions, several of them apart from each other. Stored for each: the expression as data, the result's shape
and elements (or that PyTorch refuses it), and what writing through it leaves behind.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import random
import sys
import warnings

import torch

warnings.simplefilter("ignore")
draw = random.Random(20)


def entry(size, lists):
    """One index for a dimension of a size, as data."""
    kind = draw.choice(["int", "int", "slice", "slice", "slice", "colon", "list", "tensor"] if lists else ["int", "slice", "slice", "colon"])
    if kind == "int":
        return {"kind": "int", "at": draw.randrange(-size - (draw.random() < 0.05), size)}
    if kind == "slice":
        ends = [draw.choice([None, draw.randrange(-size - 1, size + 2)]) for _ in range(2)]
        return {"kind": "slice", "start": ends[0], "stop": ends[1], "step": draw.choice([None, 1, 2, 3])}
    if kind == "colon":
        return {"kind": "slice", "start": None, "stop": None, "step": None}
    if kind == "list":
        return {"kind": "list", "at": [draw.randrange(-size, size) for _ in range(2)]}
    shape = draw.choice([[], [2], [1, 2], [3, 1]])
    return {"kind": "tensor", "shape": shape, "at": [draw.randrange(-size, size) for _ in range(math.prod(shape))]}


def expression(shape):
    style = draw.choice(["plain", "plain", "lists", "lists", "mask", "maskdims"])
    if style == "maskdims" and len(shape) > 1:
        count = shape[0] * shape[1]
        index = [{"kind": "mask", "shape": shape[:2], "bits": [int(draw.random() < 0.5) for _ in range(count)]}]
        rest = shape[2:]
    elif style == "mask":
        index = [{"kind": "mask", "shape": shape[:1], "bits": [int(draw.random() < 0.6) for _ in range(shape[0])]}]
        rest = shape[1:]
    else:
        index, rest = [], shape
    for size in rest[: draw.randint(0 if index else 1, len(rest))]:
        index.append(entry(size, style == "lists"))
    if draw.random() < 0.3:
        index.insert(draw.randint(0, len(index)), {"kind": "none"})
    if draw.random() < 0.25:
        index.insert(draw.randint(0, len(index)), {"kind": "ellipsis"})
    if draw.random() < 0.1:
        index.insert(draw.randint(0, len(index)), {"kind": "bool", "value": draw.random() < 0.5})
    return index


def real(e):
    kind = e["kind"]
    if kind == "int":
        return e["at"]
    if kind == "slice":
        return slice(e["start"], e["stop"], e["step"])
    if kind == "list":
        return e["at"]
    if kind == "tensor":
        return torch.tensor(e["at"], dtype=torch.int64).reshape(e["shape"])
    if kind == "mask":
        return torch.tensor(e["bits"], dtype=torch.bool).reshape(e["shape"])
    return {"none": None, "ellipsis": ...}.get(kind, e.get("value"))


def main():
    cases = []
    while len(cases) < 260:
        shape = [draw.randint(1, 4) for _ in range(draw.randint(1, 4))]
        index = expression(shape)
        source = torch.arange(math.prod(shape), dtype=torch.float32).reshape(shape)
        key = tuple(real(e) for e in index)
        case = {"shape": shape, "index": index}
        try:
            result = source[key]
        except (IndexError, RuntimeError, ValueError):
            case["refused"] = True
            cases.append(case)
            continue
        case["result"] = {"shape": list(result.shape), "elements": [int(v) for v in result.flatten().tolist()]}
        written = source.clone()
        written[key] = -1
        filled = source.clone()
        filled[key] = torch.full(result.shape, 7.0).unsqueeze(0)
        case["written"] = [int(v) for v in written.flatten().tolist()]
        case["filled"] = [int(v) for v in filled.flatten().tolist()]
        cases.append(case)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"torch": torch.__version__, "cases": cases}, out, separators=(",", ":"))


main()
