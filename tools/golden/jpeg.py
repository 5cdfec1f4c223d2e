#!/usr/bin/python3
"""Writes small JPEG files of every usual subsampling to tests/Thelper.Imaging.Tests/Golden/jpeg. Usage: tools/golden/jpeg.py

Needs numpy, cv2 and cjpeg (Debian's libjpeg-turbo-progs). What OpenCV makes of the files is asked when the tests run.
"""
import pins  # first: the libraries read these settings when they are loaded
import os
import subprocess
import tempfile

import cv2
import numpy as np

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "Thelper.Imaging.Tests", "Golden", "jpeg")
SAMPLINGS = ["1x1", "2x1", "1x2", "2x2", "4x1", "4x2", "2x4", "3x1", "2x2,1x1,2x1", "2x2,2x2,1x1"]


def main():
    os.makedirs(TARGET, exist_ok=True)
    random = np.random.RandomState(0)
    image = cv2.resize(random.randint(0, 256, (9, 12, 3)).astype(np.uint8), (93, 70), interpolation=cv2.INTER_CUBIC)
    image[20:50, 30:60] += random.randint(0, 60, (30, 30, 3)).astype(np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "a.ppm")
        cv2.imwrite(source, image)
        for sampling in SAMPLINGS:
            for name, option in (("", []), ("-restart", ["-restart", "1"]), ("-progressive", ["-progressive"])):
                if not name or sampling == "2x2":
                    path = os.path.join(TARGET, f"{sampling.replace(',', '-')}{name}.jpg")
                    subprocess.run(["cjpeg", "-quality", "85", *option, "-sample", sampling, "-outfile", path, source], check=True)
        subprocess.run(["cjpeg", "-quality", "85", "-rgb", "-outfile", os.path.join(TARGET, "rgb.jpg"), source], check=True)
        subprocess.run(["cjpeg", "-grayscale", "-outfile", os.path.join(TARGET, "gray.jpg"), source], check=True)


main()
