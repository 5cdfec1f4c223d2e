using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Draws a scene and what was found in it, small enough to look at: every n-th pixel of every n-th row.</summary>
/// <param name="source">The scene.</param>
internal sealed class SceneLook(SceneSource source)
{
    private const int LongSide = 640;
    private const int Gap = 8;
    private const double Dark = 0.02;
    private const double Bright = 0.98;
    private static readonly IReadOnlyList<byte>[] Frame = [[220, 40, 40]];
    private readonly int step = Math.Max(1, (Math.Max(source.Width, source.Height) + LongSide - 1) / LongSide);

    /// <summary>The scene beside the colours of its classes, over it in grey; and beside these where windows off the grid were of another opinion.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="rasters">The classes.</param>
    /// <param name="legend">Their names and colours.</param>
    /// <param name="audit">1 where the second look agreed, 2 where it did not; null for none.</param>
    public void WriteClasses(string path, ClassRasters rasters, ClassLegend legend, RawRaster? audit)
    {
        using var scope = NewDisposeScope();
        var scene = Scene();
        var grey = scene.to(ScalarType.Float32).mean([2], keepdim: true, ScalarType.Float32);
        var colors = new LabelColors([[255, 255, 255], .. legend.Colors.Select(Visible)]);
        var labels = Sampled((row, y) => rasters.ReadLabels(y, 0, row));
        var panels = new List<Tensor> { scene, Over(grey, colors.Paint(labels), labels != 0) };
        List<(string, IReadOnlyList<byte>)> names = [.. legend.Names.Zip(legend.Colors, (name, color) => (name, Visible(color)))];
        if (audit is not null)
        {
            var line = new byte[source.Width];
            var looked = Sampled((row, y) =>
            {
                audit.Read(0, y, 0, line);
                Array.ConvertAll(line, value => (int)value).CopyTo(row);
            });
            panels.Add(Over(grey, new LabelColors([[255, 255, 255], [170, 210, 170], .. Frame]).Paint(looked), looked != 0));
            names.AddRange([("looked at again: the same", (IReadOnlyList<byte>)new byte[] { 170, 210, 170 }), ("another class", Frame[0])]);
        }

        Save(path, Beside(panels), names);
    }

    /// <summary>The scene with the outlines of objects.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="boxes">The objects, in pixels of the scene.</param>
    public void WriteObjects(string path, IReadOnlyList<ScoredBox> boxes)
    {
        using var scope = NewDisposeScope();
        var scene = Scene();
        var color = tensor(Frame[0].ToArray());
        var (height, width) = ((int)scene.shape[0], (int)scene.shape[1]);
        foreach (var box in boxes)
        {
            var (left, top) = (Math.Clamp((int)(box.Left / step), 0, width - 1), Math.Clamp((int)(box.Top / step), 0, height - 1));
            var (right, bottom) = (Math.Clamp((int)(box.Right / step), left, width - 1), Math.Clamp((int)(box.Bottom / step), top, height - 1));
            foreach (var y in new[] { top, bottom })
            {
                scene.narrow(0, y, 1).narrow(1, left, right - left + 1).copy_(color);
            }

            foreach (var x in new[] { left, right })
            {
                scene.narrow(0, top, bottom - top + 1).narrow(1, x, 1).copy_(color);
            }
        }

        Save(path, scene, []);
    }

    // Black is the first class's colour as a rule, and hides the scene.
    private static IReadOnlyList<byte> Visible(IReadOnlyList<byte> color) => color.All(value => value == 0) ? [70, 70, 70] : color;

    private static void Save(string path, Tensor picture, List<(string, IReadOnlyList<byte>)> names) =>
        ImageCodec.Save(path, ImageOps.ConvertColor(Legend.Below(picture, names).contiguous(), ColorConversion.BgrToRgb));

    private static Tensor Over(Tensor grey, Tensor colors, Tensor shown)
    {
        var mixed = (grey * 0.4) + (colors.to(ScalarType.Float32) * 0.6);
        return where(shown.unsqueeze(2), mixed, grey.expand(-1, -1, 3)).clamp(0, byte.MaxValue).to(ScalarType.Byte);
    }

    private static Tensor Beside(List<Tensor> panels) =>
        cat([.. panels.SelectMany(panel => new[] { panel, full([panel.shape[0], Gap, 3], byte.MaxValue, ScalarType.Byte) }).SkipLast(1)], 1);

    // The first three bands, or the first one in grey, stretched from dark to bright; white where there are no data.
    private Tensor Scene()
    {
        var rows = new List<Tensor>();
        var valid = new List<Tensor>();
        var columns = arange(0, source.Width, step, ScalarType.Int64);
        for (var y = 0; y < source.Height; y += step)
        {
            // Only what is drawn of a row is kept: whole rows of a scene are as wide as it is.
            using var row = NewDisposeScope();
            rows.Add(source.Read(new(0, y, source.Width, 1)).index_select(1, columns).MoveToOuterDisposeScope());
            valid.Add(source.Valid(new(0, y, source.Width, 1)).index_select(1, columns).MoveToOuterDisposeScope());
        }

        var image = cat([.. rows], 0).to(ScalarType.Float32);
        var has = cat([.. valid], 0) != 0;
        image = image.narrow(2, 0, image.shape[2] >= 3 ? 3 : 1);
        var bands = Enumerable.Range(0, (int)image.shape[2]).Select(band => Stretched(image.select(2, band), has)).ToList();
        var picture = stack([.. bands.Count == 1 ? [bands[0], bands[0], bands[0]] : bands], 2);
        return where(has.unsqueeze(2), picture, full_like(picture, byte.MaxValue)).to(ScalarType.Byte);
    }

    private static Tensor Stretched(Tensor band, Tensor has)
    {
        var values = band.masked_select(has);
        if (values.numel() == 0)
        {
            return zeros_like(band);
        }

        var sorted = values.sort(0).Item1;
        var (low, high) = (At(sorted, Dark), At(sorted, Bright));
        return ((band - low) / Math.Max(high - low, 1e-6) * byte.MaxValue).clamp(0, byte.MaxValue);
    }

    private static double At(Tensor sorted, double share) => sorted.select(0, (long)(share * (sorted.numel() - 1))).ToDouble();

    private Tensor Sampled(Action<int[], int> read)
    {
        var (width, height) = ((source.Width + step - 1) / step, (source.Height + step - 1) / step);
        var numbers = new long[width * height];
        var row = new int[source.Width];
        for (var y = 0; y < height; y++)
        {
            read(row, y * step);
            for (var x = 0; x < width; x++)
            {
                numbers[(y * width) + x] = row[x * step];
            }
        }

        return tensor(numbers, [height, width]);
    }
}
