using Thelper.Geo.Systems;

namespace Thelper.Geo.Rasters;

/// <summary>What a new raster is.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bands">How many bands.</param>
/// <param name="Type">What they hold.</param>
public sealed record RasterProfile(int Width, int Height, int Bands, RasterType Type)
{
    /// <summary>Where its pixels are; null for nowhere.</summary>
    public GeoTransform? Transform { get; init; }

    /// <summary>Its reference system; null for none.</summary>
    public SpatialReference? System { get; init; }

    /// <summary>The value of pixels without data; null for none.</summary>
    public double? NoData { get; init; }

    /// <summary>The palette of the first band as [red, green, blue] by value; empty for none.</summary>
    public IReadOnlyList<byte[]> Colors { get; init; } = [];

    /// <summary>Names of the first band's values; empty for none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Names of the bands; empty for none.</summary>
    public IReadOnlyList<string> BandNames { get; init; } = [];

    /// <summary>Texts by key that go into the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Options of the format, such as <c>COMPRESS=DEFLATE</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"];

    /// <summary>The same grid as another raster: size, place and reference system.</summary>
    /// <param name="info">The other one.</param>
    /// <param name="bands">How many bands.</param>
    /// <param name="type">What they hold.</param>
    public static RasterProfile Like(RasterInfo info, int bands, RasterType type)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new(info.Width, info.Height, bands, type) { Transform = info.HasTransform ? info.Transform : null, System = info.System };
    }
}
