using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Inverts what is at least as bright as a threshold, by chance.</summary>
[TypeName("torchvision.transforms.RandomSolarize", "torchvision.transforms.transforms.RandomSolarize")]
public sealed class RandomSolarize : TorchvisionOperation
{
    private readonly double threshold;
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="threshold">From 0 to 255 for bytes, from 0 to 1 for real numbers.</param>
    /// <param name="p">How often, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomSolarize(double threshold, double p = 0.5)
    {
        this.threshold = double.IsFinite(threshold) ? threshold : throw new UserErrorException("'threshold' must be a number");
        this.p = Probability(p);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? Colors.Solarize(image, threshold) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"threshold={PythonRepr.Of(threshold)},p={PythonRepr.Of(p)}";
}
