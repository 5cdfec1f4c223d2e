using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Whether an ONNX file takes what the transforms make of pictures, as far as the file says what it takes.</summary>
internal static class OnnxFit
{
    /// <summary>What is wrong where a file takes bytes and gets other numbers.</summary>
    public const string NoBytes = "takes pictures as bytes, and the transforms make other numbers of them; what follows the last change of size is in the file and does not belong into the transforms";

    private const string Remedy = "name transforms that make what it takes (--transforms PATH), or export the model for what these make";

    // What comes out alike of all of these has one size for every picture: a border may make small ones alike.
    private static readonly (int Height, int Width)[] Sizes = [(97, 131), (131, 97), (1301, 1033)];

    /// <summary>Checks a file.</summary>
    /// <param name="network">The file.</param>
    /// <param name="pipeline">What pictures go through.</param>
    /// <param name="tile">Side of the windows that go through it, in place of pictures; null for pictures.</param>
    /// <exception cref="UserErrorException">It takes no picture that comes.</exception>
    public static void Require(OnnxNetwork network, InputPipeline pipeline, int? tile)
    {
        if (!network.TakesPixels && !is_floating_point(network.InputType))
        {
            throw new UserErrorException(
                $"{network.TypeName}: takes {network.InputType} of the shape {Shape(network.InputShape)}, and is given real numbers: a model takes real numbers, or bytes of the shape (batch, height, width, 3); export it for these");
        }

        var declared = network.InputShape;
        if (declared.Count == 0)
        {
            return;
        }

        if (network.Task is Detection && declared[0] > 1)
        {
            throw new UserErrorException($"{network.TypeName}: takes {declared[0]} pictures at once, and a detector is given one at a time; export it for a batch of 1");
        }

        using var scope = NewDisposeScope();
        var inputs = SizesOf(tile).Select(size => Made(pipeline, size.Height, size.Width)).ToList();
        if (inputs.Exists(input => input is null) || inputs.Exists(input => input!.ndim != inputs[0]!.ndim))
        {
            // What is made of pictures depends on them.
            return;
        }

        if (network.TakesPixels && !inputs.TrueForAll(input => OnnxNetwork.AreBytes(input!)))
        {
            throw new UserErrorException($"{network.TypeName}: {NoBytes}");
        }

        List<long[]> shapes = [.. inputs.Select(input => Given(input!.shape, network.TakesPixels))];
        int[] made = [.. shapes[0].Select((size, axis) => shapes.TrueForAll(shape => shape[axis] == size) ? (int)size : -1)];
        if (made.Length + 1 != declared.Count || made.Where((size, axis) => size > 0 && declared[axis + 1] > 0 && size != declared[axis + 1]).Any())
        {
            throw new UserErrorException($"{network.TypeName}: takes {network.InputType} of the shape {Shape(declared)}, and is given {Shape([-1, .. made])} by the transforms; {Remedy}");
        }
    }

    private static (int Height, int Width)[] SizesOf(int? tile) => tile is { } side ? [(side, side)] : Sizes;

    private static long[] Given(long[] shape, bool isTurned) => isTurned && shape is [var channels, var height, var width] ? [height, width, channels] : shape;

    private static string Shape(IEnumerable<int> shape) => $"({string.Join(", ", shape.Select(size => size > 0 ? $"{size}" : "any"))})";

    // Every value of a byte occurs.
    private static Tensor? Made(InputPipeline pipeline, int height, int width)
    {
        var picture = arange(height * width * 3).remainder(256).to(ScalarType.Byte).view(height, width, 3);
        try
        {
            using var prepared = pipeline.Prepare(picture);
            return prepared.Input.clone();
        }
        catch (UserErrorException)
        {
            // A crop that is larger than this picture, for one.
            return null;
        }
    }
}
