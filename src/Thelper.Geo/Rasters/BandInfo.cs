namespace Thelper.Geo.Rasters;

/// <summary>What a raster says of one of its bands.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="NoData">The value of pixels without data; NaN is one. Null where none is named.</param>
/// <param name="Scale">What stored values are multiplied by to give the measured quantity; 1 where nothing is said. Never applied unasked.</param>
/// <param name="Offset">What is added then; 0 where nothing is said.</param>
/// <param name="Description">Its name; empty where it has none.</param>
/// <param name="BlockWidth">Width of the pieces that are read at once.</param>
/// <param name="BlockHeight">Height of the pieces that are read at once.</param>
/// <param name="MaskFlags">GDAL's flags of the mask: 1 every pixel is valid, 2 one mask for all bands, 4 from an alpha band, 8 from the no-data value.</param>
/// <param name="Colors">The palette as [red, green, blue, alpha] by value; empty where there is none.</param>
/// <param name="ClassNames">Names by value; empty where there are none.</param>
/// <param name="Overviews">How many smaller copies there are; they are never read in place of the pixels.</param>
public sealed record BandInfo(
    RasterType Type,
    double? NoData,
    double Scale,
    double Offset,
    string Description,
    int BlockWidth,
    int BlockHeight,
    int MaskFlags,
    IReadOnlyList<byte[]> Colors,
    IReadOnlyList<string> ClassNames,
    int Overviews);
