using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Infer.Tiling;
using Thelper.Tasks;

namespace Thelper.Geo.Scenes;

/// <summary>Writes the files of a scene.</summary>
/// <param name="source">The scene.</param>
/// <param name="name">Its name.</param>
/// <param name="scratch">Where drafts are kept.</param>
/// <param name="options">What is written.</param>
internal sealed class SceneOutputs(SceneSource source, string name, SceneScratch scratch, SceneOptions options)
{
    // Of a pixel, by which sides of polygons in longitude and latitude may lie beside their place.
    private const double PartOfPixel = 0.1;
    private readonly SceneRasters rasters = new(source.Info, scratch.Folder, options);

    /// <summary>Names of the files that were written.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Classes that polygons are made of, by index.</summary>
    /// <param name="legend">The classes.</param>
    public IReadOnlySet<int> PolygonClasses(ClassLegend legend) => Enumerable.Range(0, legend.Names.Count)
        .Where(i => options.PolygonClasses?.Contains(legend.Names[i]) ?? (i > 0 || legend.Names.Count == 1)).ToHashSet();

    /// <summary>Vector files that were written, with their formats.</summary>
    public List<(string File, VectorFormat Format)> VectorFiles { get; } = [];

    /// <summary>The path of a file of the scene, which is about to be written.</summary>
    /// <param name="end">The end of its name.</param>
    public string PathOf(string end)
    {
        Files.Add(name + end);
        scratch.Announce(end);
        return Path.Combine(options.Folder, name + end);
    }

    /// <summary>Writes the class of each pixel, the shares, and polygons.</summary>
    /// <param name="report">The scene's report.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="legend">What they are called.</param>
    /// <returns>The report with what was written.</returns>
    public SceneReport WriteClasses(SceneReport report, ClassRasters classes, ClassLegend legend)
    {
        rasters.WriteClasses(PathOf("_class.tif"), classes, legend);
        if (classes.Shares is not null)
        {
            rasters.WriteShares(PathOf("_probs.tif"), classes.Shares, legend.Names);
        }

        var counts = Counts(classes, legend.Names.Count);
        report = report with { Pixels = legend.Numbers.ToDictionary(entry => entry.Key, entry => counts[entry.Value]), Files = Files };
        if (options.Vectors.Count == 0)
        {
            return report;
        }

        var found = new long[legend.Names.Count];
        var wanted = PolygonClasses(legend);
        var polygons = new ScenePolygons(source.Info.Transform, legend, wanted, options.Simplify);
        WriteVectors("_polygons", withScores: false, add => polygons.Run(classes, shape =>
        {
            found[shape.Number - 1]++;
            add(shape);
        }));
        return report with { Polygons = wanted.Order().ToDictionary(i => legend.Names[i], i => found[i]) };
    }

    /// <summary>Writes objects.</summary>
    /// <param name="report">The scene's report.</param>
    /// <param name="boxes">The objects in pixels of the scene.</param>
    /// <param name="task">What they are called.</param>
    /// <returns>The report with what was written.</returns>
    public SceneReport WriteObjects(SceneReport report, IReadOnlyList<ScoredBox> boxes, Detection task)
    {
        WriteVectors("_objects", withScores: true, add =>
        {
            foreach (var box in boxes)
            {
                var corners = source.Info.Transform.Extent(box.Left, box.Top, box.Right - box.Left, box.Bottom - box.Top);
                add(new(Shapes.Ring(corners), task.ClassNames[(int)box.Label], box.Label, box.Score, null));
            }
        });
        return report with
        {
            Files = Files,
            Objects = boxes.GroupBy(box => task.ClassNames[(int)box.Label]).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount()),
        };
    }

    /// <summary>Writes the numbers that a model answered with; pixels without data are NaN.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="scale">How many there are for a pixel of the scene in each direction.</param>
    public void WriteValues(RawRaster values, int scale) => rasters.WriteValues(PathOf("_values.tif"), values, scale, source.Valid);

    /// <summary>Writes by how much numbers differed where they were looked at again; NaN elsewhere.</summary>
    /// <param name="differences">The differences.</param>
    /// <param name="scale">How many there are for a pixel of the scene in each direction.</param>
    /// <param name="looked">1 for pixels of the scene that were looked at.</param>
    public void WriteDifferences(RawRaster differences, int scale, RawRaster looked) => rasters.WriteValues(PathOf("_difference.tif"), differences, scale, window =>
    {
        var seen = new byte[window.Width * window.Height];
        for (var y = 0; y < window.Height; y++)
        {
            looked.Read(0, window.Top + y, window.Left, seen.AsSpan(y * window.Width, window.Width));
        }

        return Thelper.Torch.torch.tensor(seen, [window.Height, window.Width]);
    });

    /// <summary>Writes a raster of numbers that are made row by row.</summary>
    /// <param name="end">The end of its name.</param>
    /// <param name="names">Names of the numbers; empty for none.</param>
    /// <param name="colors">Red, green, blue, opacity of the numbers; empty for none.</param>
    /// <param name="noData">The number of pixels that nothing is said of; null for none.</param>
    /// <param name="fill">Gets the number of a row, and fills the row.</param>
    public void WriteNumbers(string end, IReadOnlyList<string> names, IReadOnlyList<byte[]> colors, double? noData, Action<int, ushort[]> fill) =>
        rasters.WriteNumbers(PathOf(end), names, colors, noData, fill);

    /// <summary>Writes a picture.</summary>
    /// <param name="draw">Draws it into a file.</param>
    public void WriteLook(Action<string> draw)
    {
        var draft = scratch.At("look.png");
        draw(draft);
        SceneFiles.Publish(draft, PathOf("_look.png"));
    }

    private void WriteVectors(string end, bool withScores, Action<Action<SceneShape>> make)
    {
        var formats = options.Vectors.Count > 0 ? options.Vectors : [VectorFormat.GeoJson];
        var system = source.Info.HasTransform ? source.Info.System : null;
        var files = new List<(SceneVectors File, string End, VectorFormat Format)>();
        try
        {
            foreach (var format in formats.Distinct())
            {
                var ending = SceneVectors.EndingOf(format);
                files.Add((SceneVectors.Create(scratch.At("shapes" + ending), format, system, withScores, PartOfPixel * Math.Sqrt(source.Info.Transform.PixelArea)), end + ending, format));
            }

            make(shape => files.ForEach(file => file.File.Add(shape)));
            foreach (var (file, ending, format) in files)
            {
                foreach (var part in SceneVectors.PartsOf(format))
                {
                    scratch.Announce(end + part);
                }

                var path = PathOf(ending);
                file.Publish(path);
                VectorFiles.Add((path, format));
            }
        }
        finally
        {
            files.ForEach(file => file.File.Dispose());
        }
    }

    private static long[] Counts(ClassRasters classes, int count)
    {
        var counts = new long[count + 1];
        var row = new int[classes.Labels.Width];
        for (var y = 0; y < classes.Labels.Height; y++)
        {
            classes.ReadLabels(y, 0, row);
            foreach (var number in row)
            {
                counts[number]++;
            }
        }

        return counts;
    }
}
