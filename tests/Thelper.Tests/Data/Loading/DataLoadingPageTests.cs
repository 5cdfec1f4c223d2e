using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Docs;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

/// <summary>Loads by the configurations of docs/data-loading.md.</summary>
[NoLeaks]
public class DataLoadingPageTests
{
    [Theory]
    [InlineData(0, 40, 16)]
    [InlineData(1, 60, 32)]
    [InlineData(2, (32 / 2) + (8 * 3), 32)]
    [InlineData(3, 40, 32)]
    [InlineData(4, 40, 32)]
    public void Configurations_of_the_page_run(int number, int samples, int batch)
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 50; i++)
        {
            folder.Image($"digits/{(i < 40 ? "3" : "7")}/{i}.png", blue: (byte)i);
        }

        var pages = new DocsPage("docs/data-loading.md").Blocks("json");
        pages.Count.ShouldBe(5);
        var root = ConfigOverrides.Apply(DocsPage.Configuration(pages[number]), [$"datasets.digits.params.root={folder["digits"]}"]);
        var loaders = Loaders.Create(root, new());
        loaders.Train!.SampleCount.ShouldBe(samples);
        if (number == 4)
        {
            File.WriteAllText(folder["digits/3/3.png"], "no image");
            loaders.BadSamples!.WriteTo(folder["bad-samples.csv"]);
        }

        for (var epoch = 0; epoch < 2; epoch++)
        {
            var taken = 0L;
            foreach (var set in new[] { loaders.Train, loaders.Valid })
            {
                foreach (var packed in set!)
                {
                    using (packed)
                    {
                        var images = (torch.Tensor)packed["image"]!;
                        images.shape[0].ShouldBeLessThanOrEqualTo(batch);
                        taken += images.shape[0];
                    }
                }
            }

            taken.ShouldBe(loaders.Train.SampleCount + loaders.Valid!.SampleCount);
        }

        loaders.Cache?.Hits.ShouldBe(45);
        (loaders.Cache is null).ShouldBe(number != 3);
        (loaders.BadSamples is null).ShouldBe(number != 4);
        if (number == 4)
        {
            File.ReadAllLines(folder["bad-samples.csv"]).Length.ShouldBe(2);
        }
    }
}
