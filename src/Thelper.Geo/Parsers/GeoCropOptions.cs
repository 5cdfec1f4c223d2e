namespace Thelper.Geo.Parsers;

/// <summary>What samples of a scene hold; the names are those of the data sets' parameters.</summary>
internal sealed record GeoCropOptions(string RasterKey, string MaskKey)
{
    public string Mosaic { get; init; } = CropReader.Last;

    public string? ClassProperty { get; init; }

    public object? ClassNames { get; init; }

    public int? DontCare { get; init; }

    public string? ValidKey { get; init; }
}
