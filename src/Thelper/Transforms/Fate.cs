using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>One draw of an operation that moves pixels, for an image and all that belongs to it.</summary>
internal sealed class Fate
{
    private readonly MovingOperation operation;
    private readonly TransformRandom random;
    private readonly SampleFields fields;
    private readonly BoxLimits limits;
    private readonly Scene? scene;
    private readonly Dictionary<(long Height, long Width, bool IsReal), IReadOnlyList<Warp>> drawn = [];

    /// <param name="operation">The operation.</param>
    /// <param name="random">The stream that it draws from.</param>
    /// <param name="fields">What the fields of the sample are.</param>
    /// <param name="limits">Which boxes are kept.</param>
    /// <param name="scene">The image that the others belong to; null where the sample has none.</param>
    public Fate(MovingOperation operation, TransformRandom random, SampleFields fields, BoxLimits limits, Scene? scene) =>
        (this.operation, this.random, this.fields, this.limits, this.scene) = (operation, random, fields, limits, scene);

    /// <summary>Moves the value of a field.</summary>
    /// <param name="key">The field.</param>
    /// <param name="value">Its value; lists are moved element by element.</param>
    /// <exception cref="UserErrorException">The value does not suit the operation.</exception>
    public object? Move(string key, object? value)
    {
        var kind = fields.Of(key);
        return value switch
        {
            null => null,
            IReadOnlyList<object?> boxes when kind == FieldKind.Boxes && boxes.All(box => box is BoundingBox) =>
                Results(Warps(key), warp => MovedFields.Boxes(boxes, warp, limits, fields.Pairs)),
            IReadOnlyList<object?> list => list.Select(item => Move(key, item)).ToList(),
            torch.Tensor points when kind == FieldKind.Points => Results(Warps(key), warp => MovedFields.Points(points, warp, fields.Pairs)),
            torch.Tensor map when kind is FieldKind.LabelMap or FieldKind.HeatMap =>
                Results(Warps(key), warp => MovedFields.Map(map, warp, kind == FieldKind.LabelMap ? fields.Fill : null, $"the map under '{key}'")),
            torch.Tensor twin when kind == FieldKind.Twin && scene is not null => Twin(key, twin),
            torch.Tensor image => Results(Drawn(operation.SceneOf(image)), warp => operation.Move(warp, image)),
            _ => operation.Apply(value, random.Fork(1)),
        };
    }

    private object? Twin(string key, torch.Tensor twin)
    {
        var size = operation.SceneOf(twin);
        return Results(Warps(key), warp => operation.Move(warp.At(size.Height, size.Width), twin));
    }

    private IReadOnlyList<Warp> Warps(string key) => Drawn(scene
        ?? throw new UserErrorException($"{operation.TypeName}: cannot move '{key}', as the sample has no image under '{fields.ImageKey}'"));

    // The stream starts anew for each size, so that all of one size share a draw, and those of others draw the same numbers.
    private IReadOnlyList<Warp> Drawn(Scene size)
    {
        var key = (size.Height, size.Width, size.IsReal);
        if (!drawn.TryGetValue(key, out var warps))
        {
            var whole = scene is not null && (scene.Height, scene.Width) == (size.Height, size.Width) ? scene with { IsReal = size.IsReal } : size;
            drawn.Add(key, warps = operation.DrawAll(whole, random.Fork(1)));
        }

        return warps;
    }

    private object? Results(IReadOnlyList<Warp> warps, Func<Warp, object?> move) =>
        operation is TilingOperation ? warps.Select(move).ToList() : move(warps[0]);
}
