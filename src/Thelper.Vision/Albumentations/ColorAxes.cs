using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>The axes along which an image's colours vary, and how much; colours are shares of the greatest value.</summary>
/// <param name="Mean">The mean colour.</param>
/// <param name="Directions">Unit vectors, those of the smallest variance first. The sum of a vector's numbers is not negative, as its sign would otherwise be free.</param>
/// <param name="Variances">The variance along each, in the same order.</param>
internal sealed record ColorAxes(double[] Mean, double[][] Directions, double[] Variances)
{
    public static ColorAxes Of(torch.Tensor image)
    {
        using var scope = torch.NewDisposeScope();
        var channels = Pixels.Channels(image);
        var colors = image.reshape(-1, channels).to(torch.float64).div(Pixels.Most(image));
        var mean = colors.mean(0);
        var centered = colors - mean;
        var covariance = centered.t().mm(centered).div(Math.Max(1, colors.shape[0] - 1));
        var (variances, vectors) = aten.linalg_eigh(covariance);
        var columns = vectors.t().contiguous().DataSpan<double>().ToArray();
        var directions = Enumerable.Range(0, channels).Select(axis => columns[(axis * channels)..((axis + 1) * channels)]).ToArray();
        return new(
            mean.contiguous().DataSpan<double>().ToArray(),
            Array.ConvertAll(directions, vector => vector.Sum() < 0 ? Array.ConvertAll(vector, value => -value) : vector),
            variances.contiguous().DataSpan<double>().ToArray());
    }
}
