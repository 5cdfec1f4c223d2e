using Thelper.Geo;
using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Reading rasters and cutting samples from them, the counterpart of <c>bench/geo.py</c>, which makes the files.</summary>
internal static class GeoBench
{
    private const int Side = 256;
    private const int Windows = 400;
    private const int Features = 1_000_000;
    private const double Extent = 200_000;

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["geo-crops"] = Crops,
        ["geo-index"] = Index,
        ["geo-read-1"] = () => Read(1),
        ["geo-read-2"] = () => Read(2),
    };

    private static string Data(string name) => Path.Combine("artifacts", "bench", "geo", name);

    private static Func<double> Crops()
    {
        var data = new VectorCropDataset(Data("scene.tif"), Data("polygons.geojson"), pxSize: 10L, srsTarget: 32618L);
        return () =>
        {
            var total = 0L;
            for (var i = 0; i < data.Count; i++)
            {
                using var sample = data.GetItem(i, TransformRandom.For(0, 0, i));
                foreach (var value in ((Tensor)sample["raster"]!).DataSpan<int>())
                {
                    total += value;
                }

                foreach (var value in ((Tensor)sample["mask"]!).DataSpan<byte>())
                {
                    total += value;
                }
            }

            return total;
        };
    }

    // A window of a tile's size among very many features.
    private static Func<double> Index()
    {
        var random = new System.Random(1);
        var features = Enumerable.Range(0, Features).Select(i =>
        {
            var (x, y) = (random.NextDouble() * Extent, random.NextDouble() * Extent);
            var shape = Shapes.Box(x, y, x + 20, y + 15);
            return new ParsedFeature(shape, new(x, y), new(x + 20, y + 15), shape.Centroid, false, null, new Dictionary<string, object?>());
        }).ToList();
        var index = new FeatureIndex(features);
        return () =>
        {
            var (x, y) = (random.NextDouble() * Extent, random.NextDouble() * Extent);
            return index.Intersecting(Shapes.Box(x, y, x + 5120, y + 5120)).Count;
        };
    }

    private static Func<double> Read(int threads)
    {
        var source = new RasterSource(Data("scene.tif"));
        return () =>
        {
            var readers = Enumerable.Range(0, threads).Select(number => new Thread(() =>
            {
                var random = new System.Random(number);
                for (var i = 0; i < Windows; i++)
                {
                    var window = new Window(random.Next(source.Info.Width - Side), random.Next(source.Info.Height - Side), Side, Side);
                    source.Use(raster => raster.Read(window)).Dispose();
                }
            })).ToList();
            readers.ForEach(reader => reader.Start());
            readers.ForEach(reader => reader.Join());
            return 0;
        };
    }
}
