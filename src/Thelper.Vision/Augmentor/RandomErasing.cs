using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Fills a random rectangle of an image with noise (Zhong et al., "Random erasing data augmentation", AAAI 2020).</summary>
[TypeName("Augmentor.random_erasing")]
public sealed class RandomErasing : PixelStep<(long Left, long Top, long Height, long Width, TransformRandom Noise)>
{
    private const double Least = 0.1;
    private readonly double most;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="rectangleArea">Greatest share of each side that is covered, above 0.1 and at most 1; the least is 0.1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomErasing(double probability, double rectangleArea)
        : base(probability) => most = rectangleArea is > Least and <= 1 ? rectangleArea : throw new UserErrorException($"'rectangle_area' must be above 0.1 and at most 1, got {PythonRepr.Of(rectangleArea)}");

    /// <summary>Draws the rectangle and what it is filled with.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Height, long Width, TransformRandom Noise) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        long Side(long length)
        {
            var (low, high) = ((int)(length * Least), (int)(length * most));
            return low + random.NextInt(high - low + 1);
        }

        var (width, height) = (Side(scene.Width), Side(scene.Height));
        return (random.NextInt((int)(scene.Width - width) + 1), random.NextInt((int)(scene.Height - height) + 1), height, width, random.Fork(0));
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (long Left, long Top, long Height, long Width, TransformRandom Noise) draw)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = torch.NewDisposeScope();
        var stream = draw.Noise.Fork(0);
        var noise = new byte[draw.Height * draw.Width * image.shape[2]];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)(stream.NextDouble() * 255);
        }

        var result = image.clone().contiguous();
        if (noise.Length > 0)
        {
            result.narrow(0, draw.Top, draw.Height).narrow(1, draw.Left, draw.Width).copy_(torch.tensor(noise, [draw.Height, draw.Width, image.shape[2]], dtype: torch.uint8));
        }

        return result.MoveToOuterDisposeScope();
    }
}
