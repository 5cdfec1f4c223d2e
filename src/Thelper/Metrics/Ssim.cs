using Microsoft.Extensions.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>
/// The mean structural similarity of images, 1 for equal ones (Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
/// structural similarity", 2004): a Gaussian window of 11 x 11 pixels with deviation 1.5, at all places where it lies within the image.
/// </summary>
/// <remarks>Images are [N, C, H, W] or any shape that ends in height and width, of at least 11 pixels each. Channels and samples are averaged, then iterations.</remarks>
[TypeName(Name, "thelper.optim.SSIM")]
[Concept("regression")]
public sealed class Ssim : MeanMetric
{
    private const string Name = "thelper.optim.metrics.SSIM";
    private const int Radius = 5;
    private const double Deviation = 1.5;
    private readonly double dataRange;

    /// <summary>Creates the metric.</summary>
    /// <param name="dataRange">The largest possible value of the signal: a positive number, or its text.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The range or the window is not positive.</exception>
    public Ssim([ConfigValue(Holds = [typeof(double), typeof(string)])] object? dataRange = null, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(maxWinSize, logger) => this.dataRange = Arguments.ReadRange(dataRange);

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("data_range", dataRange), ("max_win_size", MaxWinSize));

    private protected override double Measure(Tensor prediction, Tensor target)
    {
        const int Size = (2 * Radius) + 1;
        var shape = prediction.shape;
        if (shape.Length < 2 || shape[^1] < Size || shape[^2] < Size)
        {
            throw new UserErrorException($"structural similarity needs images of at least {Size} x {Size} pixels; these have the shape [{string.Join(", ", shape)}]");
        }

        var (height, width) = (shape[^2], shape[^1]);
        var x = prediction.to(ScalarType.Float64).reshape(-1, 1, height, width);
        var y = target.to(ScalarType.Float64).reshape(-1, 1, height, width);
        var weights = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            weights[i] = Math.Exp(-0.5 * (i - Radius) * (i - Radius) / (Deviation * Deviation));
        }

        var total = weights.Sum();
        var kernel = tensor(Array.ConvertAll(weights, weight => weight / total));
        var (down, across) = (kernel.reshape(1, 1, Size, 1), kernel.reshape(1, 1, 1, Size));
        Tensor Blur(Tensor image) => nn.functional.conv2d(nn.functional.conv2d(image, down), across);

        var (meanX, meanY) = (Blur(x), Blur(y));
        var (squareX, squareY, product) = (meanX * meanX, meanY * meanY, meanX * meanY);
        var variances = Blur(x * x) - squareX + Blur(y * y) - squareY;
        var covariance = Blur(x * y) - product;
        var (c1, c2) = (Math.Pow(0.01 * dataRange, 2), Math.Pow(0.03 * dataRange, 2));
        return (((product * 2) + c1) * ((covariance * 2) + c2) / ((squareX + squareY + c1) * (variances + c2))).mean().ToDouble();
    }
}
