using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Transforms.Geometry;

/// <summary>Pipelines of configurations, and the tasks whose samples go through them.</summary>
[NoLeaks]
public class PipelineTests
{
    private static readonly Detection Boxes = new(new[] { "a", "b" }, "image", "bboxes");
    private static readonly Segmentation Classes = new(new[] { "a", "b" }, "image", "label_map", dontcare: 255);
    private static readonly SuperResolution Twins = new("low", "high");

    [Theory]
    [InlineData("""["image", "bboxes"]""")]
    [InlineData("null")]
    public void Boxes_move_with_their_image_in_their_order(string keys)
    {
        using var scope = torch.NewDisposeScope();
        var pipeline = Load(Boxes, $$"""
            [{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1}, "target_key": {{keys}}},
             {"operation": "thelper.transforms.CenterCrop", "params": {"size": [20, 10]}, "target_key": {{keys}}},
             {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
            """);
        // With margin: the last column and row belong to a box.
        var result = Apply(pipeline, Image(10, 30), new BoundingBox("b", [2, 1, 6, 4], difficult: true, imageId: "x"), new BoundingBox("a", [20, 0, 25, 3]), new BoundingBox("b", [27, 0, 29, 3]));
        ((torch.Tensor)result["image"]!).shape.ShouldBe([3, 10, 20]);
        var boxes = ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>().ToList();
        boxes.Select(box => box.ClassId).ShouldBe(["b", "a"]);
        boxes[0].BBox.ShouldBe([18, 1, 19, 4]);
        (boxes[0].Truncated, boxes[0].Difficult, boxes[0].ImageId, boxes[0].IncludeMargin).ShouldBe((true, true, "x", true));
        boxes[1].BBox.ShouldBe([0, 0, 4, 3]);
    }

    [Fact]
    public void Boxes_of_which_too_little_is_left_are_dropped_and_nothing_left_is_an_empty_list()
    {
        using var scope = torch.NewDisposeScope();
        BoundingBox[] boxes = [new("a", [2, 1, 8, 4], includeMargin: false), new("b", [0, 0, 4, 4], includeMargin: false), new("a", [5, 0, 15, 10], includeMargin: false)];
        // The crop begins at column 5: of 6 x 3 pixels 3 x 3 are left, of 4 x 4 none.
        IReadOnlyList<object?> Left(string more) => (IReadOnlyList<object?>)Apply(Load(Boxes, $$"""[{"operation": "thelper.transforms.CenterCrop", "params": {"size": [20, 10]}{{more}}}]"""), Image(10, 30), boxes)["bboxes"]!;
        Left("").Count.ShouldBe(2);
        Left(""", "min_area": 9""").Count.ShouldBe(2);
        Left(""", "min_area": 9.5""").Count.ShouldBe(1);
        Left(""", "min_visibility": 0.5""").Count.ShouldBe(2);
        Left(""", "min_visibility": 0.51""").Count.ShouldBe(1);
        Left(""", "min_visibility": 1""").ShouldHaveSingleItem().ShouldBeOfType<BoundingBox>().BBox.ShouldBe([0, 0, 10, 10]);
        Left(""", "min_area": 101""").ShouldBeEmpty();
        Apply(Load(Boxes, """[{"operation": "torchvision.transforms.RandomRotation", "params": {"degrees": 30}}]"""), Image(10, 30))["bboxes"].ShouldBeOfType<List<object?>>().ShouldBeEmpty();
    }

    [Fact]
    public void Uncovered_parts_of_a_label_map_are_ignored_and_its_classes_stay()
    {
        using var scope = torch.NewDisposeScope();
        var pipeline = Load(Classes, """[{"operation": "thelper.transforms.Affine", "params": {"transf": [[1, 0, 4.5], [0, 1, 0]]}}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [11, 7]}}]""");
        var labels = torch.ones([10, 30], torch.int64);
        var result = (Sample)pipeline.Apply(new Sample { ["image"] = Image(10, 30), ["label_map"] = labels, ["name"] = "x" }, TransformRandom.For(0, 0, 0))!;
        var map = (torch.Tensor)result["label_map"]!;
        (map.dtype, map.shape.Length).ShouldBe((torch.int64, 2));
        map.DataSpan<long>().ToArray().Distinct().ShouldBe([255, 1], ignoreOrder: true);
        map.shape.ShouldBe([7, 11]);

        // A value that bytes cannot hold makes the map wider, whether or not something is uncovered.
        var negative = new Segmentation(new[] { "a", "b" }, "image", "label_map", dontcare: -1);
        var flip = (Sample)Load(negative, """[{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 0}}]""")
            .Apply(new Sample { ["image"] = Image(10, 30), ["label_map"] = torch.ones([10, 30], torch.uint8) }, TransformRandom.For(0, 0, 0))!;
        ((torch.Tensor)flip["label_map"]!).dtype.ShouldBe(torch.int64);
        Should.Throw<UserErrorException>(() => pipeline.Apply(new Sample { ["image"] = Image(10, 30), ["label_map"] = torch.ones([10, 31], torch.int64) }, TransformRandom.For(0, 0, 0)))
            .Message.ShouldContain("the map under 'label_map' has the shape (10, 31), and its image is 10 pixels high and 30 wide");
    }

    [Fact]
    public void A_twin_changes_at_its_own_scale()
    {
        using var scope = torch.NewDisposeScope();
        var pipeline = Load(Twins, """[{"operation": "torchvision.transforms.RandomCrop", "params": {"size": [6, 9]}}, {"operation": "torchvision.transforms.RandomVerticalFlip", "params": {"p": 1}}]""");
        var low = torch.arange(0, 10 * 30, dtype: torch.int32).remainder(251).to(torch.uint8).view(10, 30, 1);
        var high = low.repeat_interleave(2, 0).repeat_interleave(2, 1);
        var result = (Sample)pipeline.Apply(new Sample { ["low"] = low, ["high"] = high }, TransformRandom.For(3, 0, 0))!;
        var (a, b) = ((torch.Tensor)result["low"]!, (torch.Tensor)result["high"]!);
        a.shape.ShouldBe([6, 9, 1]);
        torch.equal(b, a.repeat_interleave(2, 0).repeat_interleave(2, 1)).ShouldBeTrue();
    }

    [Fact]
    public void Left_and_right_change_places_in_mirrors_where_they_are_declared()
    {
        using var scope = torch.NewDisposeScope();
        var fields = new SampleFields("image", new Dictionary<string, FieldKind> { ["eyes"] = FieldKind.Points }) { Pairs = [(0, 1)] };
        var points = torch.tensor([4.5, 2, 20, 3, 10, 5], [3, 2], dtype: torch.float64);
        double[] Moved(ITransform operation) =>
            ((torch.Tensor)((Sample)new TransformWrapper(operation).For(fields).Apply(new Sample { ["image"] = Image(10, 30), ["eyes"] = points }, TransformRandom.For(0, 0, 0))!)["eyes"]!).DataSpan<double>().ToArray();
        Moved(new Vision.Transforms.RandomHorizontalFlip(1)).ShouldBe([10, 3, 25.5, 2, 20, 5]);
        Moved(new CenterCrop(new List<object?> { 20L, 10L })).ShouldBe([double.NaN, double.NaN, 15, 3, 5, 5]);
    }

    [Theory]
    [InlineData("\"image\"", "moves the pixels of 'image', and the boxes under 'bboxes' would stay where they are: name 'image' and 'bboxes' in its target_key, or leave target_key out")]
    [InlineData("\"bboxes\"", "moves the boxes under 'bboxes', and the pixels of 'image' would stay where they are")]
    public void What_would_leave_the_truth_behind_is_refused_by_its_line(string keys, string reason)
    {
        var errors = new ConfigErrors();
        var stages = $$"""
            [{"operation": "torchvision.transforms.ColorJitter", "target_key": "image"},

             {"operation": "torchvision.transforms.RandomHorizontalFlip", "target_key": {{keys}}}]
            """;
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse(stages, "t.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        var message = SamplePipeline.Refusals(pipeline, Boxes.Fields).ShouldHaveSingleItem();
        message.ShouldStartWith("t.json:3: ");
        message.ShouldContain($"torchvision.transforms.RandomHorizontalFlip {reason}");
        message.ShouldEndWith("\"moves_truth\": false beside it insists");
        var insisting = TransformsFactory.Load(ConfigLoader.Parse(stages.Replace("\"target_key\": " + keys, "\"moves_truth\": false, \"target_key\": " + keys, StringComparison.Ordinal), "t.json"), new(), errors);
        SamplePipeline.Refusals(insisting, Boxes.Fields).ShouldBeEmpty();
        SamplePipeline.Refusals(pipeline, new Classification(new[] { "a" }, "image", "label").Fields).ShouldBeEmpty();
    }

    [Fact]
    public void Stages_inside_composers_are_looked_at_and_each_kind_of_truth_is_named()
    {
        IReadOnlyList<string> Of(Task task, string stages)
        {
            var errors = new ConfigErrors();
            var pipeline = TransformsFactory.Load(ConfigLoader.Parse(stages, "t.json"), new(), errors);
            errors.Messages.ShouldBeEmpty();
            return [.. SamplePipeline.Refusals(pipeline, task.Fields)];
        }

        Of(Classes, """[{"operation": "thelper.transforms.CustomStepCompose", "params": {"milestones": {"3": [{"operation": "thelper.transforms.Resize", "params": {"dsize": 8}, "target_key": "image"}]}}}]""")
            .ShouldHaveSingleItem().ShouldContain("thelper.transforms.operations.Resize moves the pixels of 'image', and the labels under 'label_map'");
        Of(Twins, """[{"operation": "torchvision.transforms.RandomApply", "params": {"transforms": [{"operation": "torchvision.transforms.RandomVerticalFlip"}]}, "target_key": "low"}]""")
            .ShouldHaveSingleItem().ShouldContain("and the pixels of 'high' would stay where they are");
        Of(Twins, """[{"operation": "torchvision.transforms.RandomApply", "params": {"transforms": [{"operation": "torchvision.transforms.ColorJitter"}]}, "target_key": "low"}]""").ShouldBeEmpty();
        Of(Boxes, """[{"operation": "torchvision.transforms.RandomVerticalFlip", "linked_fate": false}]""").ShouldHaveSingleItem().ShouldContain("by different draws");
        Of(Boxes, """[{"operation": "thelper.transforms.Duplicator", "params": {"count": 2}}, {"operation": "torchvision.transforms.RandomVerticalFlip", "linked_fate": false}]""").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("segm", """{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "image"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48], "interp": "cv2.INTER_NEAREST"}, "target_key": "label_map"}""", "")]
    [InlineData("segm", """{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "image"}, {"operation": "torchvision.transforms.Resize", "params": {"size": [12, 16]}, "target_key": "label_map"}""", "")]
    [InlineData("segm", """{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "image"}, {"operation": "thelper.transforms.CenterCrop", "params": {"size": [64, 48]}, "target_key": "label_map"}""", "t.json:1: [1]: thelper.transforms.operations.CenterCrop moves the labels under 'label_map' otherwise than t.json:1: [0]: thelper.transforms.operations.Resize moves the pixels of 'image': of 640 x 480 pixels they come to lie up to 288 pixels apart")]
    [InlineData("segm", """{"operation": "Augmentor.rotate90", "params": {"probability": 1}, "target_key": "image"}, {"operation": "Augmentor.rotate270", "params": {"probability": 1}, "target_key": "label_map"}""", "otherwise than")]
    [InlineData("segm", """{"operation": "Augmentor.rotate90", "params": {"probability": 1}, "target_key": "image"}, {"operation": "Augmentor.rotate270", "params": {"probability": 1}, "target_key": "label_map", "moves_truth": false}""", "")]
    [InlineData("detect", """{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "image"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "bboxes"}""", "")]
    [InlineData("detect", """{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "image"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 24]}, "target_key": "bboxes"}""", "of 640 x 480 pixels one makes 64 x 48, the other places in 32 x 24")]
    [InlineData("detect", """{"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "image"}, {"operation": "torchvision.transforms.RandomVerticalFlip", "target_key": "bboxes"}""", "RandomVerticalFlip moves the boxes under 'bboxes', and the pixels of 'image' would stay where they are")]
    [InlineData("detect", """{"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "probability": 0.5, "target_keys": "image"}}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [64, 48]}, "target_key": "bboxes"}""", "Resize moves the pixels of 'image', and the boxes under 'bboxes' would stay where they are")]
    [InlineData("twin", """{"operation": "thelper.transforms.CenterCrop", "params": {"size": 20}, "target_key": "high"}""", "")]
    [InlineData("twin", """{"operation": "thelper.transforms.CenterCrop", "params": {"size": 20}, "target_key": "low"}""", "and the pixels of 'high' would stay where they are")]
    [InlineData("twin", """{"operation": "thelper.transforms.CenterCrop", "params": {"size": 20}, "target_key": "low"}, {"operation": "thelper.transforms.CenterCrop", "params": {"size": 40}, "target_key": "high"}""", "")]
    public void One_stage_for_the_image_and_another_for_its_truth_must_agree(string kind, string stages, string reason)
    {
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse($"[{stages}]", "t.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        var messages = SamplePipeline.Refusals(pipeline, kind switch { "segm" => Classes.Fields, "detect" => Boxes.Fields, _ => Twins.Fields }).ToList();
        if (reason.Length == 0)
        {
            messages.ShouldBeEmpty();
        }
        else
        {
            messages.ShouldHaveSingleItem().ShouldContain(reason);
        }
    }

    [Fact]
    public void Operations_inside_wrappers_see_planes_as_their_operations_do()
    {
        using var scope = torch.NewDisposeScope();
        var pipeline = Load(Boxes, """[{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}, {"operation": "torchvision.transforms.RandomApply", "params": {"p": 1, "transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1}}]}}]""");
        var image = Image(10, 30);
        image.narrow(1, 0, 4).fill_(255);
        var result = Apply(pipeline, image, new BoundingBox("a", [0, 2, 4, 5], includeMargin: false));
        torch.equal((torch.Tensor)result["image"]!, (image.permute(2, 0, 1).to(torch.float32) / 255).flip(2)).ShouldBeTrue();
        ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>().ShouldHaveSingleItem().BBox.ShouldBe([26, 2, 30, 5]);
    }

    [Fact]
    public void Operations_that_compute_on_classes_are_warned_of_and_boxes_pass_operations_on_colours()
    {
        using var scope = torch.NewDisposeScope();
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse("""[{"operation": "torchvision.transforms.ColorJitter", "target_key": ["image", "label_map"]}, {"operation": "thelper.transforms.ToNumpy"}]""", "t.json"), new(), errors);
        SamplePipeline.Warnings(pipeline, Classes.Fields).ShouldHaveSingleItem()
            .ShouldContain("torchvision.transforms.ColorJitter changes the values of the label map under 'label_map' as those of an image; to leave it alone, set its target_key to 'image'");
        var box = new BoundingBox("a", [2, 1, 8, 4]);
        var result = Apply(Load(Boxes, """[{"operation": "torchvision.transforms.RandomInvert", "params": {"p": 1}}]"""), Image(10, 30), box);
        ((IReadOnlyList<object?>)result["bboxes"]!).ShouldHaveSingleItem().ShouldBeSameAs(box);
        ((torch.Tensor)result["image"]!)[0, 0, 0].ToInt64().ShouldBe(255);
    }

    [Theory]
    [InlineData("""[{"operation": "torchvision.transforms.RandomVerticalFlip", "min_visibility": 2}]""", "'min_visibility' must lie between 0 and 1")]
    [InlineData("""[{"operation": "torchvision.transforms.RandomVerticalFlip", "min_area": -1}]""", "'min_area' is a number of pixels")]
    [InlineData("""[{"operation": "thelper.transforms.NoTransform", "min_area": 3}]""", "'min_area' is for a stage of one operation")]
    [InlineData("""[{"operation": "torchvision.transforms.RandomVerticalFlip", "min_visibilty": 1}]""", "did you mean 'min_visibility'")]
    public void Mistakes_in_a_stage_are_named(string stages, string message)
    {
        var errors = new ConfigErrors();
        TransformsFactory.Load(ConfigLoader.Parse(stages, "t.json"), new(), errors);
        errors.Messages.ShouldHaveSingleItem().ShouldContain(message);
    }

    [Fact]
    public void Copies_of_a_sample_keep_their_own_boxes()
    {
        using var scope = torch.NewDisposeScope();
        var pipeline = Load(Boxes, """
            [{"operation": "thelper.transforms.Duplicator", "params": {"count": 12}},
             {"operation": "torchvision.transforms.RandomHorizontalFlip", "target_key": ["image", "bboxes"], "linked_fate": false}]
            """);
        var image = Image(10, 30);
        image.narrow(0, 1, 3).narrow(1, 2, 6).fill_(9);
        var result = Apply(pipeline, image, new BoundingBox("a", [2, 1, 8, 4], includeMargin: false));
        var (images, lists) = ((IReadOnlyList<object?>)result["image"]!, (IReadOnlyList<object?>)result["bboxes"]!);
        var lefts = new HashSet<double>();
        foreach (var (copy, boxes) in images.Zip(lists))
        {
            var box = ((IReadOnlyList<object?>)boxes!).ShouldHaveSingleItem().ShouldBeOfType<BoundingBox>();
            lefts.Add(box.Left);
            ((torch.Tensor)copy!)[1, (long)box.Left, 0].ToInt64().ShouldBe(9);
            ((torch.Tensor)copy!)[1, (long)box.Left - 1, 0].ToInt64().ShouldBe(0);
        }

        lefts.ShouldBe([2, 22], ignoreOrder: true);
    }

    [Fact]
    public void Loader_threads_change_no_draw_and_epochs_do()
    {
        List<string> Run(int workers, int epoch)
        {
            var loader = new DataLoader(new Objects(), new DataLoaderOptions { BatchSize = 3, Workers = workers, Task = Boxes });
            var seen = new List<string>();
            for (var i = 0; i <= epoch; i++)
            {
                seen.Clear();
                foreach (var batch in loader)
                {
                    using (batch)
                    {
                        seen.AddRange(((IReadOnlyList<object?>)batch["bboxes"]!).Select(list => string.Join(";", ((IReadOnlyList<object?>)list!).Select(box => ((BoundingBox)box!).ToString()))));
                    }
                }
            }

            return seen;
        }

        var reference = Run(0, 0);
        reference.Count.ShouldBe(10);
        Run(1, 0).ShouldBe(reference);
        Run(8, 0).ShouldBe(reference);
        Run(2, 1).ShouldBe(Run(0, 1));
        Run(0, 1).ShouldNotBe(reference);
    }

    private static Sample Apply(ITransform pipeline, torch.Tensor image, params BoundingBox[] boxes) =>
        (Sample)pipeline.Apply(new Sample { ["image"] = image, ["bboxes"] = boxes.Cast<object?>().ToList(), ["idx"] = 3L }, TransformRandom.For(0, 0, 0))!;

    private static ITransform Load(Task task, string stages)
    {
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse(stages, "t.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        SamplePipeline.Refusals(pipeline, task.Fields).ShouldBeEmpty();
        return SamplePipeline.For(pipeline, task.Fields)!;
    }

    private static torch.Tensor Image(long height, long width) => torch.zeros([height, width, 3], torch.uint8);

    private sealed class Objects() : Dataset(TransformsFactory.Load(ConfigLoader.Parse(
        """[{"operation": "torchvision.transforms.RandomAffine", "params": {"degrees": 20, "translate": [0.2, 0.2]}}, {"operation": "torchvision.transforms.RandomHorizontalFlip"}]""", "t.json"), new(), new()))
    {
        public override Task Task => Boxes;

        public override int Count => 10;

        protected override Sample Load(int index) => new()
        {
            ["image"] = Image(30, 40),
            ["bboxes"] = new List<object?> { new BoundingBox("a", [5 + index, 5, 20 + index, 18]), new BoundingBox("b", [1, 20, 12, 27]) },
        };
    }
}
