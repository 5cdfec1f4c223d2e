using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Samples;

/// <summary>Makes some pixels black.</summary>
public sealed class Speckle : Operation
{
    private readonly double probability;

    public Speckle(double probability = 0.1) => this.probability = probability;

    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
    {
        var result = image.clone();
        foreach (ref var value in result.DataSpan<byte>())
        {
            value = random.NextDouble() < probability ? (byte)0 : value;
        }

        return result;
    }
}
