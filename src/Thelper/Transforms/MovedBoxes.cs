using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Transforms;

/// <summary>The boxes of a sample on their way through the steps of a composition.</summary>
internal sealed class MovedBoxes
{
    private const double Tiny = 1e-6;

    private readonly object? value;
    private readonly BboxParams options;
    private readonly IReadOnlyList<(int Left, int Right)> pairs;
    private readonly List<(int Place, BoxEdges Edges, double Visible, ObjectShape? Shape)> boxes = [];
    private readonly List<double[]> rows = [];
    private long height;
    private long width;

    /// <summary>Reads the boxes.</summary>
    /// <param name="value">A list of <see cref="BoundingBox"/> or of lists of numbers, or a tensor with a row for each box; null for none.</param>
    /// <param name="options">How they are written and kept.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="pairs">Key points that change their names in a mirror.</param>
    /// <exception cref="UserErrorException">A value is no box.</exception>
    public MovedBoxes(object? value, BboxParams options, long height, long width, IReadOnlyList<(int Left, int Right)> pairs)
    {
        (this.value, this.options, this.height, this.width, this.pairs) = (value, options, height, width, pairs);
        foreach (var item in Items(value))
        {
            if (item is BoundingBox box)
            {
                boxes.Add((boxes.Count, MovedFields.Edges(box), 1, box.Shape));
                continue;
            }

            // Of a list only the corners are numbers; what follows, such as a class's name, goes along as it is.
            rows.Add(TransformArguments.Items(item) is { } list
                ? TransformArguments.Numbers(value is torch.Tensor ? list : list.Take(4).ToList(), "a box")
                : throw new UserErrorException($"a box is a BoundingBox or a list of numbers, got {PythonRepr.Of(item)}"));
            boxes.Add((boxes.Count, BoxCodec.Read(rows[^1], options.Format, height, width), 1, null));
        }

        Count = boxes.Count;
    }

    /// <summary>How many boxes there were.</summary>
    public int Count { get; }

    /// <summary>The places of those that are left, among those that there were.</summary>
    public IReadOnlyList<int> Kept => boxes.ConvertAll(box => box.Place);

    /// <summary>Where they are.</summary>
    public IReadOnlyList<BoxEdges> Edges => boxes.ConvertAll(box => box.Edges);

    /// <summary>Moves them by a step.</summary>
    public void Move(AlbumentationStep step)
    {
        if (step.Warp.StaysPut)
        {
            return;
        }

        (height, width) = (step.Warp.OutHeight, step.Warp.OutWidth);
        var before = boxes.ToArray();
        boxes.Clear();
        foreach (var box in before)
        {
            if (step.Warp.Box(box.Edges) is { } moved && moved.Edges.Area > Tiny && (!options.CheckEachTransform || moved.Visible >= options.MinVisibility - Tiny))
            {
                var shape = MovedShapes.Move(box.Shape, step.Warp, pairs, box.Edges.Area > 0 ? moved.Edges.Area / box.Edges.Area : 1);
                if (!MovedShapes.IsLost(box.Shape, shape))
                {
                    boxes.Add((box.Place, moved.Edges, box.Visible * moved.Visible, shape));
                }
            }
        }
    }

    /// <summary>Drops those that are too small, or show too little where that is looked at once.</summary>
    public void Filter() => boxes.RemoveAll(box => box.Edges.Area < options.MinArea || box.Edges.Width < options.MinWidth || box.Edges.Height < options.MinHeight
        || (!options.CheckEachTransform && box.Visible < options.MinVisibility - Tiny));

    /// <summary>The boxes, in the form that they came in.</summary>
    public object? Write()
    {
        switch (value)
        {
            case null:
                return new List<object?>();
            case torch.Tensor tensor:
                var numbers = boxes.SelectMany(Row).ToArray();
                long columns = tensor.ndim == 2 ? tensor.shape[1] : 4;
                return numbers.Length == 0
                    ? torch.zeros([0, columns], tensor.dtype)
                    : torch.tensor(numbers, [boxes.Count, columns], dtype: torch.float64).to(tensor.dtype);
            default:
                var items = TransformArguments.Items(value)!;
                return boxes.ConvertAll(box => items[box.Place] is BoundingBox one
                    ? MovedFields.Placed(one, new MovedBox(box.Edges, box.Visible), height, width).WithShape(box.Shape)
                    : (object?)Row(box).Cast<object?>().Concat(TransformArguments.Items(items[box.Place])!.Skip(4)).ToList());
        }

        IEnumerable<double> Row((int Place, BoxEdges Edges, double Visible, ObjectShape? Shape) box) =>
            BoxCodec.Write(box.Edges, options.Format, height, width).Concat(value is torch.Tensor ? rows[box.Place].Skip(4) : []);
    }

    /// <summary>The entries of a value: of a list, or the rows of a tensor.</summary>
    internal static IEnumerable<object?> Items(object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case torch.Tensor tensor:
                if (tensor.numel() == 0)
                {
                    return [];
                }

                if (tensor.ndim != 2)
                {
                    throw new UserErrorException($"needs a tensor with a row for each box or point, got the shape ({string.Join(", ", tensor.shape)})");
                }

                using (var wide = tensor.to(torch.float64))
                using (var plain = wide.contiguous())
                {
                    var numbers = plain.DataSpan<double>().ToArray();
                    return [.. Enumerable.Range(0, (int)tensor.shape[0]).Select(i => (object?)numbers[(i * (int)tensor.shape[1])..((i + 1) * (int)tensor.shape[1])].Cast<object?>().ToList())];
                }

            default:
                return TransformArguments.Items(value) ?? throw new UserErrorException($"needs a list, or a tensor with a row for each, got {PythonRepr.Of(value)}");
        }
    }
}
