using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Draws images with their true and predicted classes.</summary>
public static class ClassifDrawing
{
    private const int MaxImages = 36;
    private static readonly byte[] Right = [130, 255, 130];
    private static readonly byte[] Wrong = [255, 110, 110];

    /// <summary>Draws a grid of images with captions such as <c>truth: cat, prediction: dog</c>; green where both agree, else red.</summary>
    /// <param name="task">The task.</param>
    /// <param name="images">Images H×W×C; see <see cref="ImageGrid.Create"/>.</param>
    /// <param name="targets">Labels [N], or [N, classes] of 0 and 1 for several labels; null where they are unknown.</param>
    /// <param name="predictions">Scores [N, classes]; for several labels those above 0.5 count. Null for none.</param>
    /// <param name="options">How to draw; null for the default.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    /// <exception cref="UserErrorException">Labels or scores do not belong to these images.</exception>
    public static Tensor Create(Classification task, IReadOnlyList<Tensor> images, Tensor? targets, Tensor? predictions, DrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new();
        using var scope = NewDisposeScope();
        var truth = targets is null ? null : Names(task, targets, images.Count, scores: false);
        var found = predictions is null ? null : Names(task, predictions, images.Count, scores: true);
        var count = Math.Min(images.Count, options.MaxImages ?? MaxImages);
        var captions = truth is null && found is null ? null : Enumerable.Range(0, count).Select(i => Describe(truth?[i], found?[i], task.MultiLabel ? "\n" : ", ")).ToArray();
        return ImageGrid.Create([.. images.Take(count).Select(ImageGrid.ToPicture)], captions, options.Grid).MoveToOuterDisposeScope();
    }

    private static Caption Describe(string? truth, string? found, string between) => (truth, found) switch
    {
        (null, _) => $"prediction: {found}",
        (_, null) => $"truth: {truth}",
        _ => new Caption($"truth: {truth}{between}prediction: {found}", truth == found ? Right : Wrong),
    };

    private static string[] Names(Classification task, Tensor values, int count, bool scores)
    {
        var wide = scores || task.MultiLabel;
        if (values.ndim != (wide ? 2 : 1) || values.shape[0] != count || (wide && values.shape[1] != task.ClassNames.Count))
        {
            var expected = wide ? $"[{count}, {task.ClassNames.Count}]" : $"[{count}]";
            throw new UserErrorException($"drawing {count} images needs {(scores ? "predictions" : "labels")} of the shape {expected}, got [{string.Join(", ", values.shape)}]");
        }

        if (!task.MultiLabel)
        {
            var labels = (scores ? values.argmax(1) : values).to(ScalarType.Int64).cpu().contiguous().DataSpan<long>().ToArray();
            return Array.ConvertAll(labels, label => label >= 0 && label < task.ClassNames.Count ? task.ClassNames[(int)label] : "<unknown>");
        }

        var flags = values.to(ScalarType.Float32).cpu().contiguous().DataSpan<float>().ToArray();
        return [.. Enumerable.Range(0, count).Select(row => string.Join(", ", task.ClassNames.Where((_, label) => flags[(row * task.ClassNames.Count) + label] > 0.5f).DefaultIfEmpty("none")))];
    }
}
