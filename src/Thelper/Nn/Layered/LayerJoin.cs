using static Thelper.Torch.torch;

namespace Thelper.Nn.Layered;

/// <summary>A layer that brings several together and has no weights.</summary>
/// <param name="Name">What a configuration calls it.</param>
/// <param name="Apply">What it does.</param>
/// <param name="Fits">Whether maps of these shapes can be joined.</param>
/// <param name="Needs">What shapes it needs, and how to get there.</param>
internal sealed record LayerJoin(string Name, Func<Tensor[], Tensor> Apply, Func<long[][], bool> Fits, string Needs)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<LayerJoin> All { get; } =
    [
        new("add", static maps => maps[1..].Aggregate(maps[0], static (sum, map) => sum + map), static shapes => shapes.All(shape => shape.AsSpan().SequenceEqual(shapes[0])),
            "adds maps of one shape; bring the other there first, as by a Conv2d with kernel_size 1 and the stride by which they differ"),
        new("multiply", static maps => maps[1..].Aggregate(maps[0], static (product, map) => product * map), static shapes => shapes.All(shape => Broadcasts(shapes[0], shape)),
            "multiplies maps of one shape, or by maps of one row and column (an AdaptiveAvgPool2d with output_size 1 makes them)"),
        new("concat", static maps => cat(maps, 1), static shapes => shapes.All(shape => shape.Length == shapes[0].Length && shape.AsSpan(2).SequenceEqual(shapes[0].AsSpan(2))),
            "puts channels of maps of one height and width after one another; resize them first, as by Upsample or MaxPool2d"),
    ];

    private static bool Broadcasts(long[] first, long[] other) =>
        first.Length == other.Length && first.Zip(other).Skip(1).Select((pair, i) => pair.First == pair.Second || (i > 0 && pair.Second == 1)).All(fits => fits);
}
