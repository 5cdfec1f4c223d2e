using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Fills a random rectangle of an array of real numbers, by chance; so after <see cref="ToTensor"/>.</summary>
[TypeName("torchvision.transforms.RandomErasing", "torchvision.transforms.transforms.RandomErasing")]
public sealed class RandomErasing : TorchvisionOperation
{
    private const int Attempts = 10;

    private readonly double p;
    private readonly (double Low, double High) scale;
    private readonly (double Low, double High) ratio;
    private readonly double[]? value;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    /// <param name="scale">Least and greatest share of the image's area; 0.02 to 0.33 by default.</param>
    /// <param name="ratio">Least and greatest ratio of height to width; 0.3 to 3.3 by default.</param>
    /// <param name="value">What it is filled with: a number, one per channel, or <c>random</c> for normal noise; 0 by default.</param>
    /// <param name="inplace">Accepted for old configurations.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomErasing(double p = 0.5, object? scale = null, object? ratio = null, object? value = null, bool inplace = false)
    {
        _ = inplace;
        this.p = Probability(p);
        this.scale = scale is null ? (0.02, 0.33) : Range(scale, "scale");
        this.ratio = ratio is null ? (0.3, 3.3) : Range(ratio, "ratio");
        if (this.scale.Low < 0 || this.scale.High > 1 || this.ratio.Low <= 0)
        {
            throw new UserErrorException("'scale' must lie within 0 and 1, and 'ratio' must be above 0");
        }

        this.value = value is "random" ? null : TransformArguments.Numbers(value ?? 0L, "value");
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        if (!image.is_floating_point())
        {
            throw new UserErrorException("needs an array of real numbers, and the image holds bytes; put torchvision.transforms.ToTensor before it");
        }

        if (random.NextDouble() >= p)
        {
            return image;
        }

        var (height, width, channels) = ((int)image.shape[0], (int)image.shape[1], (int)image.shape[2]);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = random.Uniform(scale.Low, scale.High) * height * width;
            var aspect = Math.Exp(random.Uniform(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var (h, w) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (h < height && w < width)
            {
                var result = image.clone();
                var place = result.narrow(0, random.NextInt(height - h + 1), h).narrow(1, random.NextInt(width - w + 1), w);
                place.copy_(Filling(h, w, channels, random, image.dtype));
                return result;
            }
        }

        return image;
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"p={PythonRepr.Of(p)}, scale=({PythonRepr.Of(scale.Low)}, {PythonRepr.Of(scale.High)}), ratio=({PythonRepr.Of(ratio.Low)}, {PythonRepr.Of(ratio.High)}), value={(value is null ? "random" : PythonRepr.Of(value.Cast<object?>().ToList()))}, inplace=False";

    private torch.Tensor Filling(int height, int width, int channels, TransformRandom random, torch.ScalarType type)
    {
        if (value is not null)
        {
            return value.Length == 1 || value.Length == channels
                ? torch.tensor(value, dtype: type)
                : throw new UserErrorException($"'value' has {value.Length} numbers, the image {channels} channels");
        }

        var noise = new double[height * width * channels];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = random.Normal();
        }

        return torch.tensor(noise, [height, width, channels], dtype: type);
    }
}
