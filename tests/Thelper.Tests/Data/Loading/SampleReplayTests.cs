using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

/// <summary>The draws of a sample can be written, read, and drawn again, in every vocabulary; they depend on nothing but seeds, epoch and sample.</summary>
[NoLeaks]
public sealed class SampleReplayTests : IDisposable
{
    private const string Everything = """
        {"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9, "probability": 0.8}},
        {"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "torchvision.transforms.GaussianBlur", "params": {"kernel_size": 3}, "probability": 0.5, "target_keys": ["image"]}},
        {"operation": "torchvision.transforms.ColorJitter", "params": {"brightness": 0.4, "hue": 0.3}, "target_key": "image"},
        {"operation": "torchvision.transforms.RandAugment", "target_key": ["image", "bboxes"]},
        {"operation": "torchvision.transforms.RandomApply", "params": {"transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip"}]}},
        {"operation": "albumentations.Compose", "bboxes_key": "bboxes",
         "params": {"OneOf": {"transforms": [{"MotionBlur": {}}, {"GaussNoise": {}}], "p": 0.9}, "ElasticTransform": {"p": 0.5}, "ShiftScaleRotate": {"p": 0.9}, "CoarseDropout": {}, "ISONoise": {}}},
        {"operation": "albumentations.ReplayCompose", "bboxes_key": "bboxes", "params": {"HorizontalFlip": {"p": 0.5}, "RandomGamma": {"p": 0.7}}},
        {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("thelper-replay-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(17, 0)]
    [InlineData(17, 5)]
    public void A_record_that_was_written_and_read_gives_the_same_bits(int index, int epoch)
    {
        var (loader, other) = (Load(), Load(seed: 77));
        var record = SampleReplay.Record(loader, index, epoch);
        var file = Path.Combine(folder, "replay.json");
        record.Save(file);
        var read = SampleReplay.Load(file);
        (read.Set, read.Index, read.Epoch).ShouldBe(("train", index, epoch));

        // Under other seeds too, for it is the record that is drawn from.
        foreach (var set in new[] { loader, other })
        {
            using var again = read.Apply(set);
            read.Differences(again).ShouldBeEmpty();
        }

        // It is what the loader gives; and not what it gives under other seeds, in another epoch or for another sample.
        using var loaded = loader.Dataset.GetItem(index, BatchSource.StreamOf(loader.Seeds, epoch, index));
        read.Differences(loaded).ShouldBeEmpty();
        using var otherSeeds = loader.Dataset.GetItem(index, BatchSource.StreamOf(other.Seeds, epoch, index));
        read.Differences(otherSeeds).ShouldContain("image");
        using var otherEpoch = loader.Dataset.GetItem(index, BatchSource.StreamOf(loader.Seeds, epoch + 1, index));
        read.Differences(otherEpoch).ShouldContain("image");
        using var otherSample = read.Apply(loader, index + 1);
        read.Differences(otherSample).ShouldContain("image");
    }

    [Fact]
    public void Numbers_that_were_drawn_are_told()
    {
        var record = SampleReplay.Record(Load("""{"operation": "thelper.transforms.RandomShift", "params": {"min": -9, "max": 9}, "target_key": ["image", "bboxes"]}"""), 3, 0);
        var numbers = System.Text.Json.JsonDocument.Parse(record.ToJson()).RootElement.GetProperty("steps")[0].GetProperty("drawn").EnumerateArray().Select(number => number.GetDouble()).ToList();
        // Whether at all, how far to the right and how far down; the boxes share the draw.
        numbers.Count.ShouldBe(3);
        numbers[1..].ShouldAllBe(number => number >= -9 && number < 9);
    }

    [Fact]
    public void What_ReplayCompose_writes_has_the_stream_of_its_step()
    {
        var loader = Load();
        var steps = System.Text.Json.JsonDocument.Parse(SampleReplay.Record(loader, 4, 2).ToJson()).RootElement.GetProperty("steps").EnumerateArray().ToList();
        using var sample = loader.Dataset.GetItem(4, BatchSource.StreamOf(loader.Seeds, 2, 4));
        ((IDictionary<string, object?>)sample["replay"]!)["stream"].ShouldBe(steps.Single(step => step.GetProperty("operation").GetString() == "albumentations.ReplayCompose").GetProperty("stream").GetString());
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var record = SampleReplay.Record(Load(), 0, 0);
        var loader = Load("""{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}""");
        Should.Throw<UserErrorException>(() => record.Apply(loader)).Message.ShouldContain("the record is of another pipeline");
        Should.Throw<UserErrorException>(() => SampleReplay.Record(loader, 1000, 0)).Message.ShouldBe("there is no sample 1000: the data of the train set has 40, counted from 0");
        var file = Path.Combine(folder, "no.json");
        File.WriteAllText(file, "{}");
        Should.Throw<UserErrorException>(() => SampleReplay.Load(file)).Message.ShouldContain("is no record of a sample's draws");
        Should.Throw<UserErrorException>(() => SampleReplay.Load(file + "x")).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void Draws_are_the_same_for_any_number_of_threads_and_after_a_resume_and_others_each_epoch()
    {
        List<string> Epochs(int workers, DataLoaderState? state = null)
        {
            var loader = Load(workers: workers);
            if (state is not null)
            {
                loader.Restore(state);
            }

            var digests = new List<string>();
            for (var epoch = state?.Epoch ?? 0; epoch < 2; epoch++)
            {
                foreach (var batch in loader)
                {
                    using (batch)
                    {
                        digests.Add(SampleDigest.Of(batch)["image"]);
                    }
                }
            }

            return digests;
        }

        var expected = Epochs(0);
        expected.Count.ShouldBe(20);
        expected.Distinct().Count().ShouldBe(20);
        Epochs(1).ShouldBe(expected);
        Epochs(8).ShouldBe(expected);
        Epochs(8, new DataLoaderState(1, 3)).ShouldBe(expected[13..]);
    }

    private static DataLoader Load(string stages = Everything, int seed = 3, int workers = 0) => Loaders.Create(
        ConfigLoader.Parse(
            $$"""
            {
                "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "detect", "count": 40, "image_size": 48, "max_objects": 2, "seed": 1} } },
                "loaders": {
                    "batch_size": 4, "workers": {{workers}}, "torch_seed": {{seed}}, "numpy_seed": 0, "random_seed": 0, "test_seed": 0, "valid_seed": 0,
                    "base_transforms": [{{stages}}],
                    "train_split": {"shapes": 1.0}
                }
            }
            """,
            "c.json"),
        new TypeRegistry()).Train!;
}
