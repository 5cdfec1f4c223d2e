#!/usr/bin/python3
"""Stand-ins for the data that the geospatial configurations name: small archives, and a scene of lidar with lakes and a river (Debian: python3-h5py, python3-gdal).

    /usr/bin/python3 tools/golden/geo_standins.py tests/Thelper.Cli.Tests/Golden/geo

Blocks of equal values, compressed, so that the files stay small. The rasters s_a.tif and s_b.tif and v.geojson are those of the tests of Thelper.Geo.
"""
import json
import os
import sys
from collections import OrderedDict

import h5py
import numpy as np
from osgeo import gdal, osr

OUT = sys.argv[1]
SIDE = 64
random = np.random.RandomState(11)


def blocks(low, high, *shape):
    """Each of 8 x 8 pixels has one value; shape ends with height, width and whatever follows."""
    lead, (height, width), rest = shape[0], shape[1:3], shape[3:]
    small = random.randint(low, high, (lead, height // 8, width // 8) + tuple(rest))
    return small.repeat(8, axis=1).repeat(8, axis=2)


def folder(name):
    path = os.path.join(OUT, name)
    os.makedirs(path, exist_ok=True)
    return path


def put(group, name, values):
    group.create_dataset(name, data=values, chunks=(1,) + values.shape[1:], compression="gzip")


with h5py.File(os.path.join(folder("agrivis"), "agri.hdf5"), "w") as file:
    for name, count in (("train", 6), ("val", 3)):
        group = file.create_group(name)
        labels = (blocks(0, 10, count, SIDE, SIDE, 6) == 0).astype(np.uint8)
        put(group, "features", blocks(40, 220, count, SIDE, SIDE, 4).astype(np.uint8))
        put(group, "boundaries", (blocks(0, 5, count, SIDE, SIDE) > 0).astype(np.uint8))
        put(group, "labels", labels)
        group["n_labelled_pixels"] = labels.sum(axis=(1, 2, 3)).astype(np.int64)
        group.create_dataset("keys", data=[f"{name}_{i}" for i in range(count)], dtype=h5py.string_dtype())

names = ["Pastures", "Sea and ocean", "Coniferous forest"]
with h5py.File(os.path.join(folder("bigearthnet"), "bigearthnet.hdf5"), "w") as file:
    count = 12
    put(file, "imgdata", np.moveaxis(blocks(100, 4000, count, SIDE, SIDE, 4), 3, 1).astype(np.uint16))
    file.create_dataset("metadata", data=[repr({"labels": sorted(set(random.choice(names, 2))), "acquisition_date": "2017-06-13"}) for _ in range(count)], dtype=h5py.string_dtype())

for name, count in (("trn", 6), ("val", 3), ("tst", 3)):
    with h5py.File(os.path.join(folder("gdl"), f"{name}_samples.hdf5"), "w") as file:
        put(file, "sat_img", blocks(0, 256, count, SIDE, SIDE, 3).astype(np.uint8))
        put(file, "map_img", blocks(0, 4, count, SIDE, SIDE).astype(np.int16))
        file["meta_idx"] = np.zeros(count, np.int16)
        file.create_dataset("metadata", data=[repr(OrderedDict(properties=OrderedDict([("eo:gsd", 0.5), ("eo:sun_elevation", 45.0)])))], dtype=h5py.string_dtype())

system = osr.SpatialReference()
system.ImportFromEPSG(2959)
path = folder("testbed15")
raster = gdal.GetDriverByName("GTiff").Create(os.path.join(path, "roi.tif"), 320, 320, 1, gdal.GDT_Int16, ["TILED=YES", "COMPRESS=DEFLATE"])
raster.SetProjection(system.ExportToWkt())
raster.SetGeoTransform((600000, 3, 0, 5040000, 0, -3))
raster.GetRasterBand(1).WriteArray(blocks(0, 40, 1, 320, 320)[0].astype(np.int16))
raster = None
features = []
for i in range(8):
    x, y, radius = 600150 + 90 * i, 5039800 - 85 * i, 15 + 3 * i
    turn = np.linspace(0, 2 * np.pi, 9)
    ring = [[x + radius * np.cos(t), y + radius * np.sin(t)] for t in turn[:-1]]
    features.append({"type": "Feature", "properties": {"TYPECE": "21", "OBJECTID": i}, "geometry": {"type": "Polygon", "coordinates": [ring + ring[:1]]}})
river = [[600050, 5039700], [600800, 5039050], [600830, 5039080], [600080, 5039740], [600050, 5039700]]
features.append({"type": "Feature", "properties": {"TYPECE": "10", "OBJECTID": 99}, "geometry": {"type": "Polygon", "coordinates": [river]}})
with open(os.path.join(path, "hydro.geojson"), "w") as file:
    json.dump({"type": "FeatureCollection", "crs": {"type": "EPSG", "properties": {"code": 2959}}, "features": features}, file)
