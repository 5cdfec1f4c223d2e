namespace Thelper.Vision.Models;

/// <summary>The few numbers that the stages of a RegNet follow from (arXiv:2003.13678, equations 2 to 4).</summary>
/// <param name="Depth">Blocks of all stages together.</param>
/// <param name="InitialWidth">Channels of the first block, before rounding; a multiple of 8.</param>
/// <param name="Slope">Channels that each block adds, before rounding.</param>
/// <param name="Multiplier">Factor between the widths of stages, above 1.</param>
/// <param name="GroupWidth">Channels in a group of the 3x3 convolutions.</param>
/// <param name="SqueezeRatio">Channels between in squeeze and excitation, as a share of those into the block; null for none (RegNetX).</param>
public sealed record RegNetConfig(int Depth, int InitialWidth, double Slope, double Multiplier, int GroupWidth, double? SqueezeRatio = null)
{
    private const int Quantum = 8;

    /// <summary>The stages.</summary>
    /// <returns>Blocks, channels and channels in a group of each stage.</returns>
    /// <exception cref="UserErrorException">The numbers make no network.</exception>
    public IReadOnlyList<(int Depth, int Width, int GroupWidth)> Stages()
    {
        if (Depth < 1 || Slope < 0 || InitialWidth <= 0 || Multiplier <= 1 || InitialWidth % Quantum != 0 || GroupWidth < 1)
        {
            throw new UserErrorException($"no RegNet follows from {this}");
        }

        return [.. Enumerable.Range(0, Depth).Select(Width).GroupBy(width => width).Select(stage => Fitted(stage.Count(), stage.Key))];
    }

    // In single precision, as torchvision computes them. Widths never shrink, so that equal ones are neighbours.
    private int Width(int block)
    {
        var continuous = (block * (float)Slope) + InitialWidth;
        var power = MathF.Round(MathF.Log(continuous / InitialWidth) / (float)Math.Log(Multiplier));
        return (int)(MathF.Round(InitialWidth * MathF.Pow((float)Multiplier, power) / Quantum) * Quantum);
    }

    private (int Depth, int Width, int GroupWidth) Fitted(int depth, int width)
    {
        var group = Math.Min(GroupWidth, width);
        return (depth, InvertedResidualConfig.MakeDivisible(width, group), group);
    }
}
