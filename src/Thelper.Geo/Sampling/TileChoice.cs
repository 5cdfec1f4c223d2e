using Thelper.Geo.Rasters;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Sampling;

/// <summary>Chooses tiles of scenes: on a grid, or at random places where each class is met equally often.</summary>
internal static class TileChoice
{
    /// <summary>Tiles side by side; the last ones end at the scene's edges, so that no pixel is left out.</summary>
    /// <param name="scenes">The scenes.</param>
    /// <param name="size">Pixels of a tile.</param>
    /// <param name="overlap">Pixels that neighbours share at least.</param>
    public static IEnumerable<(int Scene, Window Window)> Grid(SceneSet scenes, int size, int overlap)
    {
        for (var scene = 0; scene < scenes.Scenes.Count; scene++)
        {
            var info = scenes.Scenes[scene].Image.Info;
            if (info.Width < size || info.Height < size)
            {
                continue;
            }

            var plan = new TilePlan(info.Width, info.Height, new() { Size = size, Overlap = overlap });
            for (var i = 0; i < plan.Count; i++)
            {
                yield return (scene, plan[i]);
            }
        }
    }

    /// <summary>Tiles at random places, around a pixel of each class in turn.</summary>
    /// <param name="scenes">The scenes, with label maps.</param>
    /// <param name="size">Pixels of a tile.</param>
    /// <param name="count">How many tiles.</param>
    /// <param name="seed">Decides the places.</param>
    /// <param name="classOf">The class of a value of label maps; -1 for none.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="balance">Whether classes count equally; else pixels do.</param>
    /// <exception cref="UserErrorException">No pixel has a class.</exception>
    public static IEnumerable<(int Scene, Window Window)> Random(SceneSet scenes, int size, int count, int seed, Func<int, int> classOf, int classes, bool balance)
    {
        var cells = Cells(scenes, size, classOf, classes).ToList();
        var sums = Enumerable.Range(0, classes + 1).Select(label => Sums(cells, label)).ToList();
        var present = Enumerable.Range(0, classes).Where(label => cells.Count > 0 && sums[label][^1] > 0).ToList();
        if (present.Count == 0)
        {
            throw new UserErrorException($"{scenes.Scenes[0].Image.Path}: no pixel of the scenes has one of the classes, or all scenes are smaller than a tile of {size} pixels");
        }

        var random = new Thelper.Random.NumpyRandom(seed);
        for (var i = 0; i < count; i++)
        {
            // The cell with the n-th pixel, of the class whose turn it is or of any.
            var of = sums[balance ? present[i % present.Count] : classes];
            var place = Array.BinarySearch(of, (long)(random.NextDouble() * of[^1]) + 1);
            var cell = cells[FirstOf(of, place < 0 ? ~place : place)];
            var info = scenes.Scenes[cell.Scene].Image.Info;
            var (x, y) = (cell.Left + (random.NextDouble() * cell.Width), cell.Top + (random.NextDouble() * cell.Height));
            yield return (cell.Scene, new(
                Math.Clamp((int)x - (size / 2), 0, info.Width - size), Math.Clamp((int)y - (size / 2), 0, info.Height - size), size, size));
        }
    }

    // Pixels of a class (or of any) in the cells up to each one.
    private static long[] Sums(List<(int Scene, int Left, int Top, int Width, int Height, long[] Counts)> cells, int label)
    {
        var sums = new long[cells.Count];
        var sum = 0L;
        for (var i = 0; i < sums.Length; i++)
        {
            sum += label < cells[i].Counts.Length ? cells[i].Counts[label] : cells[i].Counts.Sum();
            sums[i] = sum;
        }

        return sums;
    }

    // Of equal sums the first: the others have none of the class.
    private static int FirstOf(long[] sums, int index)
    {
        while (index > 0 && sums[index - 1] == sums[index])
        {
            index--;
        }

        return index;
    }

    // Squares of an eighth of a tile, with the number of pixels of each class.
    private static IEnumerable<(int Scene, int Left, int Top, int Width, int Height, long[] Counts)> Cells(SceneSet scenes, int size, Func<int, int> classOf, int classes)
    {
        var side = Math.Max(1, size / 8);
        for (var scene = 0; scene < scenes.Scenes.Count; scene++)
        {
            var info = scenes.Scenes[scene].Image.Info;
            if (scenes.Scenes[scene].Labels is not { } labels || info.Width < size || info.Height < size)
            {
                continue;
            }

            for (var top = 0; top < info.Height; top += side)
            {
                var height = Math.Min(side, info.Height - top);
                var row = labels.Use(raster => Labels(raster, new(0, top, info.Width, height), classOf));
                for (var left = 0; left < info.Width; left += side)
                {
                    var width = Math.Min(side, info.Width - left);
                    var counts = new long[classes];
                    for (var y = 0; y < height; y++)
                    {
                        foreach (var label in row.AsSpan((y * info.Width) + left, width))
                        {
                            if (label >= 0)
                            {
                                counts[label]++;
                            }
                        }
                    }

                    if (counts.Any(number => number > 0))
                    {
                        yield return (scene, left, top, width, height, counts);
                    }
                }
            }
        }
    }

    // The class of each pixel; -1 for those without a label.
    private static int[] Labels(Raster raster, Window window, Func<int, int> classOf)
    {
        using var scope = NewDisposeScope();
        var labels = raster.Read(window, [1], ScalarType.Int32).DataSpan<int>().ToArray();
        var has = raster.ReadValid(window, [1]).DataSpan<byte>();
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = has[i] != 0 ? classOf(labels[i]) : -1;
        }

        return labels;
    }
}
