using Thelper.Export;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>The input that a model is exported with.</summary>
internal static class ExampleInput
{
    private const int Height = 97;
    private const int Width = 131;

    /// <summary>Makes it.</summary>
    /// <param name="given">A size, an expression or an image (<see cref="ModelExportOptions.Input"/>); null to find out.</param>
    /// <param name="model">The model.</param>
    /// <param name="pipeline">What its pictures go through.</param>
    /// <returns>A batch of one.</returns>
    /// <exception cref="UserErrorException">What was given is no input, or nothing says which size pictures have.</exception>
    public static Tensor Of(string? given, Nn.Module model, InputPipeline pipeline)
    {
        if (given is not null && File.Exists(given))
        {
            using var image = NewDisposeScope();
            return NetworkInput.Of(Batched(pipeline.Prepare(given)), model.Task).MoveToOuterDisposeScope();
        }

        if (given is null)
        {
            return Find(model, pipeline)
                ?? throw new UserErrorException("The model's transforms leave pictures in their own size, so nothing says which size it is exported with: give one with --input 224, --input 224x320 (height, width), or --input IMAGE.");
        }

        using var scope = NewDisposeScope();
        var noise = Noise(pipeline, Height, Width);
        return LikePictures(TraceInput.Read(TraceInput.OfSize(given, noise?.shape[1] ?? (ShapeOf(model) is [var channels, ..] ? channels : 3))), noise).MoveToOuterDisposeScope();
    }

    /// <summary>Makes the input that a picture becomes.</summary>
    /// <param name="picture">uint8 H×W×3, blue, green, red.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="model">The model.</param>
    /// <param name="pipeline">What its pictures go through.</param>
    /// <returns>A batch of one.</returns>
    /// <exception cref="UserErrorException">It does not suit the transforms.</exception>
    public static Tensor Of(Tensor picture, string name, Nn.Module model, InputPipeline pipeline)
    {
        using var scope = NewDisposeScope();
        try
        {
            return NetworkInput.Of(Batched(pipeline.Prepare(picture)), model.Task).MoveToOuterDisposeScope();
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>Makes the input that the transforms, the task or the model's parameters (<c>input_shape</c>) speak of.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pipeline">What its pictures go through.</param>
    /// <returns>A batch of one; null where none of them does.</returns>
    public static Tensor? Find(Nn.Module model, InputPipeline pipeline)
    {
        using var scope = NewDisposeScope();

        // Noise is a picture like any other to transforms; two sizes show whether one of them sets it.
        var (first, second) = (Noise(pipeline, Height, Width), Noise(pipeline, Width, Height));
        var found = first is not null && second is not null && first.shape.SequenceEqual(second.shape) ? NetworkInput.Of(first, model.Task)
            : ShapeOf(model) is { Count: > 0 } shape ? LikePictures(rand([1, .. shape]), first)
            : null;
        return found?.MoveToOuterDisposeScope();
    }

    // Numbers where those of pictures lie. Bytes are a picture that went through nothing: of its numbers nothing is known.
    private static Tensor LikePictures(Tensor drawn, Tensor? noise) =>
        noise is null || !noise.is_floating_point() ? drawn : (drawn * (noise.amax() - noise.amin())) + noise.amin();

    private static IReadOnlyList<long>? ShapeOf(Nn.Module model) => (model.Task as Regression)?.InputShape
        ?? (model.Config.TryGetValue("input_shape", out var shape) && shape is IEnumerable<object?> sizes && sizes.All(size => size is long and > 0) ? [.. sizes.Cast<long>()] : null);

    private static Tensor Batched(PreparedPicture picture)
    {
        using (picture)
        {
            return picture.Input.unsqueeze(0).contiguous().clone();
        }
    }

    private static Tensor? Noise(InputPipeline pipeline, int height, int width)
    {
        using var image = (rand(height, width, 3) * 255).to(ScalarType.Byte);
        try
        {
            return Batched(pipeline.Prepare(image));
        }
        catch (UserErrorException)
        {
            // A crop that is larger than this picture, for one.
            return null;
        }
    }
}
