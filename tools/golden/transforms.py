"""Writes what NumPy, OpenCV and torchvision make of small arrays: the expectations of the transform tests.

Run from the root of the repository with a Python that has numpy 1.24, cv2 4.6 and torchvision 0.14:
    /usr/bin/python3 tools/golden/transforms.py
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import pathlib

import cv2
import numpy as np
import torch
import torchvision

OUT = pathlib.Path("tests/Thelper.Tests/Golden/transforms")
random = np.random.RandomState(1)


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


INPUTS = {
    "u8c3": random.randint(0, 256, (7, 9, 3)).astype(np.uint8),
    "u8c1": random.randint(0, 256, (7, 9, 1)).astype(np.uint8),
    "u8": random.randint(0, 256, (7, 9)).astype(np.uint8),
    "u8c5": random.randint(0, 256, (7, 9, 5)).astype(np.uint8),
    "i16c3": random.randint(-999, 999, (7, 9, 3)).astype(np.int16),
    "i32c3": random.randint(-99999, 99999, (7, 9, 3)).astype(np.int32),
    "f32c3": random.uniform(-2, 300, (7, 9, 3)).astype(np.float32),
    "f32c5": random.uniform(-2, 300, (7, 9, 5)).astype(np.float32),
    "f64c3": random.uniform(-2, 300, (7, 9, 3)),
    "chw": random.uniform(-2, 300, (3, 7, 9)).astype(np.float32),
}
cases = []


def case(op, name, expected, params=None, inverse=None):
    entry = {"op": f"thelper.transforms.{op}" if "." not in op else op, "input": name, "params": params or {}, "expected": array(expected)}
    if inverse is not None:
        entry["inverse"] = array(inverse)
    cases.append(entry)


MIN, MAX = [3.5, 127, 10], [255, 250.3, 99.9]
MEAN, STD = [123.7, 116.3, 103.5], [58.4, 57.1, 57.4]
for name in ("u8c3", "i16c3", "i32c3", "f32c3", "f64c3", "u8c1"):
    low, high = np.array(MIN, np.float32), np.array(MAX, np.float32)
    result = ((INPUTS[name] - low) / (high - low)).astype(np.float32)
    case("NormalizeMinMax", name, result, {"min": MIN, "max": MAX}, result * (high - low) + low)
    mean, std = np.array(MEAN, np.float32), np.array(STD, np.float32)
    result = ((INPUTS[name] - mean) / std).astype(np.float32)
    case("NormalizeZeroMeanUnitVar", name, result, {"mean": MEAN, "std": STD}, result * std + mean)
for name in ("u8", "u8c5", "f32c5"):
    low, high = np.array([127], np.float32), np.array([255], np.float32)
    case("NormalizeMinMax", name, ((INPUTS[name] - low) / (high - low)).astype(np.float32), {"min": 127, "max": [255]})
case("NormalizeMinMax", "f64c3", (INPUTS["f64c3"] - np.float32([1])) / np.float32([2]), {"min": 1, "max": 3, "out_type": "numpy.float64"})
std = np.array(STD, np.float32)[:, None, None]
case("NormalizeZeroMeanUnitVar", "chw", (INPUTS["chw"] - np.array(MEAN, np.float32)[:, None, None]) / std, {"mean": MEAN, "std": STD})

case("ToGray", "u8c3", cv2.cvtColor(INPUTS["u8c3"], cv2.COLOR_BGR2GRAY)[..., None])
case("ToGray", "f32c3", cv2.cvtColor(INPUTS["f32c3"], cv2.COLOR_BGR2GRAY)[..., None])
case("ToGray", "u8", INPUTS["u8"][..., None])
case("ToGray", "u8c1", INPUTS["u8c1"])
case("ToGray", "u8c5", np.mean(INPUTS["u8c5"], axis=2, keepdims=True))
case("ToGray", "f32c5", np.mean(INPUTS["f32c5"], axis=2, keepdims=True))
case("ToColor", "u8c1", cv2.cvtColor(INPUTS["u8c1"], cv2.COLOR_GRAY2BGR), inverse=INPUTS["u8c1"])
case("ToColor", "u8", cv2.cvtColor(INPUTS["u8"], cv2.COLOR_GRAY2BGR))
case("ToNumpy", "u8c3", INPUTS["u8c3"])
case("ToNumpy", "u8c3", INPUTS["u8c3"][..., ::-1], {"reorder_bgr": True})
case("Transpose", "u8c3", INPUTS["u8c3"].transpose(2, 0, 1), {"axes": [2, 0, 1]}, INPUTS["u8c3"])
case("Transpose", "u8c3", INPUTS["u8c3"].transpose(1, 2, 0), {"axes": [1, 2, 0]}, INPUTS["u8c3"])
case("Unsqueeze", "u8", INPUTS["u8"][None], {"axis": 0}, INPUTS["u8"])
case("Unsqueeze", "u8", INPUTS["u8"][..., None], {"axis": -1}, INPUTS["u8"])
for channels, picked in ((1, [1]), ([2, 1, 0], [2, 1, 0]), ([3, 0, 1], [3, 0, 1]), ({"1": 2, "3": 0, "0": 1}, [3, 0, 1]),
                         ({"1": 2, "2": None, "3": 0, "0": 1}, [3, 0, 1]), ({"0": 0, "1": 1, "2": None, "3": 3}, [0, 1, 3])):
    case("SelectChannels", "u8c5", INPUTS["u8c5"][..., picked[0] if len(picked) == 1 else picked], {"channels": channels})

case("Resize", "u8c3", cv2.resize(INPUTS["u8c3"], (5, 11)), {"dsize": [5, 11]})
case("Resize", "u8", cv2.resize(INPUTS["u8"], (5, 11), interpolation=cv2.INTER_AREA)[..., None], {"dsize": [5, 11], "interp": "cv2.INTER_AREA"})
case("Resize", "u8c3", cv2.resize(INPUTS["u8c3"], None, fx=0.5, fy=0.3), {"dsize": None, "fx": 0.5, "fy": 0.3})
planes = [cv2.resize(np.ascontiguousarray(INPUTS["u8c5"][..., c]), (4, 4)) for c in range(5)]
case("Resize", "u8c5", np.stack(planes, axis=2), {"dsize": [4, 4]})


def center_crop(im, width, height, border=0, value=(0, 0, 0, 0)):
    left, top = im.shape[1] // 2 - width // 2, im.shape[0] // 2 - height // 2
    right, bottom = left + width, top + height
    pad = [max(0, -top), max(0, bottom - im.shape[0]), max(0, -left), max(0, right - im.shape[1])]
    im = cv2.copyMakeBorder(im, *pad, border, value=value)
    return im[top + pad[0]:bottom + pad[0], left + pad[2]:right + pad[2]]


case("CenterCrop", "u8c3", center_crop(INPUTS["u8c3"], 4, 4), {"size": 4})
case("CenterCrop", "u8c3", center_crop(INPUTS["u8c3"], 5, 3), {"size": [5, 3]})
case("CenterCrop", "u8c3", center_crop(INPUTS["u8c3"], 15, 4, 4), {"size": [15, 4], "bordertype": "cv2.BORDER_REFLECT_101"})
case("CenterCrop", "u8c3", center_crop(INPUTS["u8c3"], 12, 12, 0, (9, 8, 7)), {"size": [12, 12], "borderval": [9, 8, 7]})
case("CenterCrop", "u8c3", center_crop(INPUTS["u8c3"], 12, 12, 0, 9), {"size": [12, 12], "borderval": 9})
case("CenterCrop", "u8c3", center_crop(INPUTS["u8c3"], round(0.5 * 9), round(0.5 * 7)), {"size": 0.5})
MATRIX = [[0.9, -0.2, 1.5], [0.25, 1.1, -0.75]]
warped = cv2.warpAffine(INPUTS["u8c3"], np.array(MATRIX), (9, 7))
case("Affine", "u8c3", warped, {"transf": MATRIX}, cv2.warpAffine(warped, np.array(MATRIX), (9, 7), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))
case("Affine", "f32c3", cv2.warpAffine(INPUTS["f32c3"], np.array(MATRIX), (5, 6), flags=0, borderMode=1),
     {"transf": sum(MATRIX, []), "out_size": [5, 6], "flags": "cv2.INTER_NEAREST", "border_mode": 1})
case("RandomShift", "u8c3", cv2.warpAffine(INPUTS["u8c3"], np.float64([[1, 0, 2], [0, 1, -3]]), (9, 7)), {"min": [2, -3], "max": [2, -3]})

to_tensor = torchvision.transforms.ToTensor()
for name in ("u8c3", "u8c1", "u8", "u8c5", "f32c3", "i32c3", "f64c3"):
    case("torchvision.transforms.ToTensor", name, to_tensor(INPUTS[name]).numpy())

tiles = []


def tile_places(height, width, th, tw, overlap, offset, mask=None, share=1.0):
    """The places of a tiling, found by looking at every pixel."""
    ovx, ovy = round(tw * overlap), round(th * overlap)
    sx, sy = max(tw - 2 * (ovx // 2), 1), max(th - 2 * (ovy // 2), 1)
    ox, oy = (-ovx // 2, -ovy // 2) if offset else (0, 0)

    def inside(y, x):
        part = mask[max(y, 0):max(y + th, 0), max(x, 0):max(x + tw, 0)]
        return np.count_nonzero(part) >= th * tw * share

    start_x, start_y = ox, oy
    if mask is not None:
        found = [(y, x) for y in range(height - th + 1) for x in range(width - tw + 1) if inside(y, x)]
        if not found:
            return []
        start_x, start_y = found[0][1] % sx, found[0][0] % sy
    return [[x, y] for y in range(start_y, height - oy - th + 1) if (y - start_y) % sy == 0
            for x in range(start_x, width - ox - tw + 1) if (x - start_x) % sx == 0 and (mask is None or inside(y, x))]


mask = np.zeros((20, 26), np.uint8)
cv2.circle(mask, (14, 9), 8, 255, -1)
for size, overlap, offset, share in (([6, 5], 0.0, False, 1.0), ([6, 5], 0.5, False, 1.0), ([6, 5], 0.4, True, 1.0), ([4, 4], 0.3, False, 0.7),
                                     ([26, 20], 0.0, False, 1.0), ([30, 5], 0.0, False, 1.0)):
    for masked in (False, True):
        places = tile_places(20, 26, size[1], size[0], overlap, offset, mask if masked else None, share)
        tiles.append({"size": size, "overlap": overlap, "offset": offset, "share": share, "masked": masked, "places": places})

texts = []
for values in ([127], [255], [0.485, 0.456, 0.406], [123.7, 116.3, 103.5], [1, 10.5, 100], [-1, 2.25, 0], [0], [1e-5, 2], [0.00392156862], [1e9],
               [1, 2000], [0.1, 1234.5], [1e-5], [3e-8, 5e12], [-0.5, -250.125, 8], [0.333333333333], list(range(30)), [i * 0.37 for i in range(24)]):
    texts.append({"values": values, "text": str(np.array(values, np.float32))})
# Numbers that are none stand in columns of their own width; JSON has no word for them, so they are texts here.
for values in ([1.5, "nan"], ["nan", "nan"], ["inf", 1, 2], ["-inf", 123.75, 0.5], ["nan", 1e-9, 3], ["-inf", 2e9, 1], ["inf", -1.25, -100]):
    texts.append({"values": values, "text": str(np.array([float(v) for v in values], np.float32))})
longs = [{"values": v, "text": str(np.array(v))} for v in ([2, 0, 1], [0], [-1, 10, 200], list(range(40)))]
matrices = [{"values": m, "text": str(np.array(m, np.float64))} for m in (MATRIX, [[1, 0, 0], [0, 1, 0]], [[1, 0, -12.5], [0, 1, 100.25]], [[1e-6, 0, 1], [0, 1, 2]])]

OUT.mkdir(parents=True, exist_ok=True)
golden = {"inputs": {k: array(v) for k, v in INPUTS.items()}, "cases": cases, "mask": array(mask), "tiles": tiles,
          "floats": texts, "integers": longs, "matrices": matrices}
(OUT / "transforms.json").write_text(json.dumps(golden, indent=0) + "\n")
print(len(cases), "cases,", (OUT / "transforms.json").stat().st_size, "bytes; torch", torch.__version__, "numpy", np.__version__)
