using Thelper.Config;
using Thelper.Data.Loading;

namespace Thelper.Tests.Data.Datasets;

public class LargeFolderTests(ITestOutputHelper output)
{
    [Fact]
    public void A_hundred_thousand_files_are_listed_and_split_in_little_memory()
    {
        const int count = 100_000;
        using var folder = new TempFolder();
        for (var label = 0; label < 10; label++)
        {
            var path = folder[$"class_{label}"];
            Directory.CreateDirectory(path);
            for (var i = 0; i < count / 10; i++)
            {
                File.Create(Path.Join(path, $"image_{label}_{i:00000}.jpg")).Dispose();
            }
        }

        var text = """{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT","order":"name"}}},"loaders":{"train_split":{"d":0.8},"valid_split":{"d":0.1},"test_split":{"d":0.1},"test_seed":0,"valid_seed":0,"torch_seed":0}}""";
        var config = ConfigLoader.Parse(text.Replace("ROOT", folder.Path, StringComparison.Ordinal), "c.json");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var loaders = Loaders.Create(config, new());
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        output.WriteLine(FormattableString.Invariant($"{bytes:0} bytes a sample"));
        loaders.Train!.SampleCount.ShouldBe(80_000);
        bytes.ShouldBeLessThan(200);
        GC.KeepAlive(loaders);
    }
}
