using System.Text.Json;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Data.Statistics;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Sampling;

namespace Thelper.Tests.Data.Statistics;

[NoLeaks]
public class DataStatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Digits_have_the_moments_that_numpy_finds(int workers)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/data/stats.json")));
        var text = """{"datasets":{"digits":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT","order":"name"}}},"loaders":{"shuffle":false,"skip_class_balancing":true,"train_split":{"digits":0.5},"valid_split":{"digits":0.25},"test_split":{"digits":0.125}}}""";
        var loaders = Loaders.Create(ConfigLoader.Parse(text.Replace("ROOT", Repository.File("samples", "digits"), StringComparison.Ordinal), "c.json"), new());
        var statistics = DataStatistics.Compute(loaders, workers);
        statistics.Datasets.ShouldBe([KeyValuePair.Create("digits", 1797)]);
        statistics.Sets.Select(set => set.Name).ShouldBe(["train", "valid", "test", "unused"]);
        foreach (var set in statistics.Sets)
        {
            var expected = golden.RootElement.GetProperty(set.Name);
            set.Samples.ShouldBe(expected.GetProperty("samples").GetInt32());
            set.Classes.Values.ShouldBe(Orders.Ints(expected.GetProperty("classes")));
            set.Sizes.ShouldBe([KeyValuePair.Create($"{Side(expected)} x {Side(expected)} x 3", set.Samples)]);
            for (var c = 0; c < 3; c++)
            {
                set.Moments.Mean[c].ShouldBe(expected.GetProperty("mean")[c].GetDouble(), 1e-9);
                set.Moments.Deviation[c].ShouldBe(expected.GetProperty("std")[c].GetDouble(), 1e-9);
            }
        }

        statistics.Duplicates.Count.ShouldBe(golden.RootElement.GetProperty("duplicates").GetInt32());
    }

    [Fact]
    public void Pixels_and_boxes_are_counted_by_class()
    {
        var segm = Statistics("segm", """, "dontcare": 255""");
        var pixels = segm.Sets.Single(set => set.Name == "train").Pixels;
        pixels.Keys.ShouldBe(["background", "circle", "square", "triangle", "dontcare"]);
        pixels.Values.Sum().ShouldBe(12 * 32 * 32);
        pixels.Values.ShouldAllBe(count => count > 0);
        segm.ToText().ShouldMatch(@"pixels: background \(\d+(\.\d+)?%\), circle \(");
        var detect = Statistics("detect", "");
        var boxes = detect.Sets.Single(set => set.Name == "train").Boxes;
        boxes.Keys.ShouldBe(["circle", "square", "triangle"]);
        var shapes = new ShapesDataset(16, 32, 3, maxObjects: 3, task: "detect");
        var expected = Enumerable.Range(4, 12).Sum(i =>
        {
            using var sample = shapes.GetItem(i, Thelper.Imaging.Transforms.TransformRandom.For(0, 0, 0));
            return ((IReadOnlyList<object?>)sample["bboxes"]!).Count;
        });
        boxes.Values.Sum().ShouldBe(expected);
        detect.ToText().ShouldContain("  boxes: circle (");

        static DataStatistics Statistics(string task, string more)
        {
            var text = """{"datasets":{"d":{"type":"thelper.data.ShapesDataset","params":{"count":16,"image_size":32,"classes":3,"max_objects":3,"task":"TASK"MORE}}},"loaders":{"shuffle":false,"train_split":{"d":0.75},"test_split":{"d":0.25}}}"""
                .Replace("TASK", task, StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal);
            return DataStatistics.Compute(Loaders.Create(ConfigLoader.Parse(text, "c.json"), new()));
        }
    }

    [Fact]
    public void A_large_picture_is_measured_in_pieces_and_has_the_same_moments()
    {
        // More values than a piece has; whole numbers, so that sums are exact.
        const int side = 1500;
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["data/a"]);
        var (sum, squares) = (new long[3], new long[3]);
        using (var image = Torch.torch.empty([side, side, 3], Torch.torch.uint8))
        {
            var pixels = image.DataSpan<byte>();
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)(((long)i * i / 7919) + (i % 3 * 50));
                sum[i % 3] += pixels[i];
                squares[i % 3] += pixels[i] * pixels[i];
            }

            Imaging.ImageCodec.Save(folder["data/a/0.png"], image);
        }

        var text = """{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT"}}},"loaders":{"train_split":{"d":1.0}}}""";
        var loaders = Loaders.Create(ConfigLoader.Parse(text.Replace("ROOT", folder["data"], StringComparison.Ordinal), "c.json"), new());
        var moments = DataStatistics.Compute(loaders).Sets.Single().Moments;
        moments.Count.ShouldBe(side * side);
        for (var c = 0; c < 3; c++)
        {
            var (mean, mean2) = ((double)sum[c] / (side * side), (double)squares[c] / (side * side));
            moments.Mean[c].ShouldBe(mean);
            moments.Deviation[c].ShouldBe(Math.Sqrt(mean2 - (mean * mean)), 1e-9);
        }
    }

    [Fact]
    public void Images_without_boxes_are_counted()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 4; i++)
        {
            folder.Image($"{i}.png", blue: (byte)i);
            File.WriteAllText(folder[$"{i}.txt"], i == 2 ? "0 0.5 0.5 1 1\n0 0.5 0.5 0.5 1\n" : "");
        }

        var text = """{"datasets":{"d":{"type":"thelper.data.YOLODataset","params":{"root":"ROOT","class_names":["a","b"]}}},"loaders":{"shuffle":false,"train_split":{"d":1.0}}}""";
        var statistics = DataStatistics.Compute(Loaders.Create(ConfigLoader.Parse(text.Replace("ROOT", folder.Path, StringComparison.Ordinal), "c.json"), new()));
        statistics.Sets.ShouldHaveSingleItem().WithoutBoxes.ShouldBe(3);
        statistics.ToText().ShouldContain("  boxes: a (2), b (0); 3 images without any\n");
        using var saved = JsonDocument.Parse(File.ReadAllText(statistics.Save(folder["out"])));
        saved.RootElement.GetProperty("sets").GetProperty("train").GetProperty("without_boxes").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Duplicates_across_sets_and_unreadable_files_are_named_and_saved()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 8; i++)
        {
            folder.Image($"data/a/{i}.png", blue: (byte)i);
        }

        File.Copy(folder["data/a/1.png"], folder["data/a/7.png"], overwrite: true);
        File.Copy(folder["data/a/5.png"], folder["data/a/6.png"], overwrite: true);
        File.WriteAllText(folder["data/a/3.png"], "no image");
        var text = """{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT","order":"name"}}},"loaders":{"shuffle":false,"train_split":{"d":0.5},"test_split":{"d":0.5}}}""";
        var loaders = Loaders.Create(ConfigLoader.Parse(text.Replace("ROOT", folder["data"], StringComparison.Ordinal), "c.json"), new());
        var statistics = DataStatistics.Compute(loaders);
        statistics.Duplicates.Select(group => string.Join(' ', group.Select(sample => $"{sample.Set}{sample.Index}"))).ShouldBe(["test1 train7", "train5 train6"]);
        statistics.Leaks.Single()[0].File.ShouldBe(folder["data/a/1.png"]);
        statistics.Sets.Single(set => set.Name == "test").Unreadable.Single().Sample.ShouldBe(folder["data/a/3.png"]);
        statistics.ToText().ShouldContain("duplicates: 2 contents occur more than once, 1 of them in several sets\n");
        statistics.ToText().ShouldContain("test: 4 samples\n  classes: a (4)\n  sizes: 3 x 2 x 3 (3)\n");
        using var saved = JsonDocument.Parse(File.ReadAllText(statistics.Save(folder["out/more"])));
        saved.RootElement.GetProperty("sets").GetProperty("train").GetProperty("samples").GetInt32().ShouldBe(4);
        saved.RootElement.GetProperty("duplicates")[0].GetProperty("across_sets").GetBoolean().ShouldBeTrue();
        Should.Throw<UserErrorException>(() => statistics.Save(folder["data/a/1.png"])).Message.ShouldContain("1.png");
    }

    private static string Side(JsonElement expected) => expected.GetProperty("side").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
