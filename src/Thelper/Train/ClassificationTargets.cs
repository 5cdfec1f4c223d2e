using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Turns the labels of a batch into the tensor that a loss function takes.</summary>
internal static class ClassificationTargets
{
    /// <summary>Reads the labels of one batch.</summary>
    /// <param name="labels">
    /// An int64 tensor, taken as it is; for multi-label tasks a tensor (batch, classes), cast to float32; else a tensor or list
    /// of class names, indices or one-element tensors.
    /// </param>
    /// <param name="task">The task, which knows the classes.</param>
    /// <returns>An int64 tensor (batch), or a float32 tensor (batch, classes) for multi-label tasks; on the CPU.</returns>
    /// <exception cref="UserErrorException">A label is no class of the task.</exception>
    public static Tensor Read(object? labels, Classification task)
    {
        switch (labels)
        {
            case Tensor { dtype: ScalarType.Int64 } tensor when !task.MultiLabel:
                return tensor;
            case Tensor tensor when task.MultiLabel:
                return tensor.dim() == 2 && tensor.shape[1] == task.ClassNames.Count
                    ? tensor.to(ScalarType.Float32)
                    : throw Bad(task, $"a multi-label batch must have the shape (batch, {task.ClassNames.Count}), not ({string.Join(", ", tensor.shape)})");
            case Tensor tensor when tensor.dim() == 1:
                return Indices(Elements(tensor), task);
            case IReadOnlyList<object?> list when !task.MultiLabel:
                return Indices(list, task);
            default:
                throw Bad(task, $"cannot read labels of the type {labels?.GetType().Name ?? "null"}");
        }
    }

    private static List<object?> Elements(Tensor tensor)
    {
        using var wide = tensor.to(ScalarType.Float64);
        var elements = new List<object?>();
        foreach (var value in wide.DataSpan<double>())
        {
            elements.Add(value);
        }

        return elements;
    }

    private static Tensor Indices(IReadOnlyList<object?> labels, Classification task)
    {
        var indices = new long[labels.Count];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = labels[i] switch
            {
                string name => task.ClassIndices.TryGetValue(name, out var index) ? index : throw Bad(task, $"'{name}' is not among the classes"),
                Tensor one when one.numel() == 1 => Checked(one.ToDouble(), task),
                long index => Checked(index, task),
                int index => Checked(index, task),
                double index => Checked(index, task),
                var other => throw Bad(task, $"cannot read a label of the type {other?.GetType().Name ?? "null"}"),
            };
        }

        return torch.tensor(indices);
    }

    private static long Checked(double index, Classification task)
        => index >= 0 && index < task.ClassNames.Count && index == Math.Floor(index)
            ? (long)index
            : throw Bad(task, FormattableString.Invariant($"the class index {index} is not between 0 and {task.ClassNames.Count - 1}"));

    private static UserErrorException Bad(Classification task, string problem) => new($"sample key '{task.LabelKey}': {problem}.");
}
