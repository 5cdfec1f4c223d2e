namespace Thelper.Audit;

/// <summary>Compares where the same places of an image and of its twin of higher resolution have gone.</summary>
internal static class TwinGauge
{
    /// <summary>Measures at five places.</summary>
    /// <param name="image">Looks at the image.</param>
    /// <param name="twin">Looks at the twin.</param>
    /// <param name="key">The twin's field.</param>
    public static Reading Measure(Probe image, Probe twin, string key)
    {
        var drift = (double?)null;
        foreach (var (x, y) in new[] { (0.5, 0.5), (0.3, 0.3), (0.7, 0.3), (0.3, 0.7), (0.7, 0.7) })
        {
            if (Place(image, x, y) is { } first && Place(twin, x, y) is { } second)
            {
                // In pixels of the image.
                var (dx, dy) = (first.X - (second.X * image.OutWidth / twin.OutWidth), first.Y - (second.Y * image.OutHeight / twin.OutHeight));
                drift = Math.Max(drift ?? 0, Math.Sqrt((dx * dx) + (dy * dy)));
            }
        }

        return new("twin", key, drift, drift, Note: drift is null ? "no mark is whole in both" : null);
    }

    private static (double X, double Y)? Place(Probe probe, double x, double y) =>
        Marks.Square(probe.Height, probe.Width, x * probe.Width, y * probe.Height) is { } mark
        && probe.Look(mark).Find(new(0, 0, probe.OutWidth, probe.OutHeight)) is { IsWhole: true } blob ? blob.Centre : null;
}
