using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Multiplies an array C×H×W, as one row of numbers from which a mean is taken, by a square matrix: whitening. For arrays of real numbers.</summary>
[TypeName("torchvision.transforms.LinearTransformation", "torchvision.transforms.transforms.LinearTransformation")]
public sealed class LinearTransformation : TorchvisionOperation
{
    private readonly float[] matrix;
    private readonly float[] mean;

    /// <summary>Creates the operation.</summary>
    /// <param name="transformationMatrix">D lists of D numbers, D = C·H·W; or the path of a tensor that PyTorch saved.</param>
    /// <param name="meanVector">D numbers, or such a path.</param>
    /// <exception cref="UserErrorException">The matrix is not square, the mean has another length, or a file cannot be read.</exception>
    public LinearTransformation(object? transformationMatrix, object? meanVector)
    {
        mean = Numbers(meanVector, "mean_vector", 1);
        matrix = Numbers(transformationMatrix, "transformation_matrix", 2);
        if (matrix.LongLength != mean.LongLength * mean.LongLength)
        {
            throw new UserErrorException($"'transformation_matrix' must have as many rows and columns as 'mean_vector' numbers, {mean.Length}; it holds {matrix.Length} numbers");
        }
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        if (!image.is_floating_point())
        {
            throw new UserErrorException("needs an array of real numbers, and the image holds bytes; put torchvision.transforms.ToTensor before it");
        }

        if (image.numel() != mean.Length)
        {
            throw new UserErrorException($"the image of shape [{string.Join(", ", image.shape)}] has {image.numel()} numbers, the matrix is for {mean.Length}");
        }

        return TorchvisionImage.OnPlanes(image, planes =>
        {
            var flat = planes.view(1, -1) - torch.tensor(mean).to(image.dtype);
            return aten.mm(flat, torch.tensor(matrix, [mean.Length, mean.Length]).to(image.dtype)).view(planes.shape);
        });
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"transformation_matrix={mean.Length}x{mean.Length}, mean_vector={mean.Length}";

    private static float[] Numbers(object? value, string name, int dimensions)
    {
        if (value is string path)
        {
            using var saved = torch.load(path);
            using var plain = saved.to(torch.float32).contiguous();
            return saved.ndim == dimensions
                ? plain.DataSpan<float>().ToArray()
                : throw new UserErrorException($"'{name}': the tensor in {path} has {saved.ndim} axes, {dimensions} are needed");
        }

        var numbers = dimensions == 1
            ? TransformArguments.Numbers(value, name)
            : [.. (TransformArguments.Items(value) ?? throw new UserErrorException($"'{name}' must be a list of lists of numbers, or a path")).SelectMany(row => TransformArguments.Numbers(row, name))];
        return Array.ConvertAll(numbers, number => (float)number);
    }
}
