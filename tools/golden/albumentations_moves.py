"""Writes what OpenCV makes of a photograph by the formulas that albumentations 1.3 documents: the expectations of its spatial-level operations.

Every parameter that chance decides is given. Run from the root of the repository with a Python that has numpy 1.24, cv2 4.6 and sklearn (its photograph
"china" by danielbuechele, CC BY 2.0, made small):
    /usr/bin/python3 tools/golden/albumentations_moves.py
A turn is about the middle of the image, ((width - 1) / 2, (height - 1) / 2) as OpenCV counts pixels.
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import math
import pathlib

import cv2
import numpy as np
import sklearn.datasets

OUT = pathlib.Path("tests/Thelper.Vision.Tests/Golden/albumentations")
cv2.setNumThreads(1)
random = np.random.RandomState(4)
photo = cv2.imread(str(pathlib.Path(sklearn.datasets.__file__).parent / "images" / "china.jpg"))[..., ::-1]
IMAGE = np.ascontiguousarray(cv2.resize(photo, (46, 33), interpolation=cv2.INTER_AREA))
HEIGHT, WIDTH = IMAGE.shape[:2]
MASK = (IMAGE[..., 1] // 32).astype(np.uint8)
cases = []


def array(a):
    a = np.ascontiguousarray(a)
    return {"type": str(a.dtype), "shape": list(a.shape), "data": base64.b64encode(a.tobytes()).decode()}


def case(op, image, mask=None, draw=None, exact=True, **params):
    entry = {"op": op, "params": params, "draw": draw, "expected": array(image), "exact": exact}
    if mask is not None:
        entry["mask"] = array(mask)
    cases.append(entry)


def affine(matrix, size=(WIDTH, HEIGHT), flags=1, border=4, value=(0, 0, 0)):
    matrix = np.array(matrix, float)[:2]
    return (cv2.warpAffine(IMAGE, matrix, size, flags=flags, borderMode=border, borderValue=value),
            cv2.warpAffine(MASK, matrix, size, flags=0, borderMode=border, borderValue=0))


def both(change):
    return change(IMAGE), change(MASK)


case("HorizontalFlip", *both(lambda a: a[:, ::-1]))
case("VerticalFlip", *both(lambda a: a[::-1]))
for code in (-1, 0, 1):
    case("Flip", *both(lambda a: cv2.flip(a, code)), code)
case("Transpose", *both(lambda a: a.swapaxes(0, 1)))
for quarters in range(4):
    case("RandomRotate90", *both(lambda a: np.rot90(a, quarters)), quarters)
case("NoOp", IMAGE, MASK)
case("Crop", *both(lambda a: a[4:30, 3:41]), x_min=3, y_min=4, x_max=41, y_max=30)
case("CenterCrop", *both(lambda a: a[(HEIGHT - 20) // 2:][:20, (WIDTH - 31) // 2:][:, :31]), height=20, width=31)
for x, y in ((0.0, 0.0), (0.37, 0.99)):
    left, top = int((WIDTH - 24 + 1) * x), int((HEIGHT - 17 + 1) * y)
    case("RandomCrop", *both(lambda a: a[top:top + 17, left:left + 24]), [x, y], height=17, width=24)
case("RandomCropFromBorders", *both(lambda a: a[2:31, 3:40]), [3, 2, 40, 31])
for interpolation in (0, 1, 2, 3):
    case("Resize", cv2.resize(IMAGE, (60, 25), interpolation=interpolation), height=25, width=60, interpolation=interpolation)
    case("RandomResizedCrop", cv2.resize(IMAGE[5:25, 8:40], (30, 30), interpolation=interpolation), None, [8, 5, 20, 32], height=30, width=30, interpolation=interpolation)
x, y = 0.7, 0.4
left, top = int((WIDTH - 22 + 1) * x), int((HEIGHT - 19 + 1) * y)
case("RandomSizedCrop", cv2.resize(IMAGE[top:top + 19, left:left + 22], (28, 21)), None, [19, x, y], min_max_height=[19, 19], height=21, width=28, w2h_ratio=1.2)
for scale in (0.8, 1.21):
    case("RandomScale", cv2.resize(IMAGE, (int(WIDTH * scale), int(HEIGHT * scale))), None, scale)
case("LongestMaxSize", cv2.resize(IMAGE, (30, round(HEIGHT * 30 / WIDTH))), None, 30, max_size=30)
case("SmallestMaxSize", cv2.resize(IMAGE, (round(WIDTH * 50 / HEIGHT), 50)), None, 50, max_size=50)
for x, y, position in ((0.5, 0.5, "center"), (0, 1, "bottom_left")):
    rows, columns = 50 - HEIGHT, 61 - WIDTH
    sides = int(rows * y), rows - int(rows * y), int(columns * x), columns - int(columns * x)
    case("PadIfNeeded", *both(lambda a: cv2.copyMakeBorder(a, *sides, 4)), [x, y], min_height=50, min_width=61, position=position)
sides = [3, -5, -2, 6]
case("CropAndPad", *both(lambda a: cv2.copyMakeBorder(a, 3, 0, 6, 0, 0, value=(7, 7, 7) if a.ndim == 3 else 0)[:HEIGHT + 3 - 2, :WIDTH + 6 - 5]), [*sides, 7.0, None], keep_size=False)
case("CropAndPad", cv2.resize(cv2.copyMakeBorder(IMAGE, 3, 0, 6, 0, 0, value=(7, 7, 7))[:HEIGHT + 1, :WIDTH + 1], (WIDTH, HEIGHT)), None, [*sides, 7.0, None], keep_size=True)

middle = ((WIDTH - 1) / 2, (HEIGHT - 1) / 2)
for angle in (90.0, -33.3, 7.0):
    case("Rotate", *affine(cv2.getRotationMatrix2D(middle, angle, 1)), angle)
    case("Rotate", *affine(cv2.getRotationMatrix2D(middle, angle, 1), border=0, value=(9, 8, 7)), angle, border_mode=0, value=[9, 8, 7])
    case("Rotate", *affine(cv2.getRotationMatrix2D(middle, angle, 1), flags=0), angle, interpolation=0)
    sin, cos = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    wide, high = math.ceil(HEIGHT * sin + WIDTH * cos - 1e-9), math.ceil(HEIGHT * cos + WIDTH * sin - 1e-9)
    small = np.array([[WIDTH / wide, 0, middle[0] * (1 - WIDTH / wide)], [0, HEIGHT / high, middle[1] * (1 - HEIGHT / high)], [0, 0, 1]])
    case("SafeRotate", *affine(small @ np.vstack([cv2.getRotationMatrix2D(middle, angle, 1), [0, 0, 1]])), angle, exact=False)
for angle, scale, x, y in ((20.0, 1.1, 0.05, -0.03), (-45.0, 0.9, -0.0625, 0.06)):
    matrix = cv2.getRotationMatrix2D(middle, angle, scale)
    matrix[:, 2] += x * WIDTH, y * HEIGHT
    case("ShiftScaleRotate", *affine(matrix), [angle, scale, x, y])


def move(x, y):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def linear(scale_x=1.0, scale_y=1.0, turn=0.0, shear=0.0, x=0.0, y=0.0):
    """scikit-image's AffineTransform, angles in degrees."""
    turn, shear = math.radians(turn), math.radians(shear)
    return np.array([[scale_x * math.cos(turn), -scale_y * math.sin(turn + shear), x], [scale_x * math.sin(turn), scale_y * math.cos(turn + shear), y], [0, 0, 1]])


for sx, sy, x, y, angle, shear_x, shear_y in ((1.1, 0.9, 3.0, -2.0, 12.0, 5.0, -8.0), (0.8, 0.8, 0.0, 0.0, -30.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 15.0)):
    matrix = (move(*middle) @ linear(sx, sy, -angle, -shear_x, x, y) @ linear(turn=90) @ linear(shear=-shear_y) @ linear(turn=-90) @ move(-middle[0], -middle[1]))
    case("Affine", *affine(matrix, border=0), [sx, sy, x, y, angle, shear_x, shear_y], exact=False)

for shares in ([0.05, 0.03, 0.08, 0.02, 0.1, 0.07, 0.01, 0.12], [0.2, 0.01, 0.02, 0.15, 0.0, 0.03, 0.06, 0.09]):
    a, b, c, d, e, f, g, h = shares
    corners = np.array([[a, b], [1 - c, d], [1 - e, 1 - f], [g, 1 - h]]) * [WIDTH, HEIGHT]
    sides = [math.dist(corners[i], corners[j]) for i, j in ((0, 1), (3, 2), (0, 3), (1, 2))]
    wide, high = max(2, int(max(sides[:2]))), max(2, int(max(sides[2:])))
    # Corners are corners of pixels; OpenCV counts from their middles.
    matrix = move(-0.5, -0.5) @ cv2.getPerspectiveTransform(np.float32(corners), np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])) @ move(0.5, 0.5)
    case("Perspective", cv2.warpPerspective(IMAGE, matrix, (wide, high)), cv2.warpPerspective(MASK, matrix, (wide, high), flags=0), shares, exact=False, keep_size=False)
    case("Perspective", cv2.resize(cv2.warpPerspective(IMAGE, matrix, (wide, high)), (WIDTH, HEIGHT)), None, shares, exact=False)

columns, rows = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))


def remapped(x, y, border=4):
    x, y = x.astype(np.float32), y.astype(np.float32)
    return cv2.remap(IMAGE, x, y, 1, borderMode=border), cv2.remap(MASK, x, y, 0, borderMode=border)


for k, dx, dy in ((0.05, 0, 0), (-0.3, 2, -1), (0.8, 0, 1)):
    camera = np.array([[WIDTH, 0, WIDTH * 0.5 + dx], [0, HEIGHT, HEIGHT * 0.5 + dy], [0, 0, 1.0]])
    maps = cv2.initUndistortRectifyMap(camera, np.array([k, k, 0, 0, 0.0]), None, None, (WIDTH, HEIGHT), cv2.CV_32FC1)
    case("OpticalDistortion", *remapped(*maps), [k, dx, dy], exact=False)


def stretched(length, factors, steps):
    step, places, before = length // steps, np.zeros(length), 0.0
    for cell, factor in enumerate(factors):
        start, end = cell * step, cell * step + step
        if end > length:
            end, after = length, length
        else:
            after = before + step * factor
        places[start:end] = np.linspace(before, after, max(0, end - start))
        before = after
    return places


for steps in (5, 3):
    fx, fy = random.uniform(0.7, 1.3, (2, steps + 1))
    x, y = np.meshgrid(stretched(WIDTH, fx, steps), stretched(HEIGHT, fy, steps))
    case("GridDistortion", *remapped(x, y), [fx.tolist(), fy.tolist()], exact=False, num_steps=steps)

for alpha, sigma, reach in ((30.0, 3.0, 0.0), (20.0, 4.0, 4.0)):
    noise = random.uniform(-1, 1, (2, HEIGHT, WIDTH)).astype(np.float32)
    shifts = [cv2.GaussianBlur(n, (0, 0), sigma) * np.float32(alpha) for n in noise]
    points = random.uniform(-reach, reach, 6)
    center, square = np.array([WIDTH // 2, HEIGHT // 2]), min(WIDTH, HEIGHT) // 3
    source = np.float32([center + square, [center[0] + square, center[1] - square], center - square])
    matrix = cv2.getAffineTransform(source, (source + points.reshape(3, 2)).astype(np.float32))
    turned = affine(matrix) if reach else (IMAGE, MASK)
    x, y = columns + shifts[0], rows + shifts[1]
    case("ElasticTransform", cv2.remap(turned[0], x, y, 1, borderMode=4), cv2.remap(turned[1], x, y, 0, borderMode=4),
         [points.tolist(), array(noise[0]), array(noise[1])], exact=False, alpha=alpha, sigma=sigma, alpha_affine=reach)

tiles = [(r * HEIGHT // 2, (r + 1) * HEIGHT // 2, c * WIDTH // 3, (c + 1) * WIDTH // 3) for r in range(2) for c in range(3)]
for order in ([1, 0, 2, 4, 3, 5], [0, 1, 2, 4, 3, 5]):
    shuffled = IMAGE.copy(), MASK.copy()
    for (a, b, c, d), (e, f, g, h) in zip(tiles, [tiles[source] for source in order]):
        for result, whole in zip(shuffled, (IMAGE, MASK)):
            result[a:b, c:d] = whole[e:f, g:h]
    case("RandomGridShuffle", *shuffled, order, grid=[2, 3])

holes = [[3, 4, 11, 12], [40, 0, 46, 8], [0, 30, 8, 33]]
for op in ("CoarseDropout", "GridDropout", "Cutout"):
    holed = IMAGE.copy(), MASK.copy()
    for left, top, right, bottom in holes:
        holed[0][top:bottom, left:right] = (10, 20, 30)
        if op != "Cutout":
            holed[1][top:bottom, left:right] = 5
    case(op, *holed, holes, **({"fill_value": [10, 20, 30]} if op == "Cutout" else {"fill_value": [10, 20, 30], "mask_fill_value": 5}))

golden = {"opencv": cv2.__version__, "image": array(IMAGE), "mask": array(MASK), "cases": cases}
(OUT / "moves.json").write_text(json.dumps(golden).replace('{"op"', '\n{"op"') + "\n")
print(len(cases), "cases of", len({c["op"] for c in cases}), "operations,", (OUT / "moves.json").stat().st_size, "bytes")
