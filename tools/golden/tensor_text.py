#!/usr/bin/python3
"""Golden texts of tensors, from PyTorch 1.13 (Debian: python3-torch).

    /usr/bin/python3 tools/golden/tensor_text.py tests/Thelper.Torch.Tests/Golden/tensor_text.json

Elements are stored with the text, as numbers, or as a formula for the long ones: element i is sin(0.7 i) * scale + shift.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import math
import sys

import torch

inf, nan = math.inf, math.nan
FLOATS = {
    "halves": [0.5, -1.25, 3.75], "whole": [1, 2, 3], "whole_negative": [-1, 20, 300], "one": [1], "zero": [0], "zeros": [0, 0, 0], "negative_zero": [-0.0, 1.5],
    "tiny": [1e-5, 1], "small": [1e-4, 2e-4], "large": [1e9, 1], "hundred_million": [1e8, 1.5], "wide": [0.001, 10.5], "ratio": [1, 1000], "ratio_more": [1, 1001], "nans": [nan, nan],
    "mixed_nan": [1.5, nan, inf, -inf], "whole_nan": [1, nan, inf, -inf], "only_inf": [inf, -inf], "ties": [0.125, 0.375, 2.5], "rounds_up": [0.99995, 0.99994], "carry": [9.99996, 1.5],
    "huge": [1e38, -1e-38], "denormal": [1e-45, 1e-40], "thirds": [1 / 3, 2 / 3], "carry_exponent": [9.99999e9, 1.0], "exponents": [1e-30, 1e30],
}
OTHERS = {
    "int64": [[1, -2, 300], [7], [0]], "int32": [[1, 20], [-5]], "int16": [[-300, 5]], "int8": [[-128, 127]], "uint8": [[0, 255]], "bool": [[True, False], [True], [False, False]],
}


def case(name, tensor, build, **options):
    torch.set_printoptions(profile="default")
    if options:
        torch.set_printoptions(**options)
    text = str(tensor)
    torch.set_printoptions(profile="default")
    return {"name": name, "build": build, "options": options, "text": text}


def wave(shape, scale=1.0, shift=0.0, dtype=torch.float32):
    count = math.prod(shape)
    return torch.tensor([math.sin(0.7 * i) * scale + shift for i in range(count)], dtype=torch.float64).to(dtype).reshape(shape)


def plain(values, shape, dtype):
    return torch.tensor(values, dtype=dtype).reshape(shape)


def code(v):
    if isinstance(v, bool) or isinstance(v, int):
        return v
    return "nan" if math.isnan(v) else "inf" if v == inf else "-inf" if v == -inf else v


def main():
    cases = []
    for name, values in FLOATS.items():
        for dtype in ("float32", "float64") + (("float16", "bfloat16") if max((abs(v) for v in values if math.isfinite(v)), default=0) < 60000 else ()):
            build = {"values": [code(float(v)) for v in values], "shape": [len(values)], "dtype": dtype}
            cases.append(case(f"{name} {dtype}", plain([float(v) for v in values], [len(values)], getattr(torch, dtype)), build))
    for value in (1.0, 0.1, -2.5, 1e-7, 1e12, nan, inf, 0.0):
        cases.append(case(f"scalar {value}", torch.tensor(value), {"values": [code(value)], "shape": [], "dtype": "float32"}))
    for dtype, lists in OTHERS.items():
        for k, values in enumerate(lists):
            cases.append(case(f"{dtype} {k}", plain(values, [len(values)], getattr(torch, dtype)), {"values": values, "shape": [len(values)], "dtype": dtype}))
        cases.append(case(f"{dtype} scalar", plain(lists[0][:1], [], getattr(torch, dtype)), {"values": lists[0][:1], "shape": [], "dtype": dtype}))
    for shape in ([0], [0, 3], [2, 0, 4]):
        for dtype in ("float32", "int64", "bool", "float64"):
            cases.append(case(f"empty {shape} {dtype}", torch.empty(shape, dtype=getattr(torch, dtype)), {"values": [], "shape": shape, "dtype": dtype}))
    for shape in ([3, 4], [2, 3, 4], [2, 2, 2, 3], [1, 1, 1], [30], [25, 3], [1001], [12, 200], [40, 40], [3, 7, 90], [7, 8, 40], [2, 1, 600], [1000], [1, 2000]):
        for scale, shift in ((1.0, 0.0), (1000.0, 0.5), (1e6, 0.0)):
            cases.append(case(f"wave {shape} {scale}", wave(shape, scale, shift), {"wave": [scale, shift], "shape": shape, "dtype": "float32"}))
    for shape in ([5, 6], [1200], [3, 50]):
        cases.append(case(f"int wave {shape}", wave(shape, 100.0, dtype=torch.int64), {"wave": [100.0, 0.0], "shape": shape, "dtype": "int64"}))
        cases.append(case(f"grad {shape}", wave(shape).requires_grad_(), {"wave": [1.0, 0.0], "shape": shape, "dtype": "float32", "grad": "leaf"}))
        cases.append(case(f"add {shape}", wave(shape).requires_grad_() + torch.tensor(1.0), {"wave": [1.0, 0.0], "shape": shape, "dtype": "float32", "grad": "add"}))
        cases.append(case(f"sum {shape}", wave(shape).requires_grad_().sum(), {"wave": [1.0, 0.0], "shape": shape, "dtype": "float32", "grad": "sum"}))
        cases.append(case(f"double grad {shape}", wave(shape, dtype=torch.float64).requires_grad_(), {"wave": [1.0, 0.0], "shape": shape, "dtype": "float64", "grad": "leaf"}))
        for options in ({"precision": 2}, {"edgeitems": 1, "threshold": 5}, {"linewidth": 40}, {"sci_mode": True}, {"sci_mode": False}, {"profile": "short"}, {"profile": "full"}, {"precision": 8, "linewidth": 120}):
            cases.append(case(f"{options} {shape}", wave(shape, 300.0), {"wave": [300.0, 0.0], "shape": shape, "dtype": "float32"}, **options))
    for dtype in ("complex64", "complex128"):
        for name, parts in (("plain", [1 + 2j, -0.5 - 3.25j]), ("whole", [1 + 2j, 30 - 4j]), ("real", [1.5 + 0j, 2 + 0j]), ("wide", [1e-6 + 1j, 1 - 1e6j]), ("nan", [complex(nan, 1), complex(1, -inf)]), ("one", [2 - 0.0j])):
            build = {"complex": [[code(p.real), code(p.imag)] for p in parts], "shape": [len(parts)], "dtype": dtype}
            cases.append(case(f"{name} {dtype}", torch.tensor(parts, dtype=getattr(torch, dtype)), build))
    eye = torch.tensor([[0.0, 2, 0], [3, 0, 4]])
    cases.append(case("coo", eye.to_sparse(), {"values": [0.0, 2, 0, 3, 0, 4], "shape": [2, 3], "dtype": "float32", "layout": "coo"}))
    cases.append(case("csr", eye.to_sparse_csr(), {"values": [0.0, 2, 0, 3, 0, 4], "shape": [2, 3], "dtype": "float32", "layout": "csr"}))
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"torch": torch.__version__, "cases": cases}, out, separators=(",", ":"))


main()
