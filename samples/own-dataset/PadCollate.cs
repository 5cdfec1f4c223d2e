using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Torch;

namespace Samples;

/// <summary>Packs images channels x height x width of different sizes: smaller ones get a border on the right and below.</summary>
public sealed class PadCollate : ICollate
{
    private readonly string key;
    private readonly ICollate others = new DefaultCollate();

    public PadCollate(string key = "image") => this.key = key;

    public Sample Collate(IReadOnlyList<Sample> samples)
    {
        var images = samples.Select(sample => (torch.Tensor)sample[key]!).ToArray();
        var (height, width) = (images.Max(image => image.shape[1]), images.Max(image => image.shape[2]));
        for (var i = 0; i < images.Length; i++)
        {
            using var image = images[i];
            samples[i][key] = torch.nn.functional.pad(image, [0, width - image.shape[2], 0, height - image.shape[1]]);
        }

        return others.Collate(samples);
    }
}
