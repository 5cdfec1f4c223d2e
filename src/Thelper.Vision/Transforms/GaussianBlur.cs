using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;
using static Thelper.Vision.Transforms.TorchvisionImage;

namespace Thelper.Vision.Transforms;

/// <summary>Blurs by a Gaussian of random width; the border is mirrored.</summary>
[TypeName("torchvision.transforms.GaussianBlur", "torchvision.transforms.transforms.GaussianBlur")]
public sealed class GaussianBlur : TorchvisionOperation
{
    private readonly (int Height, int Width) kernel;
    private readonly (double Low, double High) sigma;

    /// <summary>Creates the operation.</summary>
    /// <param name="kernelSize">Width and height of the kernel, odd numbers; or one number for both.</param>
    /// <param name="sigma">Least and greatest deviation, or one number; 0.1 to 2 by default.</param>
    /// <exception cref="UserErrorException">A number of the kernel is even, a deviation is not above 0, or a value has another form.</exception>
    public GaussianBlur(object? kernelSize, object? sigma = null)
    {
        var (width, height) = Size(kernelSize, "kernel_size");
        kernel = (height, width);
        if (kernel.Height % 2 == 0 || kernel.Width % 2 == 0)
        {
            throw new UserErrorException("'kernel_size' must hold odd numbers");
        }

        this.sigma = TransformArguments.Number(sigma) is { } one ? (one, one) : sigma is null ? (0.1, 2.0) : Range(sigma, "sigma");
        if (!(this.sigma.Low > 0))
        {
            throw new UserErrorException("'sigma' must be above 0");
        }
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        var deviation = random.Uniform(sigma.Low, sigma.High);
        if (image.shape[0] <= kernel.Height / 2 || image.shape[1] <= kernel.Width / 2)
        {
            throw new UserErrorException($"the image of {image.shape[0]} x {image.shape[1]} is smaller than half of the kernel");
        }

        return OnPlanes(image, planes => torchvision.transforms.functional.gaussian_blur(planes, [kernel.Width, kernel.Height], [deviation]));
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"kernel_size={TransformArguments.Tuple((long)kernel.Width, (long)kernel.Height)}, sigma=({PythonRepr.Of(sigma.Low)}, {PythonRepr.Of(sigma.High)})";

    /// <summary>The weights of a kernel, whose sum is 1.</summary>
    internal static torch.Tensor Weights(int size, double deviation, torch.ScalarType type)
    {
        var weights = new double[size];
        for (var i = 0; i < size; i++)
        {
            var x = (i - ((size - 1) / 2.0)) / deviation;
            weights[i] = Math.Exp(-0.5 * x * x);
        }

        var sum = weights.Sum();
        return torch.tensor(Array.ConvertAll(weights, weight => weight / sum), dtype: type);
    }
}
