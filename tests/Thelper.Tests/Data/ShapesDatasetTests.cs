using System.Threading.Tasks;
using Thelper.Data;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Data;

[NoLeaks]
public class ShapesDatasetTests
{
    [Fact]
    public void A_sample_has_every_kind_of_truth()
    {
        using var sample = Get(new ShapesDataset(count: 10, imageSize: 48, maxObjects: 3), 4);
        sample.Keys.ShouldBe(["image", "label", "mask", "boxes", "lowres_image", "idx"]);
        Tensor(sample, "image").shape.ShouldBe([48, 48, 3]);
        Tensor(sample, "image").dtype.ShouldBe(torch.ScalarType.Byte);
        Tensor(sample, "mask").shape.ShouldBe([48, 48]);
        Tensor(sample, "boxes").shape.ShouldBe([3, 5]);
        Tensor(sample, "lowres_image").shape.ShouldBe([48, 48, 3]);
        sample["idx"].ShouldBe(4L);
    }

    [Fact]
    public void The_label_is_known_without_drawing_and_classes_are_balanced()
    {
        var data = new ShapesDataset(count: 600, classes: 6);
        data.Task.ToString().ShouldBe(
            "thelper.tasks.classif.Classification(class_names=['circle', 'square', 'triangle', 'star', 'cross', 'ring'], input_key='image', label_key='label', meta_keys=['idx'], multi_label=False)");
        Enumerable.Range(0, 600).GroupBy(data.LabelOf).ShouldAllBe(group => group.Count() == 100);
        Enumerable.Range(0, 12).Select(data.LabelOf).Distinct().Count().ShouldBe(6);
        string.Join(',', Enumerable.Range(0, 6).Select(data.LabelOf)).ShouldNotBe(string.Join(',', Enumerable.Range(6, 6).Select(data.LabelOf)));
    }

    [Fact]
    public void Boxes_and_mask_describe_the_same_shapes_and_the_label_is_the_largest()
    {
        var data = new ShapesDataset(count: 40, imageSize: 64, classes: 8, maxObjects: 5, seed: 3);
        var several = 0;
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = Get(data, i);
            sample["label"].ShouldBe(data.LabelOf(i));
            var mask = Tensor(sample, "mask").DataSpan<byte>().ToArray();
            var boxes = Tensor(sample, "boxes").DataSpan<long>().ToArray().Chunk(5).Where(box => box[4] > 0).ToArray();
            boxes[0][4].ShouldBe(data.Classes.ClassIndices[(string)sample["label"]!] + 1);
            several += boxes.Length > 1 ? 1 : 0;
            var covered = new bool[64 * 64];
            foreach (var box in boxes)
            {
                var inside = 0;
                for (var y = box[1]; y < box[3]; y++)
                {
                    for (var x = box[0]; x < box[2]; x++)
                    {
                        covered[(y * 64) + x] = true;
                        inside += mask[(y * 64) + x] == box[4] ? 1 : 0;
                    }
                }

                ((double)inside / ((box[2] - box[0]) * (box[3] - box[1]))).ShouldBeGreaterThan(0.12, $"sample {i}");
            }

            for (var p = 0; p < mask.Length; p++)
            {
                (mask[p] == 0 || covered[p]).ShouldBeTrue($"sample {i}, pixel {p} belongs to no box");
            }
        }

        several.ShouldBeGreaterThan(15);
    }

    [Fact]
    public void Samples_depend_on_seed_and_index_alone()
    {
        var data = new ShapesDataset(count: 64, imageSize: 32);
        var hashes = new string[64];
        Parallel.For(0, 64, i => hashes[i] = Hash(data, i));
        hashes.Distinct().Count().ShouldBe(64);
        var again = new ShapesDataset(count: 9, imageSize: 32);
        Hash(again, 8).ShouldBe(hashes[8]);
        Hash(new ShapesDataset(count: 9, imageSize: 32, seed: 1), 8).ShouldNotBe(hashes[8]);
    }

    [Fact]
    public void Colour_and_brightness_do_not_give_the_class_away()
    {
        // The classes' mean colours differ by far less than the colours of the images of one class do.
        var data = new ShapesDataset(count: 600, imageSize: 32);
        var means = Enumerable.Range(0, data.Count).Select(i =>
        {
            using var sample = Get(data, i);
            return (Label: (string)sample["label"]!, Mean: Tensor(sample, "image").DataSpan<byte>().ToArray().Average(value => value));
        }).GroupBy(entry => entry.Label, entry => entry.Mean).Select(group => (Mean: group.Average(), Spread: Math.Sqrt(group.Average(x => x * x) - Math.Pow(group.Average(), 2)))).ToArray();
        (means.Max(m => m.Mean) - means.Min(m => m.Mean)).ShouldBeLessThan(means.Min(m => m.Spread));
    }

    [Fact]
    public void Wrong_arguments_are_refused_by_name()
    {
        Should.Throw<UserErrorException>(() => new ShapesDataset(count: 0)).Message.ShouldBe("'count' must be above 0, got 0");
        Should.Throw<UserErrorException>(() => new ShapesDataset(imageSize: 8)).Message.ShouldContain("'image_size' must lie between 16 and 4096");
        Should.Throw<UserErrorException>(() => new ShapesDataset(classes: 9)).Message.ShouldContain("'classes' must lie between 2 and 8");
        Should.Throw<UserErrorException>(() => new ShapesDataset(maxObjects: 0)).Message.ShouldContain("'max_objects'");
    }

    private static Sample Get(ShapesDataset data, int index) => data.GetItem(index, TransformRandom.For(0, 0, index));

    private static torch.Tensor Tensor(Sample sample, string key) => (torch.Tensor)sample[key]!;

    private static string Hash(ShapesDataset data, int index)
    {
        using var sample = Get(data, index);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Tensor(sample, "image").DataSpan<byte>()));
    }
}
