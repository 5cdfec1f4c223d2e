using Thelper.Nn;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>What a session tells of weights that it starts from: a line on the console, every tensor in its log.</summary>
[NoLeaks]
public sealed class LoadReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("report").FullName;
    private readonly ListLog log = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Published_weights_say_what_matched_and_what_a_new_task_draws_anew()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "shufflenetv2_x0.5.pth");
        using var source = torchvision.models.shufflenet_v2_x0_5();
        source.save(file);
        using var from = WeightsLoading.From(file);
        using var model = Create("""{"type": "torchvision.models.shufflenet_v2_x0_5", "params": {"weights": "DEFAULT"}}""", 7);
        var all = source.state_dict().Count;
        log.Lines.ShouldContain($"Information: weights of '{file}': {all} matched (0 renamed), 0 dropped, 0 re-initialised");
        log.Lines.ShouldContain("Debug: matched: conv1.0.weight");
        log.Lines.Count(line => line.StartsWith("Debug: matched: ", StringComparison.Ordinal)).ShouldBe(all);
        log.Lines.ShouldContain("Information: re-initialised for 7 outputs: fc.weight, fc.bias");
        model.Config["weights"].ShouldBe("IMAGENET1K_V1", "a default is recorded by its name");
        aten.equal(model.state_dict()["conv5.0.weight"], source.state_dict()["conv5.0.weight"]).ShouldBeTrue();
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad);
    }

    [Fact]
    public void A_file_that_fits_in_part_says_what_was_dropped_and_what_is_fresh()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "mine.pth");
        using (var source = Create("""{"type": "torchvision.models.shufflenet_v2_x0_5"}""", 5))
        {
            source.save(file);
        }

        log.Lines.ShouldNotContain(line => line.Contains("re-initialised", StringComparison.Ordinal));
        using var model = Create($$"""{"type": "torchvision.models.shufflenet_v2_x0_5", "weights": "{{file}}", "weights_strict": false}""", 7);
        log.Lines.ShouldContain($"Information: weights of '{file}': {model.state_dict().Count - 2} matched (0 renamed), 2 dropped, 2 re-initialised");
        log.Lines.ShouldContain("Debug: dropped: fc.weight ([5, 1024] in the file, [7, 1024] in the model)");
        log.Lines.ShouldContain("Debug: re-initialised: fc.bias");
    }

    [Fact]
    public void A_wrapped_vision_transformer_takes_weights_of_another_image_size()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "vit.pth");
        using (var source = new VisionTransformer(16, 8, 1, 2, 8, 16, numClasses: 3))
        {
            source.save(file);
        }

        using var model = new ExternalClassifModule(new VisionTransformer(32, 8, 1, 2, 8, 16, numClasses: 3), NnTasks.Classes(3), "vit", new Dictionary<string, object?>());
        WeightLoading.LoadInto(model, file).Notes.ShouldBe([
            "'encoder.pos_embedding': positions interpolated from 2 x 2 patches (images of 16 x 16 pixels) to 4 x 4 (32 x 32 pixels)"]);
        model.call(zeros(2, 3, 32, 32)).shape.ShouldBe([2L, 3L]);
    }

    private Module Create(string section, int classes) => ModelFactory.Create(ConfigText.Json(section), NnTasks.Classes(classes), new(), logger: log);
}
