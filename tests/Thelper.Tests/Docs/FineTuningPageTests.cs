using Thelper.Config;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Tests.Nn;
using Thelper.Vision;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Docs;

/// <summary>docs/fine-tuning.md: the section with published weights, which a file stands for, and what the page says that the log tells. PagesTests checks the configurations.</summary>
[NoLeaks]
public sealed class FineTuningPageTests : IDisposable
{
    private const string Shown = "/home/you/.cache/torch/hub/checkpoints/resnet18-f37072fd.pth";
    private readonly string folder = Directory.CreateTempSubdirectory("page").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_log_says_what_the_page_shows()
    {
        using var scope = NewDisposeScope();
        var blocks = new DocsPage("docs/fine-tuning.md").Blocks("text");
        var file = Path.Combine(folder, "resnet18-f37072fd.pth");
        using (var source = torchvision.models.resnet18())
        {
            source.save(file);
        }

        var log = new ListLog();
        using var from = WeightsLoading.From(file);
        using var model = ModelFactory.Create(ConfigLoader.Parse("{" + blocks[0] + "}", "page.json").Get("model"), NnTasks.Classes(3), new(), logger: log);
        foreach (var line in blocks[1].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            log.Lines.ShouldContain("Information: " + line.Replace(Shown, file, StringComparison.Ordinal));
        }

        model.Config["weights"].ShouldBe("IMAGENET1K_V1");
    }
}
