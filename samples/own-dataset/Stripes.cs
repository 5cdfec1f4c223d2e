using Thelper.Torch;
using Thelper.Vision.Datasets;

namespace Samples;

/// <summary>Grey pictures of stripes: horizontal ones are class 0, vertical ones class 1.</summary>
public sealed class Stripes : IVisionDataset
{
    private readonly int count;
    private readonly int size;

    public Stripes(int count = 100, int size = 16)
    {
        this.count = count;
        this.size = size;
    }

    public int Count => count;

    public IReadOnlyList<string> Classes => ["horizontal", "vertical"];

    public IReadOnlyList<object?> GetItem(int index)
    {
        var pixels = new byte[size * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var line = LabelOf(index) == 0 ? i / size : i % size;
            pixels[i] = (byte)((line + index) % 4 < 2 ? 255 : 0);
        }

        return [torch.tensor(pixels, [size, size, 1]), LabelOf(index)];
    }

    public long LabelOf(int index) => index % 2;

    public string Describe(int index) => $"stripes {index}";
}
