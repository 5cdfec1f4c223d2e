using Thelper.Torch;

namespace Thelper.Audit;

/// <summary>Measures where the heights of a heat map have gone, and compares that with the map behind a step.</summary>
/// <remarks>The map itself is the mark: a pixel is marked as far as the map's value lies between its least and its greatest. Interpolated linearly, both stay alike.</remarks>
internal static class HeatGauge
{
    private const float Half = 0.5f;
    private const float Ground = 0.05f;
    // Of the pixels that are high: so many may be elsewhere, as thin heights are sampled, not covered.
    private const double Few = 0.04;

    /// <summary>Measures.</summary>
    /// <param name="probe">Looks at the step.</param>
    /// <param name="before">The map that comes to it.</param>
    /// <param name="after">The map behind it.</param>
    /// <param name="key">The map's field.</param>
    public static Reading Measure(Probe probe, object? before, object? after, string key)
    {
        if (Heights(before) is not { } from || from.Length != probe.Height * probe.Width)
        {
            return new("heat map", key, null, Note: "no map of the image's size comes to it");
        }

        if (Heights(after) is not { } to || to.Length != probe.OutHeight * probe.OutWidth)
        {
            return new("heat map", key, null, Note: "the map has not the size of the image", IsWrong: true);
        }

        var (low, high) = (from.Min(), from.Max());
        if (!(high > low) || !float.IsFinite(high - low))
        {
            return new("heat map", key, null, Note: "it has the same value everywhere");
        }

        float[] Shares(float[] heights) => Array.ConvertAll(heights, value => Math.Clamp((value - low) / (high - low), 0, 1));
        var (coverage, map) = (probe.Look(Shares(from)), Shares(to));
        var (isHigh, found) = (Array.ConvertAll(map, value => value >= Half), Array.ConvertAll(coverage.Share, value => value >= Half));
        var places = Enumerable.Range(0, map.Length).Where(i => probe.Seen[i]).ToArray();
        var far = places.Where(i => isHigh[i] != found[i]).Select(i => MapGauge.Nearest(isHigh[i] ? found : isHigh, i, probe.OutWidth, probe.OutHeight)).Where(distance => distance > 1.5).Order().ToList();
        if (far.Count > Math.Max(3, Few * places.Count(i => isHigh[i])))
        {
            var distance = far[far.Count * 9 / 10];
            return new("heat map", key, distance, distance) { Area = found };
        }

        var band = Array.FindAll(places, i => map[i] > Ground || coverage.Share[i] > Ground);
        if (band.Length == 0)
        {
            return new("heat map", key, null, Note: "nothing of its heights is seen");
        }

        var drift = MapGauge.BestShift(coverage, map, band, probe.OutWidth, probe.OutHeight);
        return new("heat map", key, drift, drift) { Area = found };
    }

    private static float[]? Heights(object? value)
    {
        if (Probe.First(value) is not torch.Tensor map || map.is_complex())
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        var flat = map.ndim == 3 && map.shape[0] == 1 ? map.squeeze(0) : map.ndim == 3 && map.shape[2] == 1 ? map.squeeze(2) : map;
        return flat.ndim == 2 ? flat.to(torch.float32).contiguous().DataSpan<float>().ToArray() : null;
    }
}
