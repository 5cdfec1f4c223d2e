using System.Runtime.InteropServices;
using Thelper.Geo.Rasters;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Writes the rasters of a scene: GeoTIFFs, or cloud-optimised ones. A file is complete under its name, or not there.</summary>
/// <param name="scene">The scene, whose grid they have.</param>
/// <param name="scratch">Where drafts are kept; on the disk of the results.</param>
/// <param name="options">Compression and format.</param>
internal sealed class SceneRasters(RasterInfo scene, string scratch, SceneOptions options)
{
    private const int BlockRows = 256;
    private const int BlockColumns = 4096;
    private const int MostPaletteEntries = 256;
    private const int SmallestOverview = 256;
    private readonly SceneOverviews overviews = options.Overviews ?? (options.Cog ? SceneOverviews.Nearest : SceneOverviews.None);

    /// <summary>Writes the class of each pixel, with colours and names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rasters">The classes.</param>
    /// <param name="legend">What they are called.</param>
    public void WriteClasses(string path, ClassRasters rasters, ClassLegend legend)
    {
        var isByte = legend.Size == 1;
        var profile = Profile(1, isByte ? RasterType.Byte : RasterType.UInt16) with
        {
            NoData = 0,
            // In the file itself, too: GDAL keeps names of values in a file beside it.
            Metadata = new Dictionary<string, string> { ["CLASS_NAMES"] = string.Join(',', legend.Names.Prepend(ClassLegend.NoDataName)) },
            ClassNames = isByte ? [ClassLegend.NoDataName, .. legend.Names] : [],
            Colors = legend.Names.Count < MostPaletteEntries ? [[0, 0, 0, 0], .. legend.Colors.Select(color => (byte[])[.. color, byte.MaxValue])] : [],
        };
        Write(path, profile, OfClasses, (file, window) =>
        {
            var bytes = new byte[window.Width * window.Height * legend.Size];
            ReadRows(rasters.Labels, 0, window, bytes);
            using var rows = isByte
                ? tensor(bytes, [window.Height, window.Width])
                : tensor(Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), number => (int)number), [window.Height, window.Width]);
            file.Write(window, rows);
        });
    }

    /// <summary>Writes the shares of the classes, a band for each.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shares">The shares.</param>
    /// <param name="names">Names of the bands.</param>
    public void WriteShares(string path, RawRaster shares, IReadOnlyList<string> names) => Write(path, Shared(Profile(shares.Bands, RasterType.Float32)) with { BandNames = names }, Resampling.Average, (file, window) =>
    {
        var numbers = new float[window.Width * window.Height];
        for (var band = 0; band < shares.Bands; band++)
        {
            ReadRows(shares, band, window, MemoryMarshal.AsBytes(numbers.AsSpan()));
            using var rows = tensor(numbers, [window.Height, window.Width]);
            file.Write(window, rows, [band + 1]);
        }
    });

    /// <summary>Writes numbers, perhaps on a finer grid than the scene's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="scale">How many there are for a pixel of the scene in each direction.</param>
    /// <param name="validOf">Says where a window of the scene has data: uint8, 1 where it has.</param>
    public void WriteValues(string path, RawRaster values, int scale, Func<Window, Tensor> validOf)
    {
        var (at, size) = (scene.Transform, (double)scale);
        var profile = Shared(Profile(values.Bands, RasterType.Float32)) with
        {
            Width = values.Width,
            Height = values.Height,
            NoData = double.NaN,
            Transform = scene.HasTransform ? at with { PixelWidth = at.PixelWidth / size, SkewX = at.SkewX / size, SkewY = at.SkewY / size, PixelHeight = at.PixelHeight / size } : null,
        };
        Write(path, profile, Resampling.Average, (file, window) =>
        {
            // Pixels of the scene that the window lies in.
            var (left, top) = (window.Left / scale, window.Top / scale);
            var part = new Window(left, top, ((window.Right + scale - 1) / scale) - left, ((window.Bottom + scale - 1) / scale) - top);
            using var scope = NewDisposeScope();
            var valid = validOf(part).repeat_interleave(scale, 0).repeat_interleave(scale, 1)
                .narrow(0, window.Top - (top * scale), window.Height).narrow(1, window.Left - (left * scale), window.Width);
            var numbers = new float[window.Width * window.Height];
            for (var band = 0; band < values.Bands; band++)
            {
                ReadRows(values, band, window, MemoryMarshal.AsBytes(numbers.AsSpan()));
                file.Write(window, tensor(numbers, [window.Height, window.Width]).masked_fill(valid == 0, float.NaN), [band + 1]);
            }
        });
    }

    /// <summary>Writes whole numbers that are made row by row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Names of the numbers; empty for none.</param>
    /// <param name="colors">Red, green, blue, opacity of the numbers; empty for none.</param>
    /// <param name="noData">The number of pixels that nothing is said of; null for none.</param>
    /// <param name="fill">Gets the number of a row, and fills the row.</param>
    public void WriteNumbers(string path, IReadOnlyList<string> names, IReadOnlyList<byte[]> colors, double? noData, Action<int, ushort[]> fill)
    {
        var profile = Profile(1, names.Count > 0 ? RasterType.Byte : RasterType.UInt16) with { NoData = noData, ClassNames = names, Colors = colors };
        Write(path, profile, OfClasses, (file, window) =>
        {
            // Where the first columns of some rows are wanted, all of these rows are written.
            if (window.Left > 0)
            {
                return;
            }

            var numbers = new ushort[scene.Width];
            for (var y = window.Top; y < window.Bottom; y++)
            {
                fill(y, numbers);
                using var row = tensor(Array.ConvertAll(numbers, number => (int)number), [1, scene.Width]);
                file.Write(new(0, y, scene.Width, 1), row);
            }
        });
    }

    // Real numbers hardly shrink: the least effort is enough.
    private RasterProfile Shared(RasterProfile profile) => options.Compression == "deflate" ? profile with { Options = [.. profile.Options, "ZLEVEL=1"] } : profile;

    private static void ReadRows(RawRaster raster, int band, Window window, Span<byte> numbers)
    {
        var length = window.Width * raster.Size;
        for (var y = 0; y < window.Height; y++)
        {
            raster.Read(band, window.Top + y, window.Left, numbers.Slice(y * length, length));
        }
    }

    private RasterProfile Profile(int bands, RasterType type)
    {
        string[] compress = options.Compression == "none" ? [] : [$"COMPRESS={options.Compression.ToUpperInvariant()}"];
        return RasterProfile.Like(scene, bands, type) with { Options = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "BIGTIFF=IF_SAFER", .. bands > 1 ? ["INTERLEAVE=BAND"] : Array.Empty<string>(), .. compress] };
    }

    private Resampling OfClasses => overviews == SceneOverviews.Mode ? Resampling.Mode : Resampling.Nearest;

    private void Write(string path, RasterProfile profile, Resampling resampling, Action<Raster, Window> fill)
    {
        var draft = Path.Combine(scratch, Path.GetFileName(path));
        using (var file = RasterFiles.Create(draft, profile))
        {
            for (var top = 0; top < profile.Height; top += BlockRows)
            {
                for (var left = 0; left < profile.Width; left += BlockColumns)
                {
                    fill(file, new(left, top, Math.Min(BlockColumns, profile.Width - left), Math.Min(BlockRows, profile.Height - top)));
                }
            }

            file.Flush();
        }

        // Of a file that is complete: smaller copies are made of what is in it.
        var levels = Enumerable.Range(1, 30).Select(power => 1 << power).TakeWhile(level => Math.Max(profile.Width, profile.Height) / (level / 2) > SmallestOverview).ToList();
        if (!options.Cog && overviews != SceneOverviews.None && levels.Count > 0)
        {
            using var file = Raster.OpenForUpdate(draft);
            RasterFiles.AddOverviews(file, resampling, levels);
            file.Flush();
        }

        if (options.Cog)
        {
            var copy = Path.Combine(scratch, "cog." + Path.GetFileName(path));
            using (var file = Raster.Open(draft))
            {
                RasterFiles.Copy(file, copy, "COG", [$"COMPRESS={options.Compression.ToUpperInvariant()}", overviews == SceneOverviews.None ? "OVERVIEWS=NONE" : $"OVERVIEW_RESAMPLING={resampling.ToString().ToUpperInvariant()}", "BLOCKSIZE=256", "BIGTIFF=IF_SAFER", "NUM_THREADS=1"]);
            }

            File.Delete(draft);
            draft = copy;
        }

        SceneFiles.Publish(draft, path);
    }
}
