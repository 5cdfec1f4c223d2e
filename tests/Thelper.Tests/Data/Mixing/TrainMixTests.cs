using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Data.Mixing;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Mixing;

/// <summary>The key <c>train_mix</c> of the loaders section, on drawn shapes.</summary>
[NoLeaks]
public class TrainMixTests
{
    private const string Both = """[{"operation": "thelper.data.Mixup", "params": {"probability": 0.4} }, {"operation": "thelper.data.CutMix", "params": {"probability": 0.4} }]""";
    private const string Objects = """[{"operation": "thelper.data.Mosaic", "params": {"probability": 0.5} }, {"operation": "thelper.data.CopyPaste", "params": {"probability": 0.5} }]""";

    [Theory]
    [InlineData("classif", Both)]
    [InlineData("segm", Both)]
    [InlineData("detect", Objects)]
    public void Threads_change_nothing_epochs_do_and_a_resumed_epoch_goes_on(string task, string mix)
    {
        var whole = Batches(Open(task, mix, workers: 0).Train!, 0);
        whole.Count.ShouldBe(5);
        Batches(Open(task, mix, workers: 1).Train!, 0).ShouldBe(whole);
        Batches(Open(task, mix, workers: 8).Train!, 0).ShouldBe(whole);
        var next = Batches(Open(task, mix, workers: 2).Train!, 1);
        next.ShouldNotBe(whole);
        var resumed = Open(task, mix, workers: 3).Train!;
        resumed.Restore(new DataLoaderState(1, 2));
        Rest(resumed).ShouldBe(next.Skip(2));
        Batches(Open(task, "[]", workers: 2).Train!, 0).ShouldNotBe(whole);
    }

    [Fact]
    public void Batches_are_mixed_as_often_as_the_operations_say_and_others_never()
    {
        var loaders = Open("classif", Both, workers: 1, batch: 1);
        var kinds = new List<string>();
        for (var epoch = 0; epoch < 30; epoch++)
        {
            foreach (var batch in loaders.Train!)
            {
                using (batch)
                {
                    kinds.Add(batch.ContainsKey(BatchMix.ShareKey) ? "mixed" : "as it was");
                }
            }
        }

        // A rectangle of no pixel mixes nothing.
        (kinds.Count(kind => kind == "mixed") / (double)kinds.Count).ShouldBe(0.79, 0.1);
        foreach (var batch in loaders.Valid!)
        {
            using (batch)
            {
                batch.ContainsKey(BatchMix.ShareKey).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Samples_are_mixed_as_often_as_their_operation_says()
    {
        var (plain, mixed) = (Open("detect", "[]", workers: 1, batch: 1).Train!, Open("detect", """[{"operation": "thelper.data.CopyPaste", "params": {"probability": 0.3} }]""", workers: 1, batch: 1).Train!);
        var (changed, all) = (0, 0);
        for (var epoch = 0; epoch < 20; epoch++)
        {
            foreach (var (one, other) in Batches(plain, epoch).Zip(Batches(mixed, epoch)))
            {
                (changed, all) = (changed + (one == other ? 0 : 1), all + 1);
            }
        }

        (changed / (double)all).ShouldBe(0.3, 4 * Math.Sqrt(0.3 * 0.7 / all));
    }

    [Theory]
    [InlineData("detect", "Mixup", "{}", "it mixes labels by shares, and boxes have none; take thelper.data.Mosaic or thelper.data.CopyPaste")]
    [InlineData("detect", "CutMix", "{}", "take thelper.data.Mosaic or thelper.data.CopyPaste")]
    [InlineData("classif", "Mosaic", "{}", "of which one label says nothing; take thelper.data.Mixup or thelper.data.CutMix")]
    [InlineData("classif", "CopyPaste", "{}", "take thelper.data.Mixup or thelper.data.CutMix")]
    [InlineData("segm", "CopyPaste", "{}", "name in 'classes' those that are pasted")]
    [InlineData("detect", "CopyPaste", """{"classes": ["circel"]}""", "the task has no class 'circel' of its 'classes' (did you mean 'circle'?)")]
    [InlineData("regr", "Mixup", "{}", "it is for classification and segmentation")]
    public void What_does_not_fit_the_task_is_refused_by_name_and_line(string task, string operation, string parameters, string reason)
    {
        var message = Should.Throw<UserErrorException>(() => Open(task, $$"""[{"operation": "thelper.data.{{operation}}", "params": {{parameters}} }]""", 0)).Message;
        message.ShouldStartWith("t.json:6: ");
        message.ShouldContain($"thelper.data.{operation}: ");
        message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("""[{"operation": "thelper.data.Mixu"}]""", "unknown type 'thelper.data.Mixu' (did you mean 'thelper.data.Mixup'?)")]
    [InlineData("""[{"operation": "thelper.data.Mixup", "params": {"alpa": 1} }]""", "did you mean 'alpha'?")]
    [InlineData("""[{"operation": "thelper.data.Mixup", "params": {"alpha": 0} }]""", "'alpha' must be above 0")]
    [InlineData("""[{"operation": "thelper.data.Mosaic", "params": {"scale": [1, 0.5]} }]""", "'scale' must be two numbers above 0, the least first")]
    [InlineData("""[{"operation": "thelper.data.Mixup", "probability": 1}]""", "unknown key")]
    [InlineData("""[{"operation": "thelper.data.Mixup"}, {"operation": "thelper.data.CutMix", "params": {"probability": 0.5} }]""", "the probabilities of those named here add up to 1.5")]
    [InlineData("""{"operation": "thelper.data.Mixup"}""", "expected a list of operations")]
    [InlineData("""[{"operation": "thelper.transforms.ToGray"}]""", "'thelper.transforms.ToGray' is not a")]
    public void Mistakes_are_named(string mix, string message) => Should.Throw<UserErrorException>(() => Open("classif", mix, 0)).Message.ShouldContain(message);

    [Fact]
    public void Boxes_of_mixed_samples_lie_in_their_images()
    {
        foreach (var batch in Open("detect", Objects, workers: 2).Train!)
        {
            using (batch)
            {
                ((IReadOnlyList<object?>)batch["bboxes"]!).SelectMany(list => ((IReadOnlyList<object?>)list!).Cast<BoundingBox>())
                    .ShouldAllBe(box => box.Left >= 0 && box.Top >= 0 && box.Left + box.Width <= 48 && box.Top + box.Height <= 48);
            }
        }
    }

    private static List<string> Batches(DataLoader loader, int epoch)
    {
        loader.SetEpoch(epoch);
        return Rest(loader);
    }

    private static List<string> Rest(DataLoader loader)
    {
        var texts = new List<string>();
        foreach (var batch in loader)
        {
            using (batch)
            {
                var leaves = new List<string>();
                batch.ForEachLeaf(leaf => leaves.Add(leaf is torch.Tensor tensor ? Sum(tensor) : $"{leaf}"));
                texts.Add(string.Join('|', leaves));
            }
        }

        return texts;

        static string Sum(torch.Tensor tensor)
        {
            using var scope = torch.NewDisposeScope();
            var flat = tensor.to(torch.float64).flatten();
            return FormattableString.Invariant($"{flat.dot(torch.arange(flat.numel(), torch.float64).add(1).sqrt()).ToDouble():R}");
        }
    }

    private static Loaders Open(string task, string mix, int workers, int batch = 4) => Loaders.Create(
        ConfigLoader.Parse(
            $$"""
            {
              "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "{{task}}", "count": 28, "image_size": 48} } },
              "loaders": {
                "batch_size": {{batch}}, "workers": {{workers}}, "train_split": {"shapes": 0.7}, "valid_split": {"shapes": 0.3},
                "torch_seed": 1, "numpy_seed": 2, "random_seed": 3, "test_seed": 4, "valid_seed": 5,
                "train_mix": {{mix}},
                "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
              }
            }
            """,
            "t.json"),
        new());
}
