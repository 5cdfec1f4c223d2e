"""Writes what Pillow makes of a photograph by the definitions that Augmentor 0.2 documents: the expectations of Augmentor's operations.

Every parameter that chance decides is given. Run from the root of the repository with a Python that has numpy 1.24, Pillow 9.4, cv2 4.6 (to make the photograph
small) and sklearn (its photograph "china" by danielbuechele, CC BY 2.0):
    /usr/bin/python3 tools/golden/augmentor.py
The page "Main features" of Augmentor's documentation says how turned, sheared and skewed images are cut; angles to the left are counter-clockwise.
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import math
import pathlib

import cv2
import numpy as np
import sklearn.datasets
from PIL import Image, ImageEnhance, ImageOps

OUT = pathlib.Path("tests/Thelper.Vision.Tests/Golden/augmentor")
cv2.setNumThreads(1)
photo = cv2.imread(str(pathlib.Path(sklearn.datasets.__file__).parent / "images" / "china.jpg"))[..., ::-1]
IMAGE = np.ascontiguousarray(cv2.resize(photo, (62, 45), interpolation=cv2.INTER_AREA))
HEIGHT, WIDTH = IMAGE.shape[:2]
MASK = (IMAGE[..., 1] // 32).astype(np.uint8)
cases = []


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def case(op, image, mask=None, draw=None, exact=True, **params):
    image = np.asarray(image)
    entry = {"op": op, "params": params, "draw": draw, "expected": array(image if image.ndim == 3 else image[..., None]), "exact": exact}
    if mask is not None:
        entry["mask"] = array(np.asarray(mask))
    cases.append(entry)


def both(op, change, draw=None, exact=True, **params):
    """The image by the operation's own interpolation, the mask by the nearest pixel."""
    case(op, change(Image.fromarray(IMAGE), Image.BICUBIC), change(Image.fromarray(MASK), Image.NEAREST), draw, exact, **params)


def plain(op, change, draw=None, **params):
    case(op, change(Image.fromarray(IMAGE)), None, draw, **params)


def rotate(image, degrees, filter):
    turned = image.rotate(degrees, expand=True, resample=filter)
    x, y = turned.size
    slope = math.tan(math.radians(abs(degrees)))
    e = slope * (y - x * slope) / (1 - slope ** 2)
    a = slope * (x - e)
    return turned.crop((round(e), round(a), round(x - e), round(y - a))).resize(image.size, filter)


def shear(image, degrees, rows, filter):
    w, h = image.size
    slope = math.tan(math.radians(degrees))
    if rows:
        shift = math.ceil(abs(slope) * h)
        begin = -shift if degrees > 0 else 0
        sheared = image.transform((w + shift, h), Image.AFFINE, (1, slope, begin, 0, 1, 0), filter)
        cut = sheared.crop((shift, 0, w, h))
    else:
        shift = abs(slope) * w
        begin = -shift if degrees > 0 else 0
        sheared = image.transform((w, round(h + shift)), Image.AFFINE, (1, 0, 0, slope, 1, begin), filter)
        cut = sheared.crop((0, round(shift), w, h))
    return cut.resize((w, h), filter)


# Upper left, upper right, lower right, lower left.
CORNERS = [[(0, 0, -1), (3, 0, 1)], [(1, 0, -1), (2, 0, 1)], [(0, -1, 0), (1, 1, 0)], [(2, 1, 0), (3, -1, 0)],
           [(0, -1, 0)], [(0, 0, -1)], [(1, 1, 0)], [(1, 0, -1)], [(2, 1, 0)], [(2, 0, 1)], [(3, -1, 0)], [(3, 0, 1)]]


def skew(image, direction, amount, filter):
    w, h = image.size
    corners = [(0, 0), (w, 0), (w, h), (0, h)]
    moved = [list(corner) for corner in corners]
    for corner, x, y in CORNERS[direction]:
        moved[corner][0] += x * amount
        moved[corner][1] += y * amount
    rows, wanted = [], []
    for (x, y), (u, v) in zip(moved, corners):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return image.transform(image.size, Image.PERSPECTIVE, np.linalg.solve(np.array(rows, float), np.array(wanted, float)), filter)


def distort(image, across, down, shifts, filter):
    w, h = image.size
    columns = [i * (w // across) for i in range(across)] + [w]
    rows = [i * (h // down) for i in range(down)] + [h]

    def corner(i, j):
        inner = 0 < i < across and 0 < j < down
        x, y = shifts[(j - 1) * (across - 1) + i - 1] if inner else (0, 0)
        return columns[i] + x, rows[j] + y

    mesh = []
    for j in range(down):
        for i in range(across):
            quad = corner(i, j) + corner(i, j + 1) + corner(i + 1, j + 1) + corner(i + 1, j)
            mesh.append(((columns[i], rows[j], columns[i + 1], rows[j + 1]), quad))
    return image.transform(image.size, Image.MESH, mesh, filter)


def zoom(image, factor, filter):
    w, h = image.size
    large = image.resize((round(w * factor), round(h * factor)), filter)
    left, top = math.floor(large.size[0] / 2 - w / 2), math.floor(large.size[1] / 2 - h / 2)
    return large.crop((left, top, left + w, top + h))


for degrees in (7, -18, 25):
    both("rotate", lambda a, f: rotate(a, degrees, f), degrees)
for degrees, expand in ((33, False), (-100, True), (90, True), (180, False)):
    both("rotate_without_crop", lambda a, f: a.rotate(degrees, expand=expand, resample=f), degrees, expand=expand)
both("rotate_without_crop", lambda a, f: a.rotate(20, resample=f, fillcolor=(9, 8, 7) if a.mode == "RGB" else 5), 20, expand=False, fillcolor=[9, 8, 7], mask_fillcolor=5)
for name, quarters in (("rotate90", 1), ("rotate180", 2), ("rotate270", 3), ("rotate_random_90", 3)):
    both(name, lambda a, f: a.rotate(90 * quarters, expand=True), quarters)
for name, ways in (("flip_left_right", [True]), ("flip_top_bottom", [False]), ("flip_random", [True, False])):
    for way in ways:
        both(name, lambda a, f: a.transpose(Image.FLIP_LEFT_RIGHT if way else Image.FLIP_TOP_BOTTOM), way)
for factor in (1.3, 0.7, 1.0):
    both("zoom", lambda a, f: zoom(a, factor, f), factor)
box = (8, 5, 8 + 40, 5 + 29)
both("zoom_random", lambda a, f: a.crop(box).resize(a.size, f), [8, 5, 29, 40])
both("crop_random", lambda a, f: a.crop(box), [8, 5, 29, 40])
both("crop_centre", lambda a, f: a.crop(box), [8, 5, 29, 40])
both("crop_by_size", lambda a, f: a.crop((16, 7, 16 + 30, 7 + 31)), [16, 7], width=30, height=31)
both("crop_by_size", lambda a, f: a, [0, 0], width=90, height=31)
for name in ("BICUBIC", "BILINEAR", "ANTIALIAS", "NEAREST"):
    both("resize", lambda a, f: a.resize((40, 70), getattr(Image, name) if a.mode == "RGB" else f), [70, 40], resample_filter=name)
both("scale", lambda a, f: a.resize((int(WIDTH * 1.7), int(HEIGHT * 1.7)), f), 1.7)
for direction, amount in [(i, 9 + i) for i in range(12)]:
    name = "skew_left_right" if direction < 2 else "skew_top_bottom" if direction < 4 else "skew_corner"
    both(name, lambda a, f: skew(a, direction, amount, f), [direction, amount], exact=False)
both("skew", lambda a, f: skew(a, 0, 60, f), [0, 60], exact=False)
both("skew_tilt", lambda a, f: skew(a, 3, 1, f), [3, 1], exact=False)
for degrees, rows in ((12, True), (-20, True), (25, False), (-3, False)):
    both("shear", lambda a, f: shear(a, degrees, rows, f), [degrees, rows])
shifts = [(3, -2), (-4, 4), (0, 1), (2, 2), (-1, -3), (5, 0)]
both("random_distortion", lambda a, f: distort(a, 4, 3, shifts, f), shifts, exact=False, grid=[4, 3])
shifts = [(2.25, -3.5), (0.1, 0.7), (-2.8, 1.9)]
both("gaussian_distortion", lambda a, f: distort(a, 2, 4, shifts, f), shifts, exact=False, grid=[2, 4])

plain("histogram_equalisation", ImageOps.equalize)
plain("greyscale", ImageOps.grayscale)
plain("invert", ImageOps.invert)
plain("black_and_white", lambda a: ImageOps.grayscale(a).point(lambda x: 0 if x < 100 else 255), threshold=100)
for name, enhance in (("random_brightness", ImageEnhance.Brightness), ("random_color", ImageEnhance.Color), ("random_contrast", ImageEnhance.Contrast)):
    for factor in (0.0, 0.4, 1.0, 1.85):
        plain(name, lambda a: enhance(a).enhance(factor), factor)
for hue, *rest in ((0.1, 1.3, -0.05, 0.9, 0.02), (-0.4, 0.7, 0.3, 1.5, -0.2)):
    hsv = np.array(Image.fromarray(IMAGE).convert("HSV"), "float64") / 255
    hsv[..., 0] += hue
    hsv[..., 1] = hsv[..., 1] * rest[0] + rest[1]
    hsv[..., 2] = hsv[..., 2] * rest[2] + rest[3]
    shifted = np.uint8(np.round(hsv.clip(0, 1) * 255))
    plain("hsv_shifting", lambda a: Image.fromarray(shifted, "HSV").convert("RGB"), [hue, *rest])

# The deviation of a crossing at a place of the image, by the formula of the documentation; the surface is brought to 0 to 1 by 50 x 50 of its values.
surfaces = []
PARTS = {"dr": (0, 0.5, 0, 0.5), "dl": (0.5, 1, 0, 0.5), "ur": (0, 0.5, 0.5, 1), "ul": (0.5, 1, 0.5, 1), "bell": (0, 1, 0, 1)}
for corner, part in PARTS.items():
    for method in ("in", "out"):
        mex, mey, sdx, sdy = 0.5, 0.4, 0.05, 0.09

        def surface(x, y):
            bell = np.exp(-((x - mex) ** 2 / sdx + (y - mey) ** 2 / sdy))
            return bell - 1 if method == "in" else 1 - bell

        ys, xs = np.meshgrid(np.linspace(0, 1, 50), np.linspace(0, 1, 50))
        whole = surface(xs, ys)
        values = []
        for x, y in ((0.1, 0.2), (0.5, 0.5), (0.9, 0.3)):
            at = surface(part[0] + x * (part[1] - part[0]), part[2] + y * (part[3] - part[2]))
            values.append([x, y, max((at - whole.min()) / (whole.max() - whole.min()), 0.01) * 6])
        surfaces.append({"corner": corner, "method": method, "mey": mey, "sdy": sdy, "magnitude": 6, "values": values})

OUT.mkdir(exist_ok=True, parents=True)
(OUT / "operations.json").write_text(json.dumps({"image": array(IMAGE), "mask": array(MASK), "cases": cases, "surfaces": surfaces}))
print(len(cases), "cases")
