#!/usr/bin/python3
"""Writes tests/Thelper.Tests/Golden/data/stats.json: counts, means and deviations of samples/digits, by OpenCV and numpy.

usage, from the repository's root: /usr/bin/python3 tools/golden/data_stats.py
The images, sorted by class folder and name, are cut into test (an eighth), validation (a quarter), training (half) and the rest.
"""
import pins  # first: the libraries read these settings when they are loaded
import glob
import hashlib
import json
import os

import cv2
import numpy as np

ENDINGS = (".jpg", ".jpeg", ".bmp", ".png", ".ppm", ".pgm", ".tif")
classes = sorted(name for name in os.listdir("samples/digits") if os.path.isdir(f"samples/digits/{name}"))
files = [(label, path) for label, name in enumerate(classes) for path in sorted(glob.glob(f"samples/digits/{name}/*")) if path.endswith(ENDINGS)]
sizes = [round(share * len(files)) for share in (0.125, 0.25, 0.5)]
result, start = {}, 0
for name, size in zip(("test", "valid", "train", "unused"), sizes + [len(files) - sum(sizes)]):
    part = files[start:start + size]
    start += size
    images = np.stack([cv2.imread(path) for _, path in part]).astype(np.float64)
    result[name] = {
        "samples": size,
        "side": images.shape[1],
        "classes": np.bincount([label for label, _ in part], minlength=len(classes)).tolist(),
        "mean": images.mean(axis=(0, 1, 2)).tolist(),
        "std": images.std(axis=(0, 1, 2)).tolist(),
    }
hashes = [hashlib.md5(open(path, "rb").read()).hexdigest() for _, path in files]
result["duplicates"] = sum(count > 1 for count in np.unique(hashes, return_counts=True)[1].tolist())
with open("tests/Thelper.Tests/Golden/data/stats.json", "w") as out:
    json.dump(result, out, indent=1)
    out.write("\n")
