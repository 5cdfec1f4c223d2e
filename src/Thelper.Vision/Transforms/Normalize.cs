using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Subtracts means and divides by deviations, channel by channel; for arrays of real numbers, so after <see cref="ToTensor"/>.</summary>
[TypeName("torchvision.transforms.Normalize", "torchvision.transforms.transforms.Normalize")]
public sealed class Normalize : TorchvisionOperation
{
    private readonly double[] mean;
    private readonly double[] std;

    /// <summary>Creates the operation.</summary>
    /// <param name="mean">One per channel, or one for all.</param>
    /// <param name="std">As many, none of them 0.</param>
    /// <param name="inplace">Accepted for old configurations.</param>
    /// <exception cref="UserErrorException">A value is no number, or a deviation is 0.</exception>
    public Normalize([ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[0.5]")] object? mean, [ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[0.25]")] object? std, bool inplace = false)
    {
        _ = inplace;
        (this.mean, this.std) = (TransformArguments.Numbers(mean, "mean"), TransformArguments.Numbers(std, "std"));
        if (Array.IndexOf(this.std, 0.0) >= 0)
        {
            throw new UserErrorException("'std' must not hold 0");
        }
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        if (!image.is_floating_point())
        {
            throw new UserErrorException("needs an array of real numbers, and the image holds bytes; put torchvision.transforms.ToTensor before it");
        }

        var channels = image.shape[2];
        if (Array.Exists([mean.Length, std.Length], count => count != 1 && count != channels))
        {
            throw new UserErrorException($"has {mean.Length} means and {std.Length} deviations, the image {channels} channels");
        }

        return (image - torch.tensor(mean, dtype: image.dtype)) / torch.tensor(std, dtype: image.dtype);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image)
    {
        using var scope = torch.NewDisposeScope();
        long[] shape = [-1, 1, 1];
        return ((image * torch.tensor(std, dtype: image.dtype).view(shape)) + torch.tensor(mean, dtype: image.dtype).view(shape)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"mean={PythonRepr.Of(mean.Cast<object?>().ToList())}, std={PythonRepr.Of(std.Cast<object?>().ToList())}";
}
