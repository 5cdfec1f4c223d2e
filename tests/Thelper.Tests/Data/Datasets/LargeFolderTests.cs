using System.Diagnostics;
using Thelper.Config;
using Thelper.Data.Loading;

namespace Thelper.Tests.Data.Datasets;

public class LargeFolderTests(ITestOutputHelper output)
{
    [Fact]
    public void A_hundred_thousand_files_are_listed_and_split_quickly_in_little_memory()
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
        var clock = Stopwatch.StartNew();
        var loaders = Loaders.Create(config, new());
        var elapsed = clock.Elapsed;
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        output.WriteLine(FormattableString.Invariant($"{elapsed.TotalMilliseconds:0} ms, {bytes:0} bytes a sample"));
        loaders.Train!.SampleCount.ShouldBe(80_000);
        bytes.ShouldBeLessThan(200);
        // The aim is 2 s; the machine that tests may be busy.
        elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        GC.KeepAlive(loaders);
    }
}
