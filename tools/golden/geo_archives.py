#!/usr/bin/python3
"""Small archives in the layouts of Agriculture-Vision, BigEarthNet and Geo Deep Learning, and what samples of them are (Debian: python3-h5py, python3-numpy, python3-opencv).

    /usr/bin/python3 tools/golden/geo_archives.py tests/Thelper.Geo.Tests/Golden/archives

The arithmetic is numpy's, by the rules of the original's documentation: the later label counts, 255 beyond the field, labels lowered by one, layers of metadata.
"""
import base64
import json
import os
import sys
from collections import OrderedDict

import cv2
import h5py
import numpy as np

OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
random = np.random.RandomState(3)
expected = {}


def array(value):
    value = np.ascontiguousarray(value)
    return {"type": str(value.dtype), "shape": list(value.shape), "data": base64.b64encode(value.tobytes()).decode()}


def agrivis():
    mean, std = np.float32([121.60284, 118.52573, 116.36513, 108.47336]), np.float32([41.47667, 41.78211, 45.04216, 44.53300])
    samples = []
    with h5py.File(os.path.join(OUT, "agrivis.hdf5"), "w") as file:
        for group, count in (("train", 3), ("val", 1), ("test", 2)):
            part = file.create_group(group)
            features = random.randint(0, 256, (count, 8, 9, 4)).astype(np.uint8)
            boundaries = (random.rand(count, 8, 9) < 0.8).astype(np.uint8)
            labels = (random.rand(count, 8, 9, 6) < 0.2).astype(np.uint8)
            part["features"], part["boundaries"] = features, boundaries
            part.create_dataset("keys", data=[f"{group}_{i}" for i in range(count)], dtype=h5py.string_dtype())
            if group != "test":
                part["labels"] = labels
                part["n_labelled_pixels"] = labels.sum(axis=(1, 2, 3)).astype(np.int64)
            if group == "train":
                for i in range(count):
                    label_map = np.zeros((8, 9), np.int16)
                    for c in range(6):
                        label_map[labels[i, :, :, c] > 0] = c + 1
                    label_map[boundaries[i] == 0] = 255
                    samples.append({"image": array((features[i].astype(np.float32) - mean) / std), "label_map": array(label_map), "mask": array(boundaries[i].astype(np.int16)),
                                    "key": f"train_{i}", "pxcounts": int(labels[i].sum())})
    expected["agrivis"] = samples


def gdl():
    metadata = [OrderedDict([("properties", OrderedDict([("eo:gsd", 0.5), ("eo:sun_elevation", 31), ("name", "it's (a) 'name'")]))]), OrderedDict([("properties", OrderedDict([("eo:gsd", 2), ("eo:sun_elevation", 60.5), ("name", "")]))])]
    images = random.randint(0, 256, (3, 6, 5, 3)).astype(np.uint8)
    maps = random.randint(0, 4, (3, 6, 5)).astype(np.int16)
    numbers = [1, 0, 1]
    with h5py.File(os.path.join(OUT, "trn_samples.hdf5"), "w") as file:
        file["sat_img"], file["map_img"], file["meta_idx"] = images, maps, np.int16(numbers)
        file.create_dataset("metadata", data=[repr(entry).replace("collections.", "") for entry in metadata], dtype=h5py.string_dtype())
    samples = []
    for i in range(3):
        lowered = maps[i].astype(np.int64) - 1
        lowered[maps[i] == 0] = -1
        meta = metadata[numbers[i]]["properties"]
        y, x = np.mgrid[:6, :5].astype(np.float32)
        x, y = (x - (5 - 1) // 2) / (5 - 1), (y - (6 - 1) // 2) / (6 - 1)
        layers = [images[i].astype(np.float32), np.full((6, 5, 1), meta["eo:sun_elevation"], np.float32), (x * np.float32(meta["eo:gsd"]))[..., None], (y * np.float32(meta["eo:gsd"]))[..., None]]
        samples.append({"sat_img": array(images[i]), "map_img": array(lowered), "map_raw": array(maps[i]), "layers": array(np.concatenate(layers, axis=2)), "gsd": float(meta["eo:gsd"]), "name": meta["name"]})
    expected["gdl"] = samples


def bigearthnet():
    mean, std = np.float32([721.22571, 878.51586, 869.68060, 2432.32815]), np.float32([1465.65655, 1359.52390, 1452.28644, 1702.87621])
    labels = [["Sea and ocean", "Beaches, dunes, sands"], ["Pastures"], ["Pastures", "Sea and ocean"]]
    names = sorted({name for entry in labels for name in entry})
    data = random.randint(0, 9000, (3, 4, 12, 12)).astype(np.uint16)
    with h5py.File(os.path.join(OUT, "bigearthnet.hdf5"), "w") as file:
        file["imgdata"] = data
        records = [repr({"labels": labels[i], "acquisition_date": f"2017-06-1{i} 10:10:31", "tile_source": "S2A", "projection": "WGS 84", "coordinates": {"ulx": 500000 + i, "uly": 4600000}}) for i in range(3)]
        file.create_dataset("metadata", data=records, dtype=h5py.string_dtype())
    expected["bigearthnet"] = {"names": names, "samples": [
        {"image": array((np.moveaxis(data[i], 0, 2).astype(np.float32) - mean) / std), "labels": [int(name in labels[i]) for name in names], "date": f"2017-06-1{i} 10:10:31"} for i in range(3)]}


def patches():
    """What the packing makes of bands of another size: OpenCV's cubic on 16-bit values."""
    small = random.randint(0, 9000, (10, 10)).astype(np.uint16)
    expected["cubic"] = {"from": array(small.astype(np.int32)), "to": array(cv2.resize(small, (20, 20), interpolation=cv2.INTER_CUBIC).astype(np.int32))}


def distances():
    """OpenCV's exact distance transform, signed."""
    mask = np.zeros((40, 50), np.uint8)
    cv2.ellipse(mask, (20, 18), (12, 7), 30, 0, 360, 1, -1)
    cv2.circle(mask, (42, 33), 5, 1, -1)
    out = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    expected["distance"] = {"mask": array(mask), "signed": array(np.where(mask, -inside, out).astype(np.float32))}


agrivis()
gdl()
bigearthnet()
patches()
distances()
with open(os.path.join(OUT, "expected.json"), "w") as file:
    json.dump(expected, file, indent=1)
