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
            return Batched(pipeline.Prepare(given));
        }

        // Noise is a picture like any other to transforms; two sizes show whether one of them sets it.
        var (first, second) = (Noise(pipeline, Height, Width), Noise(pipeline, Width, Height));
        if (given is not null)
        {
            var text = TraceInput.OfSize(given, first?.shape[1] ?? ((model.Task as Regression)?.InputShape is { Count: > 0 } known ? known[0] : 3));
            var drawn = TraceInput.Read(text);
            return first is null ? drawn : (drawn * (first.amax() - first.amin())) + first.amin();
        }

        if (first is not null && second is not null && first.shape.SequenceEqual(second.shape))
        {
            return first;
        }

        return (model.Task as Regression)?.InputShape is { } shape
            ? rand([1, .. shape])
            : throw new UserErrorException("The model's transforms leave pictures in their own size, so nothing says which size it is exported with: give one with --input 224, --input 224x320 (height, width), or --input IMAGE.");
    }

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
