#!/usr/bin/python3
"""What datasets of images must hold, computed with OpenCV 4.6 and numpy (Debian: python3-opencv, python3-numpy).

    /usr/bin/python3 tools/golden/parsers.py tests/Thelper.Tests/Golden/data

Reads the folder's mini-voc, writes the folder's parsers.json: sums of pixels as the datasets must return them.
"""
import pins  # first: the libraries read these settings when they are loaded
import json
import os
import sys
import xml.etree.ElementTree as ET

import cv2
import numpy as np

NAMES = ["2007_000002", "2007_000008", "2007_000014", "2007_000020"]
CLASSES = ("background aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person "
           "pottedplant sheep sofa train tvmonitor").split()


def palette():
    colors = np.zeros((256, 3), np.uint8)
    for i in range(256):
        bits = i
        for shift in range(7, -1, -1):
            for channel in range(3):
                colors[i, channel] |= (bits >> channel & 1) << shift
            bits >>= 3
    return colors


def summary(image):
    """Shape, and a sum weighted by position: other pixels or another order of channels give another one."""
    flat = image.reshape(-1).astype(np.int64)
    return {"shape": list(image.shape), "sum": int((flat * (np.arange(flat.size) % 251 + 1)).sum())}


def label_map(path, indices):
    image = cv2.imread(path)[:, :, ::-1]
    labels = np.full(image.shape[:2], 255, np.uint8)
    for new, old in enumerate(indices):
        labels[(image == palette()[old]).all(axis=2)] = new
    return labels


def polygon(size, points):
    """Pixels whose centres are inside, by the crossings of a ray."""
    width, height = size
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    inside = np.zeros((height, width), bool)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        if y0 != y1:
            crosses = (y0 <= y) != (y1 <= y)
            inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside.astype(np.uint8)


def rle(mask):
    """COCO's run lengths, uncompressed and compressed."""
    flat = np.concatenate([[0], mask.T.reshape(-1), [2]])
    counts = np.diff(np.concatenate([[0], np.flatnonzero(np.diff(flat)) ])).tolist()
    text = ""
    for i, count in enumerate(counts):
        value = count - counts[i - 2] if i > 2 else count
        while True:
            bits = value & 0x1f
            value >>= 5
            more = value != (-1 if bits & 0x10 else 0)
            text += chr((bits | 0x20 if more else bits) + 48)
            if not more:
                break
    return counts, text


def main(folder):
    voc = os.path.join(folder, "mini-voc", "VOCdevkit", "VOC2012")
    result = {"voc": {}, "super_resolution": {}, "polygons": []}
    for name in NAMES:
        image = cv2.imread(os.path.join(voc, "JPEGImages", name + ".jpg"))
        mask = os.path.join(voc, "SegmentationClass", name + ".png")
        box = ET.parse(os.path.join(voc, "Annotations", name + ".xml")).find("object/bndbox")
        labels = label_map(mask, range(21))
        result["voc"][name] = {
            "rgb": summary(image[:, :, ::-1]),
            "labels": summary(labels),
            "sizes": {(CLASSES[value] if value < 21 else "dontcare"): int(count) for value, count in zip(*np.unique(labels, return_counts=True))},
            "cat_person": summary(label_map(mask, [0, 8, 15])),
            "bbox": [int(box.find(edge).text) for edge in ("xmin", "ymin", "xmax", "ymax")],
        }
        small = cv2.resize(image, (0, 0), fx=1 / 2.5, fy=1 / 2.5)
        height, width = image.shape[:2]
        crop = image[height // 2 - 50:height // 2 + 50, width // 2 - 40:width // 2 + 40]
        half = cv2.resize(crop, (0, 0), fx=0.5, fy=0.5)
        result["super_resolution"][name] = {
            "high": summary(image), "low": summary(small), "back": summary(cv2.resize(small, (width, height))),
            "crop_high": summary(crop), "crop_low": summary(half), "crop_back": summary(cv2.resize(half, (80, 100))),
        }
    shapes = [[(2, 1), (9, 1), (9, 6), (2, 6)], [(0.3, 0.2), (15.7, 4.9), (6.1, 11.4)], [(1, 1), (12, 10), (12, 1), (1, 10)], [(-5, -5), (30, 3.3), (3.2, 30)]]
    for points in shapes:
        mask = polygon((16, 12), points)
        counts, text = rle(mask)
        result["polygons"].append({"points": [value for point in points for value in point], "mask": mask.reshape(-1).tolist(), "counts": counts, "text": text})
    with open(os.path.join(folder, "parsers.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
