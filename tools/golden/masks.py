#!/usr/bin/python3
"""Masks of class indices in the kinds of files that tools write, and the indices in them (Debian: python3-pil, python3-numpy, python3-opencv).

    /usr/bin/python3 tools/golden/masks.py tests/Thelper.Tests/Golden/data/masks

Writes one small image per kind, reads the indices back with Pillow (OpenCV for what Pillow does not keep), and writes masks.json.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os
import struct
import sys
import zlib

import cv2
import numpy as np
from PIL import Image

FEW = np.array([[0, 1, 0, 1, 1], [1, 1, 0, 0, 0], [0, 0, 1, 0, 1]], np.uint8)
MANY = np.array([[0, 1, 2, 3, 255], [3, 3, 0, 1, 2], [255, 0, 2, 2, 1]], np.uint8)
COLORS = [(i * 37 % 256, i * 91 % 256, i * 173 % 256) for i in range(256)]


def palette(values):
    image = Image.fromarray(values).convert("P")
    image.putdata(values.reshape(-1).tolist())
    image.putpalette([part for color in COLORS for part in color])
    return image


def packed_grey(values, bits):
    """A grey PNG of few bits, which no library at hand writes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    height, width = values.shape
    rows = b""
    for row in values:
        text = "".join(format(int(value), f"0{bits}b") for value in row)
        text += "0" * (-len(text) % 8)
        rows += b"\0" + bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main(folder):
    os.makedirs(folder, exist_ok=True)
    small = np.minimum(MANY, 3)
    images = {
        "grey.png": (Image.fromarray(MANY), MANY),
        "grey16.png": (Image.fromarray(MANY.astype(np.uint16)), MANY),
        "grey-alpha.png": (Image.merge("LA", [Image.fromarray(MANY), Image.fromarray(255 - MANY)]), MANY),
        "same.png": (Image.fromarray(np.dstack([MANY] * 3)), MANY),
        "same-alpha.png": (Image.fromarray(np.dstack([MANY] * 3 + [255 - MANY])), MANY),
        "palette.png": (palette(MANY), MANY),
        "bit.png": (Image.fromarray(FEW * 255).convert("1"), FEW),
        "grey.bmp": (Image.fromarray(MANY), MANY),
        "grey.tiff": (Image.fromarray(MANY), MANY),
        "grey16.tif": (Image.fromarray(MANY.astype(np.uint16)), MANY),
    }
    expected = {}
    for name, (image, values) in images.items():
        path = os.path.join(folder, name)
        image.save(path)
        read = np.array(Image.open(path))
        read = read[:, :, 0] if read.ndim == 3 else read
        assert (read.astype(np.int64) == values).all(), name
        expected[name] = values.reshape(-1).tolist()
    palette(small).save(os.path.join(folder, "palette4.png"), bits=4)
    assert (np.array(Image.open(os.path.join(folder, "palette4.png"))) == small).all()
    expected["palette4.png"] = small.reshape(-1).tolist()
    for bits in (2, 4):
        name = f"grey{bits}bits.png"
        with open(os.path.join(folder, name), "wb") as file:
            file.write(packed_grey(small, bits))
        spread = cv2.imread(os.path.join(folder, name), cv2.IMREAD_UNCHANGED)
        assert (spread == small * (255 // (2 ** bits - 1))).all(), name
        expected[name] = small.reshape(-1).tolist()
    with open(os.path.join(folder, "masks.json"), "w") as file:
        json.dump(expected, file, indent=1, sort_keys=True)
        file.write("\n")


main(sys.argv[1])
