using System.Collections.Generic;
using System.Linq;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Samples;

/// <summary>How many things are in the image? A regression whose target is one number.</summary>
public sealed class Counting : Regression
{
    private readonly int mostThings;

    public Counting(string input_key, string count_key, int most_things, IReadOnlyList<string>? meta_keys = null)
        : base(input_key, count_key, meta_keys, targetShape: [1], targetType: "float32", targetMin: 0L, targetMax: (long)most_things)
        => mostThings = most_things;

    // What the constructor needs to make this task again: it is written to checkpoints and logs.
    public override IReadOnlyList<KeyValuePair<string, object?>> Parameters =>
    [
        new("input_key", InputKey),
        new("count_key", GtKey),
        new("most_things", (long)mostThings),
        new("meta_keys", MetaKeys),
    ];

    public override bool CheckCompat(Task task, bool exact = false) =>
        task is Counting other && KeysAgree(other, exact) && (!exact || mostThings == other.mostThings);
}

/// <summary>Embedded shapes and their number.</summary>
public sealed class ShapeCounts : Dataset
{
    private readonly ShapesDataset shapes;

    public ShapeCounts(int count = 1000, int image_size = 32, int most_things = 4, ITransform? transforms = null)
        : base(transforms)
    {
        shapes = new ShapesDataset(count, image_size, maxObjects: most_things, task: "detect");
        Task = new Counting("image", "things", most_things);
    }

    public override Task Task { get; }

    public override int Count => shapes.Count;

    protected override Sample Load(int index)
    {
        using var sample = shapes.GetItem(index, TransformRandom.For(0, 0, index));
        var things = ((IReadOnlyList<object?>)sample["bboxes"]!).Count;
        return new Sample { ["image"] = ((torch.Tensor)sample["image"]!).clone(), ["things"] = torch.tensor(new[] { (float)things }) };
    }
}
