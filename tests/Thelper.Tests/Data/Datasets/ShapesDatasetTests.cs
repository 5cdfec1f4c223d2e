using System.Threading.Tasks;
using Thelper.Data.Datasets;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Datasets;

[NoLeaks]
public class ShapesDatasetTests
{
    [Theory]
    [InlineData("classif", "image", "label")]
    [InlineData("segm", "image", "label_map")]
    [InlineData("detect", "image", "bboxes")]
    [InlineData("sr", "lowres_image", "highres_image")]
    [InlineData("regr", "image", "target")]
    public void A_sample_has_what_its_task_names(string task, string input, string truth)
    {
        var data = new ShapesDataset(count: 10, imageSize: 48, maxObjects: 3, task: task);
        using var sample = Get(data, 4);
        sample.Keys.ShouldBe([input, truth, "idx"]);
        (data.Task.InputKey, data.Task.GtKey).ShouldBe((input, truth));
        data.Task.MetaKeys.ShouldBe(["idx"]);
        sample["idx"].ShouldBe(4L);
        Tensor(sample, input).shape.ShouldBe([48, 48, 3]);
        Tensor(sample, input).dtype.ShouldBe(torch.ScalarType.Byte);
        data.HasLabels.ShouldBe(task == "classif");
        Thelper.Tasks.TaskFactory.Parse(data.Task.ToString()!, new()).ToString().ShouldBe(data.Task.ToString());
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
    public void Boxes_and_label_map_describe_the_same_shapes()
    {
        var maps = new ShapesDataset(count: 40, imageSize: 64, classes: 8, maxObjects: 5, seed: 3, task: "segm");
        var lists = new ShapesDataset(count: 40, imageSize: 64, classes: 8, maxObjects: 5, seed: 3, task: "detect");
        var several = 0;
        for (var i = 0; i < lists.Count; i++)
        {
            using var map = Get(maps, i);
            using var list = Get(lists, i);
            aten.equal(Tensor(map, "image"), Tensor(list, "image")).ShouldBeTrue();
            var mask = Tensor(map, "label_map").DataSpan<byte>().ToArray();
            var boxes = ((IReadOnlyList<object?>)list["bboxes"]!).Cast<BoundingBox>().ToArray();
            several += boxes.Length > 1 ? 1 : 0;
            var covered = new bool[64 * 64];
            foreach (var box in boxes)
            {
                box.IncludeMargin.ShouldBeTrue();
                box.ImageId.ShouldBe((long)i);
                var inside = 0;
                for (var y = (int)box.Top; y <= box.Bottom; y++)
                {
                    for (var x = (int)box.Left; x <= box.Right; x++)
                    {
                        covered[(y * 64) + x] = true;
                        inside += mask[(y * 64) + x] == (long)box.ClassId ? 1 : 0;
                    }
                }

                (inside / box.Area).ShouldBeGreaterThan(0.12, $"sample {i}");
            }

            for (var p = 0; p < mask.Length; p++)
            {
                (mask[p] == 0 || covered[p]).ShouldBeTrue($"sample {i}, pixel {p} belongs to no box");
            }
        }

        several.ShouldBeGreaterThan(15);
    }

    [Fact]
    public void The_rim_of_a_shape_can_be_without_class()
    {
        using var plain = Get(new ShapesDataset(count: 1, task: "segm"), 0);
        using var rimmed = Get(new ShapesDataset(count: 1, task: "segm", dontcare: 255), 0);
        var (all, some) = (Tensor(plain, "label_map").DataSpan<byte>().ToArray(), Tensor(rimmed, "label_map").DataSpan<byte>().ToArray());
        var rim = some.Count(value => value == 255);
        rim.ShouldBeInRange(20, 400);
        all.Zip(some).Count(pair => pair.First != pair.Second).ShouldBe(rim);
    }

    [Fact]
    public void The_low_resolution_is_the_image_made_smaller()
    {
        using var large = Get(new ShapesDataset(count: 3, imageSize: 36, task: "sr", downscaleFactor: 3), 2);
        using var small = Get(new ShapesDataset(count: 3, imageSize: 36, task: "sr", downscaleFactor: 3, rescaleLowres: false), 2);
        Tensor(small, "lowres_image").shape.ShouldBe([12, 12, 3]);
        using var expected = Thelper.Imaging.ImageOps.Resize(Tensor(small, "lowres_image"), 36, 36);
        aten.equal(Tensor(large, "lowres_image"), expected).ShouldBeTrue();
        aten.equal(Tensor(large, "highres_image"), Tensor(small, "highres_image")).ShouldBeTrue();
    }

    [Fact]
    public void The_target_of_a_regression_is_where_the_shape_lies()
    {
        var numbers = new ShapesDataset(count: 30, imageSize: 64, classes: 2, task: "regr", seed: 5);
        var boxes = new ShapesDataset(count: 30, imageSize: 64, classes: 2, task: "detect", seed: 5);
        for (var i = 0; i < 30; i++)
        {
            using var sample = Get(numbers, i);
            using var other = Get(boxes, i);
            var target = Tensor(sample, "target");
            target.dtype.ShouldBe(torch.float32);
            var values = target.DataSpan<float>().ToArray();
            values.Length.ShouldBe(3);
            var box = (BoundingBox)((IReadOnlyList<object?>)other["bboxes"]!)[0]!;
            box.Centroid.X.ShouldBe(64 * values[0], 1.5);
            box.Centroid.Y.ShouldBe(64 * values[1], 1.5);
            // A circle reaches 0.9 of the radius, a square up to 1.02 at any tilt.
            (box.Width / 2).ShouldBeInRange(64 * values[2] * 0.7, 64 * values[2] * 1.05);
        }
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
        Should.Throw<UserErrorException>(() => new ShapesDataset(task: "segment")).Message.ShouldBe("there is no task 'segment' (expected one of: classif, segm, detect, sr, regr)");
        Should.Throw<UserErrorException>(() => new ShapesDataset(task: "segm", dontcare: 3)).Message.ShouldContain("'dontcare' must lie between 7 and 255");
        Should.Throw<UserErrorException>(() => new ShapesDataset(task: "sr", downscaleFactor: 1)).Message.ShouldContain("'downscale_factor'");
    }

    private static Sample Get(ShapesDataset data, int index) => data.GetItem(index, TransformRandom.For(0, 0, index));

    private static torch.Tensor Tensor(Sample sample, string key) => (torch.Tensor)sample[key]!;

    private static string Hash(ShapesDataset data, int index)
    {
        using var sample = Get(data, index);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Tensor(sample, "image").DataSpan<byte>()));
    }
}
