using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Makes an image grey by chance, with as many channels as before.</summary>
[TypeName("torchvision.transforms.RandomGrayscale", "torchvision.transforms.transforms.RandomGrayscale")]
public sealed class RandomGrayscale : TorchvisionOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    public RandomGrayscale(double p = 0.1) => this.p = Probability(p);

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) =>
        random.NextDouble() < p && image.shape[2] == 3 ? Grayscale.To(image, 3) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
