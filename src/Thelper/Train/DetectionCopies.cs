using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Train;

/// <summary>Batches of which each sample is several images: copies that augmentation changed differently, or tiles.</summary>
internal static class DetectionCopies
{
    /// <summary>A batch whose images are those of all copies, the first copy of each sample first.</summary>
    /// <param name="batch">The batch; under each of its fields there may be a list with a part for each copy.</param>
    /// <param name="task">Names input and boxes.</param>
    /// <returns>The batch, or the same one where there are no copies; and the number of samples where there are.</returns>
    /// <exception cref="UserErrorException">There are copies of the images and not of the boxes.</exception>
    public static (Sample Batch, int? Samples) Apart(Sample batch, Detection task)
    {
        if (batch[task.InputKey] is not IReadOnlyList<object?> { Count: > 0 } copies || !copies.All(copy => copy is torch.Tensor { ndim: 4 }))
        {
            return (batch, null);
        }

        var samples = (int)((torch.Tensor)copies[0]!).shape[0];
        var apart = new Sample();
        foreach (var (key, value) in batch)
        {
            apart.Add(key, key == task.InputKey ? Images(copies) : key == task.BBoxesKey ? Boxes(value, copies.Count, samples, key) : Joined(value, copies.Count));
        }

        return (apart, samples);
    }

    /// <summary>The id of an image of such a batch.</summary>
    /// <param name="id">That of its sample.</param>
    /// <param name="image">The image.</param>
    /// <param name="samples">The number of samples; null where there are no copies.</param>
    public static object? IdOf(object? id, int image, int? samples) => samples is { } count && id is not null ? $"{PythonRepr.Of(id).Trim('\'')}#{PythonRepr.Of((long)(image / count))}" : id;

    private static List<object?> Images(IReadOnlyList<object?> copies) => [.. copies.SelectMany(copy => ((torch.Tensor)copy!).unbind())];

    private static List<object?>? Boxes(object? value, int copies, int samples, string key)
    {
        if (value is null)
        {
            return null;
        }

        if (value is not IReadOnlyList<object?> parts || parts.Count != copies || !parts.All(part => part is IReadOnlyList<object?> lists && lists.Count == samples))
        {
            throw new UserErrorException($"the samples have {copies} copies of their image each, and not as many of the boxes under '{key}': let the operation that makes them see both, for example without 'target_key'");
        }

        return [.. parts.SelectMany((part, copy) => ((IReadOnlyList<object?>)part!).Select(list => Named(list, copy * samples, samples)))];
    }

    private static object? Named(object? list, int image, int samples) => list is not IReadOnlyList<object?> boxes ? list
        : boxes.Select(box => box is BoundingBox one ? one.WithImageId(IdOf(one.ImageId, image, samples)) : box).ToList();

    private static object? Joined(object? value, int copies) => value is not IReadOnlyList<object?> parts || parts.Count != copies ? value
        : parts.All(part => part is torch.Tensor { ndim: > 0 }) ? torch.cat([.. parts.Cast<torch.Tensor>()])
        : parts.All(part => part is IReadOnlyList<object?>) ? parts.SelectMany(part => (IReadOnlyList<object?>)part!).ToList()
        : value;
}
