using NetTopologySuite.Geometries;
using Thelper.Geo.Polygons;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Looks at the results of a scene again.</summary>
/// <param name="predictor">The model.</param>
/// <param name="source">The scene.</param>
/// <param name="scratch">Where it is worked on.</param>
/// <param name="options">How.</param>
internal sealed partial class SceneAuditor(Predictor predictor, SceneSource source, SceneScratch scratch, SceneOptions options)
{
    private const int Same = 1;
    private const int Differs = 2;
    private static readonly string[] Names = ["not looked at", "the same", "something else"];
    private static readonly byte[][] Colors = [[0, 0, 0, 0], [200, 220, 200, 255], [220, 30, 30, 255]];

    /// <summary>What the windows off the grid said of each pixel: 1 the same, 2 another class, 0 nothing; null before they were looked at.</summary>
    public RawRaster? Map { get; private set; }

    /// <summary>Looks at pixels: windows off the grid, coverage, polygons.</summary>
    /// <param name="files">Gets the maps.</param>
    /// <param name="plan">The windows.</param>
    /// <param name="rasters">The classes.</param>
    /// <param name="windows">Which windows were predicted on.</param>
    /// <param name="legend">The classes' names.</param>
    public SceneAudit Pixels(SceneOutputs files, TilePlan plan, ClassRasters rasters, WindowLog windows, ClassLegend legend)
    {
        var audit = Vectors(files, rasters, legend);
        var coverage = Coverage(files, plan, windows);
        var map = Map = scratch.Open("audit.raw", source.Width, source.Height, 1, 1);
        var (looked, compared, differing) = (0, 0L, 0L);
        foreach (var window in ShiftedWindows.Of(plan, windows, options.AuditWindows))
        {
            looked++;
            var (same, other) = Compare(window, plan, rasters, map);
            compared += same + other;
            differing += other;
        }

        WriteMap(files, map);
        return audit with { ShiftedWindows = looked, ComparedPixels = compared, DifferingPixels = differing, LeastCovered = coverage.LeastCovered, MostCovered = coverage.MostCovered };
    }

    /// <summary>Writes how often each pixel was covered.</summary>
    /// <param name="files">Gets the raster.</param>
    /// <param name="plan">The windows.</param>
    /// <param name="windows">Which windows were predicted on.</param>
    public SceneAudit Coverage(SceneOutputs files, TilePlan plan, WindowLog windows)
    {
        var (least, most) = (int.MaxValue, 0);
        files.WriteNumbers("_coverage.tif", [], [], null, (y, numbers) =>
        {
            windows.Count(y, numbers);
            using var valid = source.Valid(new(0, y, source.Width, 1));
            var seen = valid.DataSpan<byte>();
            for (var x = 0; x < numbers.Length; x++)
            {
                least = seen[x] != 0 ? Math.Min(least, numbers[x]) : least;
                most = Math.Max(most, numbers[x]);
            }
        });
        return new() { LeastCovered = least == int.MaxValue ? 0 : least, MostCovered = most };
    }

    /// <summary>Reads polygons back, draws them, and compares the pixels.</summary>
    /// <param name="files">What was written.</param>
    /// <param name="rasters">The classes.</param>
    /// <param name="legend">The classes' names.</param>
    public SceneAudit Vectors(SceneOutputs files, ClassRasters rasters, ClassLegend legend) =>
        new() { RoundTrip = files.VectorFiles.ToDictionary(file => Path.GetFileName(file.File), file => Changed(file.File, file.Format, rasters, files.PolygonClasses(legend))) };

    private (long Same, long Differing) Compare(Window window, TilePlan plan, ClassRasters rasters, RawRaster map)
    {
        using var scope = NewDisposeScope();
        using var shares = new KeptBand();
        predictor.Predict(new PartOfScene(source, window), shares);
        var own = Middle(window, plan);
        var again = (shares.Band!.argmax(0) + 1).narrow(0, own.Top - window.Top, own.Height).narrow(1, own.Left - window.Left, own.Width).contiguous().DataSpan<long>();
        var before = new int[own.Width];
        var line = new byte[own.Width];
        var (same, differing) = (0L, 0L);
        for (var y = 0; y < own.Height; y++)
        {
            rasters.ReadLabels(own.Top + y, own.Left, before);
            for (var x = 0; x < own.Width; x++)
            {
                line[x] = (byte)(before[x] == 0 ? 0 : before[x] == again[(y * own.Width) + x] ? Same : Differs);
                same += line[x] == Same ? 1 : 0;
                differing += line[x] == Differs ? 1 : 0;
            }

            map.Write(0, own.Top + y, own.Left, line);
        }

        return (same, differing);
    }

    private long Changed(string file, VectorFormat format, ClassRasters rasters, IReadOnlySet<int> wanted)
    {
        // A run that was killed may have left what it drew of another file.
        File.Delete(scratch.At("drawn.raw"));
        using var drawn = new RawRaster(scratch.At("drawn.raw"), source.Width, source.Height, 1, sizeof(ushort));
        var transform = source.Info.Transform;

        // Longitudes of GeoJSON are -180 to 180; those of a scene may go beyond, or from 0 to 360.
        double[] turns = format == VectorFormat.GeoJson && source.Info.System is { IsGeographic: true } ? [-360, 0, 360] : [0];
        using (var layer = VectorLayer.Open(file))
        using (var back = format == VectorFormat.GeoJson && source.Info is { System: { } own, HasTransform: true } ? new CoordinateTransform(SpatialReference.Wgs84, own) : null)
        {
            foreach (var feature in layer.Features())
            {
                var shape = back?.Transform(feature.Geometry) ?? feature.Geometry;
                var number = (ushort)Convert.ToInt64(feature.Properties["number"], System.Globalization.CultureInfo.InvariantCulture);
                foreach (var turn in turns)
                {
                    var pixels = shape.Copy();
                    pixels.Apply(new ToPixels(transform, turn));
                    pixels.GeometryChanged();
                    PolygonRaster.Fill(pixels, 0, source.Height, source.Width, (y, from, to) =>
                    {
                        var line = new ushort[to - from];
                        Array.Fill(line, number);
                        drawn.Write(0, y, from, System.Runtime.InteropServices.MemoryMarshal.AsBytes(line.AsSpan()));
                    });
                }
            }
        }

        var changed = 0L;
        var (now, before) = (new ushort[source.Width], new int[source.Width]);
        for (var y = 0; y < source.Height; y++)
        {
            drawn.Read(0, y, 0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(now.AsSpan()));
            rasters.ReadLabels(y, 0, before);
            for (var x = 0; x < now.Length; x++)
            {
                changed += now[x] == (wanted.Contains(before[x] - 1) ? before[x] : 0) ? 0 : 1;
            }
        }

        drawn.Dispose();
        File.Delete(scratch.At("drawn.raw"));
        return changed;
    }

    private sealed class ToPixels(GeoTransform transform, double turn) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (column, row) = transform.ToPixel(seq.GetX(i) + turn, seq.GetY(i));
            seq.SetX(i, column);
            seq.SetY(i, row);
        }
    }

    private sealed class PartOfScene(SceneSource scene, Window part) : IWindowSource
    {
        public int Width => part.Width;

        public int Height => part.Height;

        public bool IsPicture => false;

        public Tensor Read(Window window) => scene.Read(new(part.Left + window.Left, part.Top + window.Top, window.Width, window.Height));
    }

    private sealed class KeptBand : IBandSink, IDisposable
    {
        public Tensor? Band { get; private set; }

        // A window is whole rows, and comes at once.
        public void Write(Tensor band, int top) => Band = band.clone().DetachFromDisposeScope();

        public void Dispose() => Band?.Dispose();
    }
}
