#!/usr/bin/python3
"""Makes a stand-in of a Sentinel-2 product (level 1C, SAFE, compact naming) with 13 bands of numbers that say where they are, and writes what GDAL and rasterio read of it.

usage: tools/golden/geo_safe.py tests/Thelper.Geo.Tests/Golden/safe
The layout is that of the Sentinel-2 Products Specification Document (S2-PDGS-TAS-DI-PSD, 14), as far as GDAL's driver SENTINEL2 reads it: MTD_MSIL1C.xml names the images of one granule,
whose MTD_TL.xml says where it lies. The tile is 1,200 m wide: 120 x 120 pixels of 10 m, 60 x 60 of 20 m, 20 x 20 of 60 m. Needs rasterio with the driver JP2OpenJPEG.
"""
import hashlib
import json
import os
import shutil
import sys

import numpy as np
import rasterio
from rasterio.transform import Affine

NAME = "S2A_MSIL1C_20200607T154911_N0209_R054_T18TXR_20200607T192432"
TILE, GRANULE = "T18TXR_20200607T154911", "L1C_T18TXR_A025905_20200607T155126"
BANDS = {"B01": 60, "B02": 10, "B03": 10, "B04": 10, "B05": 20, "B06": 20, "B07": 20, "B08": 10, "B8A": 20, "B09": 60, "B10": 60, "B11": 20, "B12": 20}
X, Y, SIDE = 600000, 5040000, 1200


def write(path, values, size):
    with rasterio.open(path, "w", driver="JP2OpenJPEG", width=values.shape[2], height=values.shape[1], count=len(values), dtype=values.dtype, crs="EPSG:32618",
                       transform=Affine(size, 0, X, 0, -size, Y), QUALITY="100", REVERSIBLE="YES", YCBCR420="NO") as file:
        file.write(values)


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    root = os.path.join(folder, NAME + ".SAFE")
    images = os.path.join(root, "GRANULE", GRANULE, "IMG_DATA")
    os.makedirs(images)
    colors = []
    for number, (band, size) in enumerate(BANDS.items()):
        pixels = SIDE // size
        row, column = np.mgrid[:pixels, :pixels]
        values = (1000 * (number + 1) // 2 + 3 * column + 5 * row).astype(np.uint16)
        values[:2, :3] = 0
        write(os.path.join(images, f"{TILE}_{band}.jp2"), values[None], size)
        if band in ("B02", "B03", "B04"):
            colors.insert(0, (values // 16).astype(np.uint8))
    write(os.path.join(images, f"{TILE}_TCI.jp2"), np.stack(colors), 10)
    for path, _, names in os.walk(root):
        for name in names:
            if name.endswith(".aux.xml"):
                os.remove(os.path.join(path, name))
    files = "".join(f"<IMAGE_FILE>GRANULE/{GRANULE}/IMG_DATA/{TILE}_{band}</IMAGE_FILE>" for band in [*BANDS, "TCI"])
    names = "".join(f"<BAND_NAME>{band.replace('B0', 'B')}</BAND_NAME>" for band in BANDS)
    with open(os.path.join(root, "MTD_MSIL1C.xml"), "w") as file:
        file.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-1C_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-1C.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<n1:General_Info><Product_Info><PRODUCT_START_TIME>2020-06-07T15:49:11.024Z</PRODUCT_START_TIME><PRODUCT_URI>{NAME}.SAFE</PRODUCT_URI><PROCESSING_LEVEL>Level-1C</PROCESSING_LEVEL><PRODUCT_TYPE>S2MSI1C</PRODUCT_TYPE>
<Query_Options completeSingleTile="true"><PRODUCT_FORMAT>SAFE_COMPACT</PRODUCT_FORMAT><Band_List>{names}</Band_List></Query_Options>
<Product_Organisation><Granule_List><Granule datastripIdentifier="S2A_OPER_MSI_L1C_DS_STANDIN" granuleIdentifier="S2A_OPER_MSI_{GRANULE}_N02.09" imageFormat="JPEG2000">{files}</Granule></Granule_List></Product_Organisation></Product_Info>
<Product_Image_Characteristics><Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values><QUANTIFICATION_VALUE unit="none">10000</QUANTIFICATION_VALUE></Product_Image_Characteristics></n1:General_Info>
</n1:Level-1C_User_Product>
""")
    sizes = "".join(f'<Size resolution="{size}"><NROWS>{SIDE // size}</NROWS><NCOLS>{SIDE // size}</NCOLS></Size>' for size in (10, 20, 60))
    places = "".join(f'<Geoposition resolution="{size}"><ULX>{X}</ULX><ULY>{Y}</ULY><XDIM>{size}</XDIM><YDIM>-{size}</YDIM></Geoposition>' for size in (10, 20, 60))
    with open(os.path.join(root, "GRANULE", GRANULE, "MTD_TL.xml"), "w") as file:
        file.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-1C_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/S2_PDI_Level-1C_Tile_Metadata.xsd">
<n1:General_Info><TILE_ID>S2A_OPER_MSI_{GRANULE}_N02.09</TILE_ID></n1:General_Info>
<n1:Geometric_Info><Tile_Geocoding metadataLevel="Brief"><HORIZONTAL_CS_NAME>WGS84 / UTM zone 18N</HORIZONTAL_CS_NAME><HORIZONTAL_CS_CODE>EPSG:32618</HORIZONTAL_CS_CODE>{sizes}{places}</Tile_Geocoding></n1:Geometric_Info>
</n1:Level-1C_Tile_ID>
""")
    found = []
    with rasterio.open(os.path.join(root, "MTD_MSIL1C.xml")) as product:
        for part in product.subdatasets:
            with rasterio.open(part) as file:
                found.append({
                    "part": part.rsplit(":", 2)[1], "driver": file.driver, "size": [file.width, file.height], "count": file.count, "transform": list(file.transform.to_gdal()), "epsg": file.crs.to_epsg(),
                    "nodata": file.nodata, "bands": list(file.descriptions), "sha256": hashlib.sha256(np.ascontiguousarray(file.read().transpose(1, 2, 0)).astype("<i4").tobytes()).hexdigest(),
                    "valid": int((file.dataset_mask() != 0).sum())})
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(found, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
