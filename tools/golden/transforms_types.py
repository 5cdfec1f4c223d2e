"""Writes what OpenCV and NumPy make of images of five element types and 1 to 32 channels: expectations of the transform tests.

Run from the root of the repository with a Python that has numpy 1.24 and cv2 4.6:
    /usr/bin/python3 tools/golden/transforms_types.py
Each case holds the result for 32 channels, worked on one by one, as the original does above four channels; fewer channels are a part
of it. Where OpenCV's result for 1 to 4 channels at once differs from that, it is added. uint16 is written as int32.
OpenCV does not interpolate int32: there the expectation is its float64 result, rounded.
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import pathlib

import cv2
import numpy as np

OUT = pathlib.Path("tests/Thelper.Tests/Golden/transforms")
cv2.setNumThreads(1)
random = np.random.RandomState(2)
H, W, C = 5, 6, 32
INPUTS = {
    "uint8": random.randint(0, 256, (H, W, C)).astype(np.uint8),
    "uint16": random.randint(0, 65536, (H, W, C)).astype(np.uint16),
    "int32": random.randint(-10**6, 10**6, (H, W, C)).astype(np.int32),
    "float32": random.uniform(-2, 300, (H, W, C)).astype(np.float32),
    "float64": random.uniform(-2, 300, (H, W, C)),
}
MATRIX = np.array([[0.9, -0.2, 1.5], [0.25, 1.1, -0.75]])
VALUE = [9, 8, 7, 6]


def array(a):
    a = np.ascontiguousarray(a.astype(np.int32) if a.dtype == np.uint16 else a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def in_double(function):
    """The function, with int32 images through float64."""
    def run(image, value):
        if image.dtype != np.int32:
            return function(image, value)
        return np.clip(np.rint(function(image.astype(np.float64), value)), -2**31, 2**31 - 1).astype(np.int32)
    return run


def resize(size, interpolation):
    return in_double(lambda image, value: cv2.resize(image, size, interpolation=interpolation))


def warp(matrix, flags=cv2.INTER_LINEAR, border=cv2.BORDER_CONSTANT, size=(W, H)):
    return in_double(lambda image, value: cv2.warpAffine(image, matrix, size, flags=flags, borderMode=border, borderValue=value))


def crop(width, height, border):
    def run(image, value):
        left, top = W // 2 - width // 2, H // 2 - height // 2
        pad = [max(0, -top), max(0, top + height - H), max(0, -left), max(0, left + width - W)]
        image = cv2.copyMakeBorder(image, *pad, border, value=value)
        return image[top + pad[0]:top + pad[0] + height, left + pad[2]:left + pad[2] + width]
    return run


SHIFT = np.float64([[1, 0, 1.5], [0, 1, -0.75]])
OPERATIONS = [
    ("Resize", {"dsize": [5, 9]}, resize((5, 9), cv2.INTER_LINEAR)),
    ("Resize", {"dsize": [5, 4], "interp": "cv2.INTER_AREA"}, resize((5, 4), cv2.INTER_AREA)),
    ("Resize", {"dsize": [9, 5], "interp": "cv2.INTER_CUBIC"}, resize((9, 5), cv2.INTER_CUBIC)),
    ("Resize", {"dsize": [8, 8], "interp": "cv2.INTER_LANCZOS4"}, resize((8, 8), cv2.INTER_LANCZOS4)),
    ("Resize", {"dsize": [3, 4], "interp": "cv2.INTER_NEAREST"}, resize((3, 4), cv2.INTER_NEAREST)),
    ("Affine", {"transf": MATRIX.tolist(), "border_val": VALUE}, warp(MATRIX)),
    ("Affine", {"transf": MATRIX.tolist(), "flags": "cv2.INTER_NEAREST", "border_mode": "cv2.BORDER_REPLICATE"}, warp(MATRIX, cv2.INTER_NEAREST, cv2.BORDER_REPLICATE)),
    ("Affine", {"transf": MATRIX.tolist(), "out_size": [4, 5], "flags": "cv2.INTER_CUBIC|cv2.WARP_INVERSE_MAP", "border_mode": "cv2.BORDER_REFLECT_101"},
     warp(MATRIX, cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, cv2.BORDER_REFLECT_101, (4, 5))),
    ("RandomShift", {"min": [1.5, -0.75], "max": [1.5, -0.75], "border_val": VALUE}, warp(SHIFT)),
    ("CenterCrop", {"size": [9, 4], "borderval": VALUE}, crop(9, 4, cv2.BORDER_CONSTANT)),
    ("CenterCrop", {"size": [8, 9], "bordertype": "cv2.BORDER_REFLECT"}, crop(8, 9, cv2.BORDER_REFLECT)),
    ("CenterCrop", {"size": 4}, crop(4, 4, cv2.BORDER_CONSTANT)),
    ("RandomResizedCrop", {"output_size": [5, 4], "input_size": [[W, H], [W, H]]}, resize((5, 4), cv2.INTER_LINEAR)),
]
cases = []
for name, params, function in OPERATIONS:
    for kind, image in INPUTS.items():
        planes = [function(np.ascontiguousarray(image[..., c]), (VALUE + [0])[min(c, 4)] if "borderval" in params or "border_val" in params else 0) for c in range(C)]
        entry = {"op": f"thelper.transforms.{name}", "input": kind, "params": params, "expected": array(np.stack(planes, axis=2))}
        for n in range(2, 5):
            value = VALUE if "borderval" in params or "border_val" in params else (0, 0, 0, 0)
            together = function(np.ascontiguousarray(image[..., :n]), value)
            if not np.array_equal(together, np.stack(planes[:n], axis=2)):
                entry[f"expected{n}"] = array(together)
        cases.append(entry)

low, high = np.linspace(1, 9, C).astype(np.float32), np.linspace(100, 250, C).astype(np.float32)
gray = []
for kind, image in INPUTS.items():
    for out in ("float32", "float64"):
        cases.append({"op": "thelper.transforms.NormalizeMinMax", "input": kind, "params": {"min": low.tolist(), "max": high.tolist(), "out_type": f"numpy.{out}"},
                      "expected": array(((image - low) / (high - low)).astype(out))})
    cases.append({"op": "thelper.transforms.NormalizeZeroMeanUnitVar", "input": kind, "params": {"mean": low.tolist(), "std": high.tolist()},
                  "expected": array(((image - low) / high).astype("float32"))})
    for n in (3, 4, 5, 32):
        part = np.ascontiguousarray(image[..., :n])
        if n != 3:
            result = np.mean(part, axis=2, keepdims=True)
        elif kind in ("int32", "float64"):  # OpenCV knows no grey of these
            result = (part.astype(np.float64) @ np.array([0.114, 0.587, 0.299]))[..., None]
            result = np.rint(result).astype(np.int32) if kind == "int32" else result
        else:
            result = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)[..., None]
        gray.append({"input": kind, "channels": n, "expected": array(result)})

path = OUT / "transforms_types.json"
path.write_text(json.dumps({"inputs": {k: array(v) for k, v in INPUTS.items()}, "cases": cases, "gray": gray}, indent=0) + "\n")
print(len(cases), "cases,", path.stat().st_size, "bytes; cv2", cv2.__version__, "numpy", np.__version__)
print([(c["op"].split(".")[-1], c["input"]) for c in cases if any(k.startswith("expected") and k != "expected" for k in c)])
