"""Writes tests/Thelper.Web.Tests/Golden/annotator.json: brushes and flood fills by OpenCV.

Run: /usr/bin/python3 tools/golden/annotator.py (needs python3-numpy and python3-opencv of Debian).
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os

import cv2
import numpy

rng = numpy.random.default_rng(18)
RADII = list(range(0, 131)) + [150, 200, 255, 300, 400, 512, 777, 1000, 1600]


def disc(radius):
    # A centre with fractional bits: OpenCV fills an ellipse then, as it does for the original.
    center = radius + 2
    image = numpy.zeros((2 * center + 1, 2 * center + 1), numpy.uint8)
    cv2.circle(image, (center << 4, center << 4), radius << 4, 255, -1, cv2.LINE_8, 4)
    rows = [numpy.nonzero(row)[0] for row in image[2:-2]]
    assert not image[:2].any() and not image[-2:].any() and all(len(row) == row[-1] - row[0] + 1 for row in rows)
    return {"radius": radius, "first": [int(row[0]) - center for row in rows], "last": [int(row[-1]) - center for row in rows]}


def flood():
    height, width = rng.integers(1, 24, 2)
    before = rng.integers(0, 3, (height, width)).astype(numpy.uint8)
    x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
    after = before.copy()
    cv2.floodFill(after, None, (x, y), 7, flags=4)
    return {"width": int(width), "height": int(height), "x": x, "y": y, "before": before.ravel().tolist(), "after": after.ravel().tolist()}


out = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "Thelper.Web.Tests", "Golden", "annotator.json")
with open(out, "w") as file:
    json.dump({"discs": [disc(radius) for radius in RADII], "floods": [flood() for _ in range(60)]}, file, separators=(",", ":"))
    file.write("\n")
