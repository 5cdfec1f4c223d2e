using System.Runtime.InteropServices;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <content>Windows off the grid, for what is no class of each pixel.</content>
internal sealed partial class SceneAuditor
{
    // Of boxes of one object, as for boxes of several windows.
    private const double Agreement = 0.5;

    /// <summary>Looks at a classifier's windows: those half a step off the grid, and polygons.</summary>
    /// <param name="files">Gets the map.</param>
    /// <param name="scene">Scores windows.</param>
    /// <param name="rasters">The classes.</param>
    /// <param name="legend">The classes' names.</param>
    public SceneAudit Patches(SceneOutputs files, PatchScene scene, ClassRasters rasters, ClassLegend legend)
    {
        var audit = Vectors(files, rasters, legend);

        // With a stride of one pixel there is nothing off the grid.
        if (scene.Stride == 1)
        {
            return audit;
        }

        var map = Map = scratch.Open("audit.raw", source.Width, source.Height, 1, 1);
        var (looked, compared, differing) = (0, 0L, 0L);
        foreach (var (middle, label) in scene.Shifted(options.AuditWindows))
        {
            looked++;
            var (before, line) = (new int[middle.Width], new byte[middle.Width]);
            for (var y = middle.Top; y < middle.Bottom; y++)
            {
                rasters.ReadLabels(y, middle.Left, before);
                for (var x = 0; x < line.Length; x++)
                {
                    line[x] = (byte)(before[x] == 0 ? 0 : before[x] == label ? Same : Differs);
                    compared += line[x] == 0 ? 0 : 1;
                    differing += line[x] == Differs ? 1 : 0;
                }

                map.Write(0, y, middle.Left, line);
            }
        }

        WriteMap(files, map);
        return audit with { ShiftedWindows = looked, ComparedPixels = compared, DifferingPixels = differing };
    }

    /// <summary>Looks at objects: which of them windows off the grid find too, which they find besides, and coverage.</summary>
    /// <param name="files">Gets the maps.</param>
    /// <param name="plan">The windows.</param>
    /// <param name="windows">Which windows were predicted on.</param>
    /// <param name="boxes">The objects, in pixels of the scene.</param>
    public SceneAudit Objects(SceneOutputs files, TilePlan plan, WindowLog windows, IReadOnlyList<ScoredBox> boxes)
    {
        var audit = Coverage(files, plan, windows);
        var map = Map = scratch.Open("audit.raw", source.Width, source.Height, 1, 1);
        var (looked, compared, differing) = (0, 0L, 0L);
        foreach (var window in ShiftedWindows.Of(plan, windows, options.AuditWindows))
        {
            looked++;
            var again = new List<ScoredBox>();
            predictor.Find(new PartOfScene(source, window), (_, found) => again.AddRange(
                found.Select(entry => entry.Box.Moved(window.Left, window.Top)).Where(box => box.Score >= options.Threshold)));
            var own = Middle(window, plan);

            // Each object is one, whoever found it: those of the first look, and those that only the second one knows.
            var first = boxes.Where(box => IsIn(box, own)).Select(box => (Box: box, Found: again.Exists(other => IsOne(box, other)))).ToList();
            var further = again.Where(box => IsIn(box, own) && !boxes.Any(other => IsOne(box, other))).Select(box => (Box: box, Found: false));
            foreach (var (box, found) in first.Concat(further).OrderByDescending(entry => entry.Found))
            {
                compared++;
                differing += found ? 0 : 1;
                Paint(map, box, found ? Same : Differs);
            }
        }

        WriteMap(files, map);
        return audit with { ShiftedWindows = looked, ComparedObjects = compared, DifferingObjects = differing };
    }

    /// <summary>Looks at numbers: by how much those of windows off the grid are others, and coverage.</summary>
    /// <param name="files">Gets the maps.</param>
    /// <param name="plan">The windows.</param>
    /// <param name="windows">Which windows were predicted on.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="scale">How many there are for a pixel of the scene in each direction.</param>
    public SceneAudit Values(SceneOutputs files, TilePlan plan, WindowLog windows, RawRaster values, int scale)
    {
        var audit = Coverage(files, plan, windows);
        var looked = scratch.Open("audit.raw", source.Width, source.Height, 1, 1);
        using var differences = new RawRaster(scratch.At("differences.raw"), values.Width, values.Height, 1, sizeof(float));
        var (count, most) = (0, 0.0);
        foreach (var window in ShiftedWindows.Of(plan, windows, options.AuditWindows))
        {
            count++;
            most = Math.Max(most, CompareValues(window, Middle(window, plan), values, scale, looked, differences));
        }

        files.WriteDifferences(differences, scale, looked);
        return audit with { ShiftedWindows = count, LargestDifference = most };
    }

    private double CompareValues(Window window, Window own, RawRaster values, int scale, RawRaster looked, RawRaster differences)
    {
        using var scope = NewDisposeScope();
        using var kept = new KeptBand();
        predictor.Predict(new PartOfScene(source, window), kept);
        var again = kept.Band!.narrow(1, (own.Top - window.Top) * scale, own.Height * scale).narrow(2, (own.Left - window.Left) * scale, own.Width * scale).contiguous();
        var valid = source.Valid(own);
        var seen = valid.DataSpan<byte>();
        for (var y = 0; y < own.Height; y++)
        {
            looked.Write(0, own.Top + y, own.Left, seen.Slice(y * own.Width, own.Width));
        }

        var before = new float[again.numel()];
        var width = own.Width * scale;
        for (var row = 0; row < before.Length / width; row++)
        {
            var (band, y) = Math.DivRem(row, own.Height * scale);
            values.Read(band, (own.Top * scale) + y, own.Left * scale, MemoryMarshal.AsBytes(before.AsSpan(row * width, width)));
        }

        // Of several numbers for a pixel, the one that differs most counts.
        var difference = (again - tensor(before, again.shape)).abs().amax([0]);
        var isSeen = valid.repeat_interleave(scale, 0).repeat_interleave(scale, 1);
        difference = difference.masked_fill(isSeen == 0, 0).contiguous();
        var lines = difference.DataSpan<float>();
        for (var y = 0; y < own.Height * scale; y++)
        {
            differences.Write(0, (own.Top * scale) + y, own.Left * scale, MemoryMarshal.AsBytes(lines.Slice(y * width, width)));
        }

        return difference.max().ToDouble();
    }

    private void Paint(RawRaster map, ScoredBox box, int value)
    {
        var (left, top) = (Math.Clamp((int)Math.Floor(box.Left), 0, source.Width - 1), Math.Clamp((int)Math.Floor(box.Top), 0, source.Height - 1));
        var (right, bottom) = (Math.Clamp((int)Math.Ceiling(box.Right), left + 1, source.Width), Math.Clamp((int)Math.Ceiling(box.Bottom), top + 1, source.Height));
        var line = new byte[right - left];
        Array.Fill(line, (byte)value);
        for (var y = top; y < bottom; y++)
        {
            map.Write(0, y, left, line);
        }
    }

    private void WriteMap(SceneOutputs files, RawRaster map)
    {
        var row = new byte[source.Width];
        files.WriteNumbers("_disagreement.tif", Names, Colors, 0, (y, numbers) =>
        {
            map.Read(0, y, 0, row);
            Array.ConvertAll(row, number => (ushort)number).CopyTo(numbers, 0);
        });
    }

    // What would count on the shifted grid, in pixels of the scene: half a step around the middle.
    private static Window Middle(Window window, TilePlan plan)
    {
        var step = plan.Options.Size - plan.Options.Overlap;
        var (width, height) = (Math.Min(window.Width, step), Math.Min(window.Height, step));
        return new(window.Left + ((window.Width - width) / 2), window.Top + ((window.Height - height) / 2), width, height);
    }

    private static bool IsIn(ScoredBox box, Window window) =>
        (box.Left + box.Right) / 2 is var x && (box.Top + box.Bottom) / 2 is var y && x >= window.Left && x < window.Right && y >= window.Top && y < window.Bottom;

    private static bool IsOne(ScoredBox box, ScoredBox other) => box.Label == other.Label && box.Overlap(other) >= Agreement;
}
