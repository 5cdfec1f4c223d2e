using System.Globalization;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Draws images with the values that belong to them: numbers, maps or other images.</summary>
public static class RegressionDrawing
{
    private const int MaxTiles = 36;
    private const int MaxRows = 8;
    private const int MaxNumbers = 6;

    /// <summary>Draws values beside what was predicted for them.</summary>
    /// <param name="task">The task. For super-resolution all values are images.</param>
    /// <param name="images">Images H×W×C.</param>
    /// <param name="targets">
    /// True values, images first: maps [N, H, W] or [N, 1, H, W] are drawn as heat maps over the image, [N, C, H, W] as images, others written
    /// below it. Null where they are unknown.
    /// </param>
    /// <param name="predictions">Predicted values; null for none.</param>
    /// <param name="options">How to draw; null for the default.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    /// <exception cref="UserErrorException">There are values for another number of images.</exception>
    public static Tensor Create(Regression task, IReadOnlyList<Tensor> images, Tensor? targets, Tensor? predictions, DrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new();
        foreach (var values in new[] { targets, predictions })
        {
            if (values is not null && (values.ndim == 0 || values.shape[0] != images.Count))
            {
                throw new UserErrorException($"drawing {images.Count} images needs as many values, got [{string.Join(", ", values.shape)}]");
            }
        }

        using var scope = NewDisposeScope();
        var isMap = new[] { targets, predictions }.All(values => values is null || IsMap(values));
        return (isMap && (targets is not null || predictions is not null)
            ? Rows(task, images, targets, predictions, options)
            : Captioned(images, targets, predictions, options)).MoveToOuterDisposeScope();
    }

    private static bool IsMap(Tensor values) => values.ndim is 3 or 4 && values.shape[^1] > 1 && values.shape[^2] > 1;

    private static Tensor Rows(Regression task, IReadOnlyList<Tensor> images, Tensor? targets, Tensor? predictions, DrawOptions options)
    {
        var count = Math.Min(images.Count, options.MaxImages ?? MaxRows);
        List<IReadOnlyList<Tensor>> rows = [[.. images.Take(count).Select(ImageGrid.ToPicture)]];
        List<string> names = ["image"];
        foreach (var (values, name) in new[] { (targets, "truth"), (predictions, "prediction") })
        {
            if (values is not null)
            {
                names.Add(name);
                rows.Add([.. Enumerable.Range(0, count).Select(i => OfMap(task, images[i], aten.select_int(values, 0, i).detach().cpu(), options))]);
            }
        }

        return ImageGrid.Stack(rows, names, options.Grid);
    }

    private static Tensor OfMap(Regression task, Tensor image, Tensor value, DrawOptions options)
    {
        if (value.ndim == 3 && (task is SuperResolution || value.shape[0] > 1))
        {
            var picture = Displayable.Image(value.permute(1, 2, 0));
            return options.FlipBgr == true ? Displayable.SwapRedAndBlue(picture) : picture;
        }

        var map = value.ndim == 3 ? aten.select_int(value, 0, 0) : value;
        var heat = Displayable.Heatmap(map);
        return map.shape[0] == image.shape[0] && map.shape[1] == image.shape[1]
            ? SegmentDrawing.Blend(Displayable.Image(image, grayscale: true), heat)
            : heat;
    }

    private static Tensor Captioned(IReadOnlyList<Tensor> images, Tensor? targets, Tensor? predictions, DrawOptions options)
    {
        var count = Math.Min(images.Count, options.MaxImages ?? MaxTiles);
        Caption[]? captions = null;
        if (targets is not null || predictions is not null)
        {
            captions = [.. Enumerable.Range(0, count).Select(i => new Caption(string.Join('\n', new[] { Text("truth", targets, i), Text("prediction", predictions, i) }.OfType<string>())))];
        }

        return ImageGrid.Create([.. images.Take(count).Select(ImageGrid.ToPicture)], captions, options.Grid);
    }

    private static string? Text(string name, Tensor? values, int index)
    {
        if (values is null)
        {
            return null;
        }

        var numbers = aten.select_int(values, 0, index).detach().cpu().to(ScalarType.Float64).contiguous().DataSpan<double>();
        var shown = new List<string>();
        for (var i = 0; i < Math.Min(numbers.Length, MaxNumbers); i++)
        {
            shown.Add(numbers[i].ToString("g4", CultureInfo.InvariantCulture));
        }

        return $"{name}: {string.Join(", ", shown)}{(numbers.Length > MaxNumbers ? ", .." : "")}";
    }
}
