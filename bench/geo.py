#!/usr/bin/python3
"""Times georeferenced reading here and with GDAL's own Python binding, in turn, and prints a table. Exit code 1 if a target is missed.

usage: bench/geo.py [--rounds N]
       bench/geo.py --worker CASE THREADS        (Python's side of one case, as bench/worker.py)
`geo-crops` cuts a sample around each of 10,000 polygons from a raster of 4,000 x 4,000 x 3 pixels, with its mask. thelper 0.6.2 itself does not run here (it needs shapely, affine and
geojson), so Python's side takes its steps with the same library: ReprojectImage into a raster in memory, reading that, RasterizeLayer of the polygons that the sample shows. Which polygons
these are is worked out beforehand on both sides. Both must find the same sum of pixels and masks. `geo-read` reads windows of 256 x 256 from that raster by one thread and by two; its ratio
is two threads' rate to one's. GDAL keeps 8 MiB of blocks there, less than a tenth of the
raster, as of any scene worth the name: with all of it in memory one thread would copy what two have to unpack. `geo-index` asks for the features in a window of 5 x 5 km among a million. The raster and the polygons are made in artifacts/bench at the first run. Needs a built bench/Thelper.Bench and the Python that has GDAL and numpy.
"""
import argparse
import json
import os
import statistics
import sys
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "artifacts", "bench", "geo")
PYTHON = [os.environ.get("BENCH_PYTHON", "/usr/bin/python3"), os.path.join(HERE, "geo.py"), "--worker"]
SIDE, COUNT, PIXEL, X0, Y0 = 4000, 10_000, 10.0, 600_000.0, 5_040_000.0
CACHE = 8
CROPS_TARGET, THREADS_TARGET, QUERY_TARGET = 3.0, 1.7, 50.0


def make():
    if os.path.exists(os.path.join(DATA, "polygons.geojson")):
        return
    import numpy as np
    from osgeo import gdal, osr
    os.makedirs(DATA, exist_ok=True)
    random = np.random.RandomState(0)
    data = gdal.GetDriverByName("GTiff").Create(os.path.join(DATA, "scene.tif"), SIDE, SIDE, 3, gdal.GDT_UInt16, ["TILED=YES", "COMPRESS=DEFLATE"])
    system = osr.SpatialReference()
    system.ImportFromEPSG(32618)
    data.SetProjection(system.ExportToWkt())
    data.SetGeoTransform((X0, PIXEL, 0, Y0, 0, -PIXEL))
    y, x = np.mgrid[:SIDE, :SIDE]
    for band in range(3):
        data.GetRasterBand(band + 1).WriteArray((2000 + 900 * np.sin(x / (40 + band)) * np.cos(y / 55) + random.randint(0, 200, (SIDE, SIDE))).astype(np.uint16))
    data = None
    features = []
    for i in range(COUNT):
        cx, cy, radius = X0 + random.uniform(500, SIDE * PIXEL - 500), Y0 - random.uniform(500, SIDE * PIXEL - 500), random.uniform(60, 320)
        turn = np.linspace(0, 2 * np.pi, 13)[:-1]
        ring = [[cx + radius * np.cos(t) * (1 + 0.2 * np.sin(5 * t)), cy + radius * np.sin(t)] for t in turn]
        features.append({"type": "Feature", "properties": {"id": i}, "geometry": {"type": "Polygon", "coordinates": [ring + ring[:1]]}})
    with open(os.path.join(DATA, "polygons.geojson"), "w") as file:
        json.dump({"type": "FeatureCollection", "crs": {"type": "EPSG", "properties": {"code": 32618}}, "features": features}, file)


def crops():
    import math
    import numpy as np
    from osgeo import gdal, ogr, osr
    gdal.UseExceptions()
    system = osr.SpatialReference()
    system.ImportFromEPSG(32618)
    wkt = system.ExportToWkt()
    source = gdal.Open(os.path.join(DATA, "scene.tif"))
    rings = [feature["geometry"] for feature in json.load(open(os.path.join(DATA, "polygons.geojson")))["features"]]
    shapes = [ogr.CreateGeometryFromJson(json.dumps(ring)) for ring in rings]
    bounds = np.array([shape.GetEnvelope() for shape in shapes])
    centers = np.array([shape.Centroid().GetPoint_2D() for shape in shapes])
    plan = []
    for i, (left, right, bottom, top) in enumerate(bounds):
        x0, x1, y0, y1 = math.floor(left / PIXEL), math.ceil(right / PIXEL), math.floor(bottom / PIXEL), math.ceil(top / PIXEL)
        reach = math.hypot((x1 - x0) * PIXEL, (y1 - y0) * PIXEL) / 2
        box = ogr.CreateGeometryFromWkt("POLYGON((%f %f, %f %f, %f %f, %f %f, %f %f))" % tuple(v * PIXEL for v in (x0, y0, x0, y1, x1, y1, x1, y0, x0, y0)))
        near = np.where(np.hypot(*(centers - centers[i]).T) <= reach)[0]
        plan.append((x0, y0, x1 - x0, y1 - y0, [shapes[j].ExportToWkt() for j in near if shapes[j].Intersects(box)]))

    def step():
        total = 0
        for x0, y0, width, height, polygons in plan:
            transform = (x0 * PIXEL, PIXEL, 0, y0 * PIXEL, 0, PIXEL)
            target = gdal.GetDriverByName("MEM").Create("", width, height, 3, gdal.GDT_UInt16)
            target.SetGeoTransform(transform)
            target.SetProjection(wkt)
            gdal.ReprojectImage(source, target, wkt, wkt, gdal.GRA_Bilinear)
            crop = np.zeros((height, width, 3), np.uint16)
            for band in range(3):
                crop[:, :, band] = target.GetRasterBand(band + 1).ReadAsArray()
            burnt = gdal.GetDriverByName("MEM").Create("", width, height, 1, gdal.GDT_Byte)
            burnt.SetGeoTransform(transform)
            burnt.SetProjection(wkt)
            store = ogr.GetDriverByName("Memory").CreateDataSource("mask")
            layer = store.CreateLayer("mask", srs=system)
            for polygon in polygons:
                feature = ogr.Feature(layer.GetLayerDefn())
                feature.SetGeometry(ogr.CreateGeometryFromWkt(polygon))
                layer.CreateFeature(feature)
            gdal.RasterizeLayer(burnt, [1], layer, burn_values=[1], options=["ALL_TOUCHED=TRUE"])
            total += int(crop.sum(dtype=np.int64)) + int(burnt.GetRasterBand(1).ReadAsArray().sum(dtype=np.int64))
        return total
    return step


def worker(case, threads):
    step = crops()
    print("ready", flush=True)
    for line in sys.stdin:
        times, value = [], 0.0
        for _ in range(int(line)):
            start = time.perf_counter()
            value = step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps({"times": times, "value": value}), flush=True)


def compare_crops(rounds):
    ours, theirs = run.Worker(run.OURS, "geo-crops"), run.Worker(PYTHON, "geo-crops")
    ours.run(1)
    times, rates, turn = ([], []), [], {}
    for i in range(rounds):
        for who in (ours, theirs) if i % 2 == 0 else (theirs, ours):
            turn[who] = who.run(1)
        a, b = turn[ours]["times"][0], turn[theirs]["times"][0]
        times[0].append(a)
        times[1].append(b)
        rates.append(b / a)
    same = turn[ours]["value"] == turn[theirs]["value"]
    ours.close()
    theirs.close()
    rate = statistics.median(rates)
    print(f"{'10,000 features cropped, with their masks (GDAL in Python)':60} {statistics.median(times[0]):9.0f} ms {statistics.median(times[1]):9.0f} ms {rate:6.2f}x  target {CROPS_TARGET}x   "
          f"{'same sums' if same else 'OTHER SUMS'}", flush=True)
    return rate >= CROPS_TARGET and same


def compare_threads(rounds):
    os.environ["GDAL_CACHEMAX"] = str(CACHE)
    one, two = run.Worker(run.OURS, "geo-read-1"), run.Worker(run.OURS, "geo-read-2")
    del os.environ["GDAL_CACHEMAX"]
    one.run(1), two.run(1)
    rates, turn = [], {}
    for i in range(rounds):
        for who in (one, two) if i % 2 == 0 else (two, one):
            turn[who] = who.run(1)
        # Each thread reads as many windows as the one does.
        rates.append(2 * turn[one]["times"][0] / turn[two]["times"][0])
    one.close()
    two.close()
    rate = statistics.median(rates)
    print(f"{'windows read by two threads, as often as by one':60} {rate:6.2f}x  target {THREADS_TARGET}x", flush=True)
    return rate >= THREADS_TARGET


def compare_query():
    ours = run.Worker(run.OURS, "geo-index")
    ours.run(20)
    times = ours.run(200)["times"]
    ours.close()
    print(f"{'a window among 1,000,000 features: median, slowest of 200':60} {statistics.median(times):9.2f} ms {max(times):9.2f} ms  target {QUERY_TARGET} ms", flush=True)
    return max(times) <= QUERY_TARGET


def main():
    if sys.argv[1:2] == ["--worker"]:
        return worker(*sys.argv[2:4])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    make()
    held = [compare_crops(rounds), compare_threads(max(rounds, 5)), compare_query()]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
