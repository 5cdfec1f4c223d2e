using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

/// <summary>Runs the configurations of docs/data-loading.md.</summary>
[NoLeaks]
public partial class DataLoadingPageTests
{
    [Theory]
    [InlineData(0, 40, 16)]
    [InlineData(1, 60, 8)]
    [InlineData(2, (32 / 2) + (8 * 3), 8)]
    [InlineData(3, 40, 8)]
    [InlineData(4, 40, 8)]
    public void Configurations_of_the_page_run(int number, int samples, int batch)
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 50; i++)
        {
            folder.Image($"photos/{(i < 40 ? "cat" : "dog")}/{i}.png", blue: (byte)i);
        }

        var pages = Page();
        pages.Length.ShouldBe(5);
        var loaders = Loaders.Create(ConfigLoader.Parse(pages[number].Replace("\"photos\"}}", $"\"{folder["photos"]}\"}}}}", StringComparison.Ordinal), "page.json"), new());
        loaders.Train!.SampleCount.ShouldBe(samples);
        if (number == 4)
        {
            File.WriteAllText(folder["photos/cat/3.png"], "no image");
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

        loaders.Cache?.Hits.ShouldBe(50);
        (loaders.Cache is null).ShouldBe(number != 3);
        (loaders.BadSamples is null).ShouldBe(number != 4);
        if (number == 4)
        {
            File.ReadAllLines(folder["bad-samples.csv"]).Length.ShouldBe(2);
        }
    }

    private static string[] Page()
    {
        var page = File.ReadAllText(Repository.File("docs", "data-loading.md"));
        return [.. Configurations().Matches(page).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Configurations();
}
