using Thelper.Data;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Samples;

/// <summary>Grey pictures of bright dots, of different sizes; the truth is how many dots there are.</summary>
public sealed class Dots : Dataset
{
    private readonly int most;

    public Dots(int count = 100, int most = 5, ITransform? transforms = null)
        : base(transforms)
    {
        this.most = most;
        Count = count;
    }

    // What the model gets, what it is to find, and what else is worth keeping.
    public override Task Task { get; } = new Regression("image", "dots", ["idx"], targetShape: [1], targetType: "numpy.float32");

    public override int Count { get; }

    public override string Describe(int index) => $"picture {index} of dots";

    protected override Sample Load(int index)
    {
        var random = TransformRandom.For(0, 0, index);
        var (height, width, dots) = (16 + random.NextInt(8), 16 + random.NextInt(8), 1 + (index % most));
        var pixels = new byte[height * width];
        for (var left = dots; left > 0;)
        {
            ref var pixel = ref pixels[random.NextInt(pixels.Length)];
            left -= pixel == 0 ? 1 : 0;
            pixel = 255;
        }

        return new Sample
        {
            ["image"] = torch.tensor(pixels, [height, width, 1]),
            ["dots"] = torch.tensor(new float[] { dots }),
            ["idx"] = (long)index,
        };
    }
}
