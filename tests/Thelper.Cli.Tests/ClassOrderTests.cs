using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary>A trained model on data that list its classes in another order: label maps are said in its numbers. The masks of <c>second</c> say what those of <c>first</c> do, in the other order.</summary>
[NoLeaks]
public class ClassOrderTests
{
    private static readonly string[] Second = ["datasets.d.params.mask_root=second", """datasets.d.params.class_names=["b", "a"]"""];

    [Fact]
    public void A_session_that_keeps_its_task_is_evaluated_by_the_classes_and_not_by_their_numbers()
    {
        using var work = Trained();
        var expected = Evaluated(new() { EvalOnly = true });
        Evaluated(new() { EvalOnly = true, TaskCompat = "old", AllowChangedData = true, Overrides = Second }).ShouldBe(expected);
        Evaluated(new() { EvalOnly = true, TaskCompat = "compat", AllowChangedData = true, Overrides = Second }).ShouldBe(expected);
    }

    [Fact]
    public void So_it_is_where_a_configuration_is_given_the_model()
    {
        using var work = Trained();
        string[] tester = ["""tester={"device": "cpu", "metrics": {"iou": {"type": "thelper.optim.IntersectionOverUnion"}}}"""];
        var expected = Session.Infer("i.json", "first-results", "out/s", SessionEnvironment.Quiet(), tester)[0].Flatten().ToList();
        expected.ShouldNotBeEmpty();
        Session.Infer("i.json", "second-results", "out/s", SessionEnvironment.Quiet(), [.. tester, .. Second])[0].Flatten().ShouldBe(expected);
    }

    [Fact]
    public void Samples_are_looked_at_as_the_model_that_scores_them_numbers_their_classes()
    {
        using var work = Trained();
        using var first = Session.View("c.json", SessionEnvironment.Quiet(), checkpointPath: "out/s");
        using var second = Session.View("c.json", SessionEnvironment.Quiet(), Second, "out/s");
        using var alone = Session.View("c.json", SessionEnvironment.Quiet(), Second);
        ((Tasks.Segmentation)second.Task).ClassNames.ShouldBe(["a", "b"]);
        ((Tasks.Segmentation)alone.Task).ClassNames.ShouldBe(["b", "a"]);
        Map(second).ShouldBe(Map(first));
        Map(alone).ShouldNotBe(Map(first));
        second.Scorer!.Score(second.Sets[0], 0).Loss.ShouldBe(first.Scorer!.Score(first.Sets[0], 0).Loss);
    }

    private static byte[] Map(DataView view)
    {
        using var sample = view.Sets[0].LoadRaw(0);
        return ((Tensor)sample["label_map"]!).DataSpan<byte>().ToArray();
    }

    private static List<KeyValuePair<string, double?>> Evaluated(ResumeOptions options)
    {
        var outputs = Session.Resume("out/s", SessionEnvironment.Quiet(), options).Values.Last().TestMetrics;
        return [.. outputs.ShouldNotBeNull()];
    }

    private static Workspace Trained()
    {
        var work = new Workspace();
        using (NewDisposeScope())
        {
            foreach (var folder in new[] { "images", "first", "second" })
            {
                Directory.CreateDirectory(work[folder]);
            }

            for (var i = 0; i < 8; i++)
            {
                var mask = zeros([32, 32], dtype: ScalarType.Byte);
                mask[TensorIndex.Slice(0, 6 + i)] = tensor(1, dtype: ScalarType.Byte);
                ImageCodec.Save(work[$"images/{i}.png"], (mask * 200).unsqueeze(-1).expand(32, 32, 3).contiguous());
                ImageCodec.Save(work[$"first/{i}.png"], mask);
                ImageCodec.Save(work[$"second/{i}.png"], 1 - mask);
            }
        }

        const string Data = """
            "datasets": {"d": {"type": "thelper.data.ImageMaskDataset", "params": {"image_root": "images", "mask_root": "first", "class_names": ["a", "b"]}}},
            "loaders": {"batch_size": 4, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0,
                "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
            """;
        File.WriteAllText(work["i.json"], $$$"""{"name": "again", {{{Data}}} } }""");
        File.WriteAllText(work["c.json"], $$$"""
            {"name": "s", {{{Data}}}, "train_split": {"d": 0.5}, "valid_split": {"d": 0.25}, "test_split": {"d": 0.25} },
            "model": {"type": "thelper.nn.unet.UNet", "params": {"mid_channels": 16} },
            "trainer": {"epochs": 1, "device": "cpu", "monitor": "iou",
                "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001} } },
                "metrics": {"iou": {"type": "thelper.optim.IntersectionOverUnion"} } } }
            """);
        Session.Create("c.json", "out", SessionEnvironment.Quiet());
        return work;
    }
}
