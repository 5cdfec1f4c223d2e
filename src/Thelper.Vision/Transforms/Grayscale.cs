using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionImage;

namespace Thelper.Vision.Transforms;

/// <summary>Luminance, in one channel or in three equal ones.</summary>
[TypeName("torchvision.transforms.Grayscale", "torchvision.transforms.transforms.Grayscale")]
public sealed class Grayscale : TorchvisionOperation
{
    private readonly int channels;

    /// <summary>Creates the operation.</summary>
    /// <param name="numOutputChannels">1 or 3.</param>
    /// <exception cref="UserErrorException">It is another number.</exception>
    public Grayscale(int numOutputChannels = 1) =>
        channels = numOutputChannels is 1 or 3 ? numOutputChannels : throw new UserErrorException("'num_output_channels' must be 1 or 3");

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => To(image, channels);

    /// <inheritdoc/>
    protected override string Arguments() => $"num_output_channels={PythonRepr.Of((long)channels)}";

    /// <summary>Makes an image grey.</summary>
    internal static torch.Tensor To(torch.Tensor image, int channels)
    {
        if (image.is_floating_point())
        {
            return OnPlanes(image, planes => torchvision.transforms.functional.rgb_to_grayscale(planes, channels));
        }

        var gray = PilColor.Gray(image);
        return channels == 3 ? gray.expand(gray.shape[0], gray.shape[1], 3) : gray;
    }
}
