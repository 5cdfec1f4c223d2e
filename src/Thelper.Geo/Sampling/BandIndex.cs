using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Sampling;

/// <summary>Computes an index of bands, such as the NDVI, for each pixel of an image H×W×C, and adds it as a channel (or puts it in their place). The result is float32; where a quotient's divisor is 0 it is 0.</summary>
/// <remarks>
/// <c>difference</c>: (a - b) / (a + b). <c>ndvi</c>: nir, red (Rouse et al. 1974). <c>gndvi</c>: nir, green (Gitelson et al. 1996). <c>ndwi</c>: green, nir (McFeeters 1996). <c>mndwi</c>, <c>ndsi</c>: green, swir (Xu 2006;
/// Hall et al. 1995). <c>ndmi</c>: nir, swir (Gao 1996). <c>nbr</c>: nir, swir (Key and Benson 2006). <c>ndbi</c>: swir, nir (Zha et al. 2003). These ask for no unit. <c>evi</c>: nir, red, blue (Huete et al. 2002); <c>savi</c>: nir, red, with a soil
/// factor of 0.5 (Huete 1988); <c>msavi</c>: nir, red (Qi et al. 1994). These want reflectances from 0 to 1: <c>scale</c> makes them.
/// </remarks>
[TypeName("thelper.data.geo.transforms.BandIndex", "thelper.data.geo.BandIndex")]
public sealed class BandIndex : Operation, IKeepsPicture
{
    private static readonly Dictionary<string, string[]> Roles = new(StringComparer.Ordinal)
    {
        ["difference"] = ["a", "b"],
        ["ndvi"] = ["nir", "red"],
        ["gndvi"] = ["nir", "green"],
        ["ndwi"] = ["green", "nir"],
        ["mndwi"] = ["green", "swir"],
        ["ndsi"] = ["green", "swir"],
        ["ndmi"] = ["nir", "swir"],
        ["nbr"] = ["nir", "swir"],
        ["ndbi"] = ["swir", "nir"],
        ["evi"] = ["nir", "red", "blue"],
        ["savi"] = ["nir", "red"],
        ["msavi"] = ["nir", "red"],
    };

    private readonly string index;
    private readonly long[] channels;
    private readonly bool append;
    private readonly double scale;

    /// <summary>Creates the operation.</summary>
    /// <param name="index">Which index.</param>
    /// <param name="bands">The channel (from 0) of each band that the index needs, by the band's name.</param>
    /// <param name="append">Whether the index comes after the image's channels; else it is the only one.</param>
    /// <param name="scale">What values are multiplied by first.</param>
    /// <exception cref="UserErrorException">A band is missing or unknown, or the scale is no number.</exception>
    public BandIndex(
        [ConfigValue(Choices = ["difference", "ndvi", "gndvi", "ndwi", "mndwi", "ndsi", "ndmi", "nbr", "ndbi", "evi", "savi", "msavi"])] string index,
        [ConfigValue(Example = "{nir: 3, red: 2}")] IReadOnlyDictionary<string, long> bands,
        bool append = true,
        double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(bands);
        if (!Roles.TryGetValue(index, out var roles))
        {
            throw new UserErrorException($"'{index}' is no index: there are {string.Join(", ", Roles.Keys)}{NearestName.Guess(index, Roles.Keys)}");
        }

        if (bands.Count != roles.Length || roles.Any(role => !bands.ContainsKey(role)) || bands.Values.Any(channel => channel < 0))
        {
            throw new UserErrorException($"'bands' must hold the channels of {string.Join(", ", roles)} for {index}, counted from 0; got {{{string.Join(", ", bands.Select(band => FormattableString.Invariant($"{band.Key}: {band.Value}")))}}}");
        }

        if (!double.IsFinite(scale) || scale == 0)
        {
            throw new UserErrorException("'scale' must be a number other than 0");
        }

        (this.index, channels, this.append, this.scale) = (index, [.. roles.Select(role => bands[role])], append, scale);
    }

    /// <inheritdoc/>
    protected override Tensor Apply(Tensor image, TransformRandom random)
    {
        var shape = ImageShape(image);
        if (shape.Length != 3 || channels.Max() >= shape[2])
        {
            throw new UserErrorException($"needs an image H×W×C with the channels {string.Join(", ", channels)}, got the shape [{string.Join(", ", shape)}]");
        }

        using var scope = NewDisposeScope();
        var values = image.to(ScalarType.Float32);
        var band = channels.Select(channel => scale == 1 ? values.select(2, channel) : values.select(2, channel) * (float)scale).ToArray();
        var result = (index switch
        {
            "evi" => Quotient((band[0] - band[1]) * 2.5, band[0] + (band[1] * 6) - (band[2] * 7.5) + 1),
            "savi" => Quotient((band[0] - band[1]) * 1.5, band[0] + band[1] + 0.5),
            "msavi" => ((band[0] * 2) + 1 - (((band[0] * 2) + 1).square() - ((band[0] - band[1]) * 8)).clamp(0, double.PositiveInfinity).sqrt()) / 2,
            _ => Quotient(band[0] - band[1], band[0] + band[1]),
        }).unsqueeze(2);
        return (append ? cat([values, result], 2) : result.contiguous()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Invert(Tensor image) => append
        ? image.narrow(2, 0, image.shape[2] - 1)
        : throw new UserErrorException("cannot be inverted, as the bands are lost");

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"index='{index}', bands={{{string.Join(", ", Roles[index].Zip(channels, (role, channel) => FormattableString.Invariant($"'{role}': {channel}")))}}}, append={(append ? "True" : "False")}, scale={PythonRepr.Of(scale)}";

    private static Tensor Quotient(Tensor above, Tensor below) => aten.where_ScalarOther(below != 0, above / below, 0.0);
}
