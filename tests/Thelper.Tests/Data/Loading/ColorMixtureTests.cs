using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Voc;
using Thelper.Data.Loading;
using Thelper.Testing;
using Thelper.Tests.Data.Formats;
using Thelper.Tests.Logging;
using Thelper.Transforms;
using Thelper.Vision.Datasets;

namespace Thelper.Tests.Data.Loading;

/// <summary>Data sets whose images come in different orders of colours are not mixed without a word.</summary>
[NoLeaks]
public sealed class ColorMixtureTests : IDisposable
{
    private const string Stage = """{"operation": "thelper.transforms.ToNumpy", "params": {"reorder_bgr": true}, "target_key": "image"}""";
    private readonly TempFolder folder = new();

    public ColorMixtureTests()
    {
        foreach (var name in new[] { "a/cat/1.png", "a/cat/2.png", "a/dog/1.png", "a/dog/2.png", "b/cat/1.png", "b/cat/2.png", "b/dog/1.png", "b/dog/2.png" })
        {
            folder.Image(name);
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\"train_split\": {\"a\": 1, \"b\": 0.5}, \"valid_split\": {\"b\": 0.5}", "'b' (train, valid)", "'a' (train)")]
    [InlineData("\"train_split\": {\"a\": 1}, \"valid_split\": {\"b\": 1}", "'b' (valid)", "'a' (train)")]
    public void Two_orders_are_a_warning_with_data_sets_and_way_out(string splits, string red, string blue) =>
        Warnings(splits, "", Stage).ShouldHaveSingleItem().ShouldEndWith(
            $"loaders: images come in two orders of colours, red, green, blue of {red} and blue, green, red of {blue}; begin the 'transforms' of the latter with {Stage}");

    [Theory]
    [InlineData("", "")]
    [InlineData(Stage, Stage)]
    [InlineData("", "{\"operation\": \"thelper.transforms.ToGray\", \"target_key\": \"image\"}")]
    public void One_order_is_none(string first, string second) => Warnings("\"train_split\": {\"a\": 1, \"b\": 0.5}, \"valid_split\": {\"b\": 0.5}", first, second).ShouldBeEmpty();

    [Fact]
    public void The_order_is_known_of_data_sets_that_decide_it()
    {
        var task = new Thelper.Tasks.Task("0", "1");
        new ShapesDataset(count: 2).KnownColors.ShouldBe(ChannelOrder.Bgr);
        new PASCALVOC(ParserGolden.Voc, "detect", preload: false).KnownColors.ShouldBe(ChannelOrder.Rgb);
        new ExternalDataset(new ImageFolder(folder["a"]), task).KnownColors.ShouldBe(ChannelOrder.Rgb);

        // A list, like a class of one's own or an archive, may hold either.
        new ExternalDataset(new List<object?> { 1L }, task).KnownColors.ShouldBe(ChannelOrder.Unknown);
    }

    private List<string> Warnings(string splits, string first, string second)
    {
        var log = new ListLog();
        string Own(string stage) => stage.Length == 0 ? "" : $", \"transforms\": [{stage}]";
        var text = $$"""
            {"datasets": {"a": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{folder["a"]}}"}{{Own(first)}} },
                          "b": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{folder["b"]}}"}{{Own(second)}} } },
             "loaders": { {{splits}} } }
            """;
        Loaders.Create(ConfigLoader.Parse(text, "c.json"), new(), _ => log);
        return log.Lines.FindAll(line => line.Contains("orders of colours", StringComparison.Ordinal));
    }
}
