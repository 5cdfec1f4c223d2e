"""Writes what OpenCV makes of small images: the expectations of the imaging tests.

Run from the root of the repository with a Python that has cv2 4.6 and numpy:
    /usr/bin/python3 tools/golden/imaging.py
Arrays are written as element type, shape and base64 of their bytes.
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import pathlib

import cv2
import numpy as np

OUT = pathlib.Path("tests/Thelper.Imaging.Tests/Golden")
cv2.setNumThreads(1)
random = np.random.RandomState(0)


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


INPUTS = {
    "u8": random.randint(0, 256, (8, 10)).astype(np.uint8),
    "u8c1": random.randint(0, 256, (8, 10, 1)).astype(np.uint8),
    "u8c3": random.randint(0, 256, (8, 10, 3)).astype(np.uint8),
    "u8c4": random.randint(0, 256, (8, 10, 4)).astype(np.uint8),
    "u8c6": random.randint(0, 256, (8, 10, 6)).astype(np.uint8),
    "i16c3": random.randint(-2000, 2000, (8, 10, 3)).astype(np.int16),
    "i32": random.randint(-2**31, 2**31 - 1, (8, 10)).astype(np.int32),
    "f32c3": random.uniform(0, 1, (8, 10, 3)).astype(np.float32),
    "f32c5": random.uniform(-9, 9, (8, 10, 5)).astype(np.float32),
    "f64": random.uniform(-9, 9, (8, 10)),
}
cases = []


def shaped(result, source):
    """cv2 drops a last axis of length 1; the engine keeps the number of axes."""
    return result[..., None] if source.ndim == 3 and result.ndim == 2 else result


def by_plane(source, operation):
    """What `operation(image, index of the first channel)` gives, plane by plane above four channels."""
    if source.ndim == 3 and source.shape[2] > 4:
        planes = [operation(np.ascontiguousarray(source[..., c]), c) for c in range(source.shape[2])]
        return np.stack(planes, axis=2)
    return shaped(operation(source, 0), source)


def case(op, name, result, **arguments):
    cases.append({"op": op, "input": name, "expected": array(result), **arguments})


def value_from(value, first):
    return tuple(value[first:] + [0.0] * 4)[:4]


for name in ("u8", "u8c1", "u8c3", "u8c6", "i16c3", "f32c3", "f32c5", "f64"):
    for interpolation in range(7):
        if interpolation in (5, 6) and not name.startswith("u8"):
            continue
        for width, height in ((6, 13), (17, 11), (3, 3)):
            result = by_plane(INPUTS[name], lambda im, _: cv2.resize(im, (width, height), interpolation=interpolation))
            case("resize", name, result, width=width, height=height, interpolation=interpolation)
case("resize", "i32", cv2.resize(INPUTS["i32"], (7, 15), interpolation=0), width=7, height=15, interpolation=0)
for name, fx, fy in (("u8c3", 0.5, 0.7), ("u8c3", 1.3, 2.1), ("f32c3", 0.37, 0.5), ("u8c6", 0.5, 0.5)):
    for interpolation in (0, 1, 3):
        result = by_plane(INPUTS[name], lambda im, _: cv2.resize(im, None, fx=fx, fy=fy, interpolation=interpolation))
        case("scale", name, result, fx=fx, fy=fy, interpolation=interpolation)

VALUES = [7.0, 130.0, 255.0]
for name in ("u8", "u8c3", "u8c6", "i32", "f32c5", "f64"):
    for border in range(5):
        result = by_plane(INPUTS[name], lambda im, c: cv2.copyMakeBorder(im, 2, 3, 4, 1, border, value=value_from(VALUES, c)))
        case("pad", name, result, sides=[2, 3, 4, 1], border=border, value=VALUES)


def safe_crop(im, left, top, right, bottom, border, value):
    height, width = im.shape[:2]
    pad = [max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width)]
    padded = cv2.copyMakeBorder(im, *pad, border, value=value)
    return padded[top + pad[0]:bottom + pad[0], left + pad[2]:right + pad[2]]


for name in ("u8", "u8c3", "f32c3"):
    for box in ((2, 3, 9, 7), (-3, -2, 5, 4), (6, 5, 13, 11), (-3, -3, 12, 10), (12, 2, 15, 6), (0, 0, 10, 8)):
        for border in (0, 1, 4):
            case("crop", name, safe_crop(INPUTS[name], *box, border, value_from(VALUES, 0)), box=box, border=border, value=VALUES)

MATRIX = [0.9, -0.2, 1.5, 0.25, 1.1, -0.75]
for name in ("u8", "u8c3", "u8c6", "i16c3", "f32c3", "f64"):
    for flags in (0, 1, 2, 1 | cv2.WARP_INVERSE_MAP):
        for border in (0, 1, 3):
            result = by_plane(INPUTS[name], lambda im, c: cv2.warpAffine(
                im, np.array(MATRIX).reshape(2, 3), (9, 11), flags=flags, borderMode=border, borderValue=value_from(VALUES, c)))
            case("warp", name, result, matrix=MATRIX, width=9, height=11, flags=flags, border=border, value=VALUES)

for code, name in ((0, "u8c3"), (1, "u8c4"), (4, "u8c3"), (6, "u8c3"), (8, "u8"), (32, "u8c3"), (34, "u8c3"), (36, "u8c3"), (38, "u8c3"),
                   (40, "u8c3"), (44, "u8c3"), (50, "u8c3"), (52, "u8c3"), (54, "u8c3"), (56, "u8c3"), (58, "u8c3"), (60, "u8c3"),
                   (4, "f32c3"), (6, "f32c3"), (40, "f32c3"), (44, "f32c3")):
    case("color", name, cv2.cvtColor(INPUTS[name], code), code=code)

for name in ("u8", "u8c3", "u8c6", "i32", "f32c5"):
    for axis in (-1, 0, 1):
        case("flip", name, shaped(cv2.flip(INPUTS[name], axis), INPUTS[name]), axis=axis)

OUTER = [50, 40, 560, 100, 450, 430, 80, 380]
HOLE = [190, 150, 380, 190, 310, 310]
for name in ("u8", "u8c3", "f32c3"):
    for smooth in (False, True):
        if smooth and not name.startswith("u8"):
            continue
        drawn = INPUTS[name].copy()
        contours = [np.array(p, np.int32).reshape(-1, 2) for p in (OUTER, HOLE)]
        cv2.fillPoly(drawn, contours, (10, 200, 90), lineType=cv2.LINE_AA if smooth else cv2.LINE_8, shift=6)
        case("polygons", name, drawn, polygons=[OUTER, HOLE], color=[10.0, 200.0, 90.0], smooth=smooth, shift=6)

files = []


def file(name, extension, image, parameters=()):
    data = cv2.imencode(extension, image, list(parameters))[1]
    for mode in (-1, 0, 1):
        expected = cv2.imdecode(data, mode)
        if expected.dtype == np.uint16:
            expected = expected.astype(np.int32)
        files.append({"name": name, "mode": mode, "bytes": base64.b64encode(data.tobytes()).decode(), "expected": array(expected)})


photo = cv2.resize(INPUTS["u8c3"], (24, 18), interpolation=cv2.INTER_CUBIC)
file("color.png", ".png", photo)
file("gray.png", ".png", INPUTS["u8"])
file("alpha.png", ".png", INPUTS["u8c4"])
file("deep.png", ".png", (INPUTS["u8c3"].astype(np.uint16) * 257))
file("deepgray.png", ".png", (INPUTS["u8"].astype(np.uint16) * 257))
file("photo.jpg", ".jpg", photo, (cv2.IMWRITE_JPEG_QUALITY, 90))
file("progressive.jpg", ".jpg", photo, (cv2.IMWRITE_JPEG_PROGRESSIVE, 1))
file("restart.jpg", ".jpg", photo, (cv2.IMWRITE_JPEG_RST_INTERVAL, 2))
file("photo.bmp", ".bmp", photo)
file("photo.tif", ".tif", photo)
file("photo.webp", ".webp", photo, (cv2.IMWRITE_WEBP_QUALITY, 101))
file("photo.ppm", ".ppm", photo)
file("gray.pgm", ".pgm", INPUTS["u8"])


def with_exif(data, orientation):
    """A JPEG file with an EXIF segment that asks for a rotation, and a thumbnail that ends before the image does."""
    tiff = b"II*\x00\x08\x00\x00\x00" + b"\x01\x00" + b"\x12\x01\x03\x00\x01\x00\x00\x00" + bytes([orientation, 0, 0, 0]) + b"\x00\x00\x00\x00"
    body = b"Exif\x00\x00" + tiff + b"\xff\xd8\xff\xd9"
    return data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


plain = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
for orientation in (3, 6, 8):
    data = with_exif(plain, orientation)
    for mode in (-1, 1):
        expected = cv2.imdecode(np.frombuffer(data, np.uint8), mode)
        files.append({"name": f"exif{orientation}.jpg", "mode": mode, "bytes": base64.b64encode(data).decode(), "expected": array(expected)})

OUT.mkdir(parents=True, exist_ok=True)
golden = {"opencv": cv2.__version__, "inputs": {k: array(v) for k, v in INPUTS.items()}, "cases": cases, "files": files}
(OUT / "imaging.json").write_text(json.dumps(golden, indent=0) + "\n")
print(len(cases), "cases,", len(files), "files,", (OUT / "imaging.json").stat().st_size, "bytes")
