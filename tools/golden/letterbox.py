"""Writes what OpenCV makes of pictures by the step 'resize' with 'letterbox' of preprocessing.json, as docs/exporting-a-model.md says it.

Nothing of the program runs here: the function is the one of the page, whose numbers are those of albumentations 1.3 (LongestMaxSize, PadIfNeeded).
Run from the root of the repository: /usr/bin/python3 tools/golden/letterbox.py (needs python3-numpy and python3-opencv of Debian).
"""
import pins  # first: the libraries read these settings when they are loaded
import base64
import json
import pathlib
import re

import cv2
import numpy as np

OUT = pathlib.Path("tests/Thelper.Tests/Golden/letterbox.json")
cv2.setNumThreads(1)

# The page's own text, so that what it tells people is what is compared.
page = pathlib.Path("docs/exporting-a-model.md").read_text()
exec(re.search(r"```python\n(import cv2\n+def letterbox.*?)```", page, re.DOTALL)[1])


def picture(height, width):
    """The same as the test draws: no two neighbours are alike."""
    return (np.arange(height * width * 3) * 7 % 251).astype(np.uint8).reshape(height, width, 3)


def step(longest, width, height, position="center", fill=(0, 0, 0), interpolation="linear"):
    return {"step": "resize", "width": width, "height": height, "interpolation": interpolation, "antialias": interpolation == "area", "letterbox": True,
            "longest_side": longest, "position": position, "fill": list(fill), "library": "opencv"}


# Wide, tall, square, smaller than the box, thin, and lengths that end at a half (25 and 27 of 64 halved), where even is nearest.
CASES = [
    ((30, 90), step(32, 32, 32)),
    ((90, 30), step(32, 32, 32)),
    ((40, 40), step(32, 32, 32)),
    ((25, 64), step(32, 32, 32, fill=(114, 114, 114))),
    ((27, 64), step(32, 32, 32, fill=(114, 115, 116))),
    ((64, 27), step(31, 40, 33, "bottom_right", (7, 0, 0))),
    ((35, 61), step(24, 24, 29, "top_left", (1.5, 2.5, 255), "area")),
    ((61, 35), step(24, 31, 24, "top_right", (10, 20, 30), "nearest")),
    ((17, 11), step(32, 33, 32, "bottom_left", (9, 8, 7), "cubic")),
    ((3, 200), step(24, 24, 24, fill=(50, 60, 70), interpolation="lanczos4")),
    ((20, 32), step(32, 32, 32, fill=(1, 2, 3))),
]


def main():
    cases = []
    for (height, width), one in CASES:
        result = np.ascontiguousarray(letterbox(picture(height, width), one))
        assert result.shape == (one["height"], one["width"], 3), result.shape
        cases.append({"height": height, "width": width, "step": one,
                      "expected": {"type": str(result.dtype), "shape": list(result.shape), "data": base64.b64encode(result.tobytes()).decode()}})
    OUT.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
