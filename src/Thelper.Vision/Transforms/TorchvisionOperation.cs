using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>An operation of torchvision 0.14 on one image.</summary>
/// <remarks>
/// An array H×W or H×W×C of bytes is what torchvision calls a PIL image, and is treated as one; its first channel counts as red. An array
/// C×H×W of numbers, as <see cref="ToTensor"/> makes it, is what it calls a tensor. Numbers H×W×C, which torchvision refuses, are treated as
/// a tensor whose axes were moved. Where both readings fit, bytes are H×W×C and numbers C×H×W. Sizes are (height, width).
/// </remarks>
public abstract class TorchvisionOperation : Operation
{
    private const int MaxChannels = 4;

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Arguments()})";

    /// <inheritdoc/>
    protected sealed override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shape = image.shape;
        if (shape.Length is not (2 or 3) || image.numel() == 0)
        {
            throw new UserErrorException($"needs an image H×W, H×W×C or C×H×W, got the shape [{string.Join(", ", shape)}]");
        }

        if (image.dtype != torch.ScalarType.Byte && !image.is_floating_point())
        {
            throw new UserErrorException($"needs bytes or real numbers, got {image.dtype}; convert the image first, for example with torchvision.transforms.ToTensor");
        }

        using var scope = torch.NewDisposeScope();
        var planar = shape.Length == 3 && (image.is_floating_point() ? shape[0] <= MaxChannels || shape[2] > MaxChannels : shape[0] <= MaxChannels && shape[2] > MaxChannels);
        var input = shape.Length == 2 ? image.unsqueeze(2) : planar ? image.permute(1, 2, 0) : image;
        var result = Change(input, random);
        if (ReferenceEquals(result, input))
        {
            return image;
        }

        result = ToPlanes(planar) ? result.permute(2, 0, 1) : shape.Length == 2 && result.shape[2] == 1 ? result.squeeze(2) : result;
        return result.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Changes an image.</summary>
    /// <param name="image">H×W×C: bytes or real numbers; not always contiguous.</param>
    /// <param name="random">What chance decides.</param>
    /// <returns>H×W×C, or the same object if nothing changes.</returns>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    protected abstract torch.Tensor Change(torch.Tensor image, TransformRandom random);

    /// <summary>Whether the result is C×H×W; by default as the input was.</summary>
    /// <param name="planar">Whether the input was.</param>
    protected virtual bool ToPlanes(bool planar) => planar;

    /// <summary>Applies a function of torchvision that takes C×H×W.</summary>
    private protected static torch.Tensor OnPlanes(torch.Tensor image, Func<torch.Tensor, torch.Tensor> function) => function(image.permute(2, 0, 1).contiguous()).permute(1, 2, 0);

    /// <summary>A size: one number for a square, or height and width.</summary>
    private protected static (int Height, int Width) Size(object? value, string name)
    {
        var (height, width) = TransformArguments.IsInteger(value) ? (value, value) : TransformArguments.Items(value) switch
        {
            [{ } only] => (only, only),
            [{ } first, { } second] => (first, second),
            _ => (null, null),
        };
        return TransformArguments.IsInteger(height) && TransformArguments.IsInteger(width)
            && TransformArguments.Number(height) is >= 1 and <= 65536 && TransformArguments.Number(width) is >= 1 and <= 65536
            ? ((int)TransformArguments.Number(height)!.Value, (int)TransformArguments.Number(width)!.Value)
            : throw new UserErrorException($"'{name}' must be an integer above 0 or a list of two (height, width), got {PythonRepr.Of(value)}");
    }

    /// <summary>A probability.</summary>
    private protected static double Probability(double p) => p is >= 0 and <= 1 ? p : throw new UserErrorException("'p' must lie between 0 and 1");

    /// <summary>Two numbers, the first not above the second.</summary>
    private protected static (double Low, double High) Range(object? value, string name)
    {
        var numbers = TransformArguments.Numbers(value, name);
        return numbers is [var low, var high] && low <= high
            ? (low, high)
            : throw new UserErrorException($"'{name}' must be two numbers, the smaller one first, got {PythonRepr.Of(value)}");
    }
}
