using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Imaging.Transforms;
using Thelper.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Sampling;

/// <summary>Looks at where the samples of a configuration's sets lie on the ground: how near those that a model is judged by lie to those that it learns from, whether they overlap, and how alike neighbours look.</summary>
public static class PlaceAudit
{
    private const int MostCompared = 200;
    private const int Side = 16;
    private static readonly LoaderSet[] Sets = [LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test];

    /// <summary>Splits the data of a configuration as a session would, and compares the places of the sets.</summary>
    /// <param name="configPath">The configuration file; its sections <c>datasets</c> and <c>loaders</c> are used.</param>
    /// <param name="folder">Gets a map (<c>places.png</c>); null to write nothing.</param>
    /// <param name="environment">The user's wish to stop, and whether code of others may run.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <exception cref="UserErrorException">The configuration or the data cannot be used, or samples have no place on the ground.</exception>
    public static PlaceReport Run(string configPath, string? folder, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        using var scope = NewDisposeScope();
        var loaders = Loaders.Create(ConfigLoader.Load(configPath, overrides), new TypeRegistry(new Consent(environment.Trust)), environment.Log.For);
        var places = new PlaceSet(loaders);
        if (places.Tiles.Values.Sum(tiles => tiles.Count) == 0)
        {
            throw new UserErrorException($"{configPath}: no data set says where its samples lie; thelper.data.geo.SceneTileDataset, TileDataset and VectorCropDataset do");
        }

        var pairs = new List<PlacePair>();
        var near = new List<(LoaderSet Set, int Tile)>();
        foreach (var (learned, judged) in new[] { (LoaderSet.Train, LoaderSet.Valid), (LoaderSet.Train, LoaderSet.Test), (LoaderSet.Valid, LoaderSet.Test) })
        {
            environment.Stop.ThrowIfRequested();
            var (from, to) = (places.Tiles[learned], places.Tiles[judged]);
            if (from.Count == 0 || to.Count == 0)
            {
                continue;
            }

            var nearness = SplitAudit.Compare([.. from.Select(tile => tile.Tile)], [.. to.Select(tile => tile.Tile)]);
            var looked = Spread(nearness.Count).Select(i => Likeness(loaders, to[nearness[i].Tile], from[nearness[i].Nearest], loaders.Task.InputKey)).OfType<double>().ToList();
            pairs.Add(PlacePair.Of(learned, judged, nearness, looked));
            near.AddRange(nearness.Where(tile => tile.Metres == 0).Select(tile => (judged, tile.Tile)));
        }

        List<string> files = [];
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            files.AddRange(PlaceMap.Write(folder, places, near));
        }

        return new(Sets.ToDictionary(set => set.ToString().ToLowerInvariant(), set => places.Tiles[set].Count), pairs, files);
    }

    private static IEnumerable<int> Spread(int count) => Enumerable.Range(0, Math.Min(count, MostCompared)).Select(i => (int)((long)i * count / Math.Min(count, MostCompared)));

    // The correlation of what two samples look like from afar.
    private static double? Likeness(Loaders loaders, PlacedSample one, PlacedSample other, string key)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Look(loaders, one, key), Look(loaders, other, key));
        if (a is null || b is null)
        {
            return null;
        }

        var (x, y) = (a - a.mean(), b - b.mean());
        var size = (x.square().sum() * y.square().sum()).sqrt().ToDouble();
        return size > 0 ? (x * y).sum().ToDouble() / size : null;
    }

    private static Tensor? Look(Loaders loaders, PlacedSample place, string key)
    {
        using var sample = loaders.Datasets[place.Dataset].GetItem(place.Index, TransformRandom.For(0, 0, 0));
        return sample.GetValueOrDefault(key) is Tensor { ndim: 3 } image
            ? nn.functional.adaptive_avg_pool2d(image.to(ScalarType.Float32).permute(2, 0, 1).unsqueeze(0), Side).reshape(-1)
            : null;
    }
}
