#!/usr/bin/python3
"""Rasters of many kinds, and what GDAL and rasterio read of them; places in several reference systems; crops brought to other grids.

Usage: /usr/bin/python3 tools/golden/geo.py (packages python3-gdal, python3-rasterio)
Writes tests/Thelper.Geo.Tests/Golden/rasters/.
"""
import base64
import json
import os
import re
import warnings

import numpy as np
import rasterio
from osgeo import gdal, osr

warnings.filterwarnings("ignore")
gdal.UseExceptions()
ROOT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "Thelper.Geo.Tests")
HERE = os.path.join(ROOT, "Golden", "rasters")
ORIGINAL = os.path.join(ROOT, "Golden", "original")
WIDTH, HEIGHT = 17, 13


def system(code):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def array(value):
    value = np.ascontiguousarray(value)
    wide = {"uint16": "int32", "uint32": "int64", "int8": "int8"}.get(str(value.dtype))
    value = value.astype(wide) if wide else value
    return {"type": str(value.dtype), "shape": list(value.shape), "data": base64.b64encode(value.tobytes()).decode()}


def write(name, values, transform, code, options=(), nodata=None, finish=None):
    """values: bands x height x width"""
    path = os.path.join(HERE, name)
    kinds = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16, "uint32": gdal.GDT_UInt32, "int32": gdal.GDT_Int32,
             "float32": gdal.GDT_Float32, "float64": gdal.GDT_Float64, "int8": gdal.GDT_Byte}
    data = gdal.GetDriverByName("GTiff").Create(path, values.shape[2], values.shape[1], values.shape[0], kinds[str(values.dtype)], list(options))
    data.SetGeoTransform(transform)
    if code:
        data.SetProjection(system(code).ExportToWkt())
    for i, band in enumerate(values):
        data.GetRasterBand(i + 1).WriteArray(band.view(np.uint8) if band.dtype == np.int8 else band)
        if nodata is not None:
            data.GetRasterBand(i + 1).SetNoDataValue(nodata)
    if finish:
        finish(data)
    data = None


def main():
    os.makedirs(HERE, exist_ok=True)
    for name in os.listdir(HERE):
        os.remove(os.path.join(HERE, name))
    rng = np.random.RandomState(5)

    def some(dtype, bands, low=0, high=200):
        return rng.randint(low, high, (bands, HEIGHT, WIDTH)).astype(dtype)

    utm = (600000, 10, 0, 5040000, 0, -10)
    write("north_up.tif", some("uint16", 2, 1, 60000), utm, 32618, nodata=7)
    write("south_up.tif", some("uint8", 1), (600000, 10, 0, 5039000, 0, 10), 32618)
    c = 10 * np.cos(np.pi / 4)
    write("turned_45.tif", some("uint8", 3), (600000, c, c, 5040000, c, -c), 32618)
    write("turned_90.tif", some("int16", 1, -300, 300), (600000, 0, 10, 5040000, 10, 0), 32618, nodata=-32768)
    write("skewed.tif", some("uint8", 1), (600000, 10, 3, 5040000, -2, -10), 32618)
    write("mirrored.tif", some("uint8", 1), (600170, -10, 0, 5040000, 0, -10), 32618)
    write("antimeridian.tif", some("uint8", 1), (179.95, 0.01, 0, -16.5, 0, -0.01), 4326)
    write("geographic.tif", some("uint16", 4, 0, 10000), (-73.7, 0.0001, 0, 45.52, 0, -0.0001), 4326)
    write("northing_first.tif", some("uint8", 1), (3760000, 25, 0, 2890000, 0, -25), 3035)
    write("bands_13.tif", some("uint16", 13, 0, 12000), utm, 32618, ["INTERLEAVE=BAND"], nodata=0)
    reals = rng.normal(size=(2, HEIGHT, WIDTH)).astype("float32")
    reals[:, 2, 3] = np.nan
    reals[0, 5, 6] = np.nan
    write("nan.tif", reals, utm, 32618, nodata=float("nan"))
    write("float64.tif", rng.normal(size=(1, HEIGHT, WIDTH)), utm, 32618, nodata=-9999)
    write("signed_bytes.tif", some("int8", 1, -128, 128), utm, 32618, ["PIXELTYPE=SIGNEDBYTE"])
    write("uint32.tif", some("uint32", 1, 0, 2**31 - 1) * 2 + 1, utm, 32618)
    write("tiled.tif", rng.randint(0, 255, (3, 70, 90)).astype("uint8"), utm, 32618, ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16", "COMPRESS=DEFLATE", "PREDICTOR=2"])
    write("point.tif", some("uint8", 1), utm, 32618, finish=lambda data: data.SetMetadataItem("AREA_OR_POINT", "Point"))

    def scaled(data):
        band = data.GetRasterBand(1)
        band.SetScale(0.0001)
        band.SetOffset(-0.1)
        band.SetDescription("reflectance")
    write("scaled.tif", some("uint16", 1, 0, 10000), utm, 32618, nodata=0, finish=scaled)

    def palette(data):
        table = gdal.ColorTable()
        for i, color in enumerate([(0, 0, 0), (255, 0, 0), (0, 120, 255)]):
            table.SetColorEntry(i, color)
        data.GetRasterBand(1).SetColorTable(table)
    write("palette.tif", some("uint8", 1, 0, 3), utm, 32618, finish=palette)

    def alpha(data):
        data.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
    values = some("uint8", 4)
    values[3] = np.where(rng.rand(HEIGHT, WIDTH) < 0.3, 0, 255)
    write("alpha.tif", values, utm, 32618, finish=alpha)

    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")

    def masked(data):
        data.CreateMaskBand(gdal.GMF_PER_DATASET)
        data.GetRasterBand(1).GetMaskBand().WriteArray(np.where(rng.rand(HEIGHT, WIDTH) < 0.4, 0, 255).astype("uint8"))
    write("masked.tif", some("uint8", 3), utm, 32618, finish=masked)
    write("overviews.tif", rng.randint(0, 2, (1, 64, 64)).astype("uint8") * 200, utm, 32618, ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"], finish=lambda data: data.BuildOverviews("AVERAGE", [2, 4]))
    write("no_system.tif", some("uint8", 1), utm, None)
    gdal.BuildVRT(os.path.join(HERE, "mosaic.vrt"), [os.path.join(ORIGINAL, "s_a.tif"), os.path.join(ORIGINAL, "s_b.tif")])
    vrt = open(os.path.join(HERE, "mosaic.vrt")).read()
    with open(os.path.join(HERE, "mosaic.vrt"), "w") as file:
        file.write(re.sub(r'<SourceFilename relativeToVRT="\d">[^<]*/(s_[ab]\.tif)<', r'<SourceFilename relativeToVRT="1">../original/\1<', vrt))

    rasters = {}
    for name in sorted(os.listdir(HERE)):
        if not name.endswith((".tif", ".vrt")):
            continue
        with rasterio.open(os.path.join(HERE, name)) as raster:
            data = gdal.Open(os.path.join(HERE, name))
            values = data.ReadAsArray()
            values = values if values.ndim == 3 else values[None]
            if name == "signed_bytes.tif":
                values = values.view(np.int8) if values.dtype == np.uint8 else values
            band = data.GetRasterBand(1)
            rasters[name] = {
                "size": [raster.width, raster.height],
                "transform": list(data.GetGeoTransform()),
                "epsg": raster.crs.to_epsg() if raster.crs else None,
                "bounds": list(raster.bounds) if name not in ("turned_45.tif", "turned_90.tif", "skewed.tif") else None,
                "nodata": None if band.GetNoDataValue() is None else str(band.GetNoDataValue()),
                "scale": band.GetScale(), "offset": band.GetOffset(), "description": band.GetDescription(),
                "values": array(np.moveaxis(values, 0, 2)) if name != "mosaic.vrt" else None,
                "sum": float(np.nansum(values.astype("float64"))),
                # A number that is none is no datum, whatever the other bands have.
                "valid": array(((raster.dataset_mask() != 0) & ~np.isnan(values.astype("float64")).any(axis=0)).astype("uint8")),
            }

    places = []
    for lon, lat in [(2.2945, 48.8584), (-73.5674, 45.5019), (151.2153, -33.8568), (179.99, -16.8)]:
        row = {"lon": lon, "lat": lat}
        for code in (32618, 32631, 3857, 3035, 2154, 2193, 27700, 31467):
            try:
                x, y, _ = osr.CoordinateTransformation(system(4326), system(code)).TransformPoint(lon, lat)
                if np.isfinite([x, y]).all():
                    row[str(code)] = [x, y]
            except RuntimeError:
                pass
        places.append(row)

    crops = []
    for name, code, transform, size in [
            (os.path.join(ORIGINAL, "deg.tif"), 3857, (-8204191.0, 12.5, 0, 5702568.0, 0, 12.5), (60, 44)),
            (os.path.join(ORIGINAL, "rot.tif"), 32618, (599990.0, 7, 0, 5039380.0, 0, 7), (140, 110)),
            (os.path.join(ORIGINAL, "s_a.tif"), 32618, (600105.0, 10, 0, 5038805.0, 0, 10), (30, 20)),
            (os.path.join(HERE, "north_up.tif"), 4326, (-73.7202, 0.00011, 0, 45.5050, 0, 0.00009), (30, 40)),
            (os.path.join(HERE, "nan.tif"), 32618, (599980.0, 10, 0, 5039850.0, 0, 10), (24, 18))]:
        source = gdal.Open(name)
        bands = source.RasterCount
        target = gdal.GetDriverByName("MEM").Create("", size[0], size[1], bands, source.GetRasterBand(1).DataType)
        target.SetGeoTransform(transform)
        target.SetProjection(system(code).ExportToWkt())
        gdal.ReprojectImage(source, target, source.GetProjection(), target.GetProjection(), gdal.GRA_Bilinear)
        values = target.ReadAsArray().reshape(bands, size[1], size[0])
        crops.append({"file": os.path.basename(name), "folder": os.path.basename(os.path.dirname(name)), "epsg": code, "transform": list(transform), "size": list(size), "values": array(np.moveaxis(values, 0, 2))})

    with open(os.path.join(HERE, "expected.json"), "w") as file:
        json.dump({"gdal": gdal.__version__, "rasters": rasters, "places": places, "crops": crops}, file, indent=1)
    for name in os.listdir(HERE):
        if name.endswith(".aux.xml"):
            os.remove(os.path.join(HERE, name))


main()
