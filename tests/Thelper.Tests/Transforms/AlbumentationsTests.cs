using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>Stages of albumentations in configurations: their forms, what they move, what they drop, and what they say to mistakes.</summary>
[NoLeaks]
public class AlbumentationsTests
{
    private static readonly TransformRandom Random = TransformRandom.For(0, 0, 0);

    [Fact]
    public void A_stage_moves_image_mask_and_boxes_together()
    {
        using var scope = torch.NewDisposeScope();
        var (image, mask) = (torch.arange(40 * 60 * 3, torch.ScalarType.Int32).remainder(250).to(torch.uint8).reshape(40, 60, 3), torch.arange(2400, torch.ScalarType.Int32).reshape(40, 60));
        var sample = new Sample
        {
            ["name"] = "x",
            ["image"] = image,
            ["label_map"] = mask,
            ["bbox"] = new List<object?> { new BoundingBox(3L, [10, 5, 19, 14], difficult: true), new BoundingBox(1L, [50, 30, 59, 39]) },
        };
        var stage = Load("""[{"operation": "albumentations.Compose", "params": {"HorizontalFlip": {"p": 1}, "Crop": {"x_min": 30, "x_max": 60, "y_max": 40}}, "mask_key": "label_map"}]""");

        var result = (Sample)stage.Apply(sample, Random)!;

        result.Keys.ShouldBe(sample.Keys);
        result["name"].ShouldBe("x");
        ((torch.Tensor)result["image"]!).eq(image.flip(1).narrow(1, 30, 30)).all().ToBoolean().ShouldBeTrue();
        ((torch.Tensor)result["label_map"]!).eq(mask.flip(1).narrow(1, 30, 30)).all().ToBoolean().ShouldBeTrue();
        var box = ((List<object?>)result["bbox"]!).ShouldHaveSingleItem().ShouldBeOfType<BoundingBox>();
        box.BBox.ShouldBe([10, 5, 19, 14]);
        box.ClassId.ShouldBe(3L);
        box.Difficult.ShouldBeTrue();
        ((List<object?>)sample["bbox"]!).Count.ShouldBe(2);
    }

    [Fact]
    public void What_the_task_says_moves_too_and_a_sample_without_boxes_gets_an_empty_list()
    {
        using var scope = torch.NewDisposeScope();
        var stage = ((AlbumentationsWrapper)Load("""[{"operation": "albumentations.Compose", "params": {"HorizontalFlip": {"p": 1}}}]"""))
            .For(new SampleFields("image", new Dictionary<string, FieldKind> { ["labels"] = FieldKind.LabelMap, ["eyes"] = FieldKind.Points, ["large"] = FieldKind.Twin }) { Pairs = [(0, 1)] });
        var ramp = torch.arange(12, torch.ScalarType.Int64).reshape(3, 4);
        var sample = new Sample { ["image"] = ramp.to(torch.uint8), ["labels"] = ramp, ["eyes"] = torch.tensor([0.5, 0.5, 3.5, 2.5], [2, 2]), ["large"] = torch.arange(96, torch.ScalarType.Int32).reshape(6, 8, 2) };

        var result = (Sample)stage.Apply(sample, Random)!;

        ((torch.Tensor)result["labels"]!).eq(ramp.flip(1)).all().ToBoolean().ShouldBeTrue();
        ((torch.Tensor)result["eyes"]!).DataSpan<double>().ToArray().ShouldBe([0.5, 2.5, 3.5, 0.5]);
        ((torch.Tensor)result["large"]!).eq(((torch.Tensor)sample["large"]!).flip(1)).all().ToBoolean().ShouldBeTrue();
        ((List<object?>)result["bbox"]!).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("coco", new[] { 10.0, 5, 20, 8 }, new[] { 5.0, 1, 20, 8 })]
    [InlineData("pascal_voc", new[] { 10.0, 5, 30, 13 }, new[] { 5.0, 1, 25, 9 })]
    [InlineData("albumentations", new[] { 0.1, 0.1, 0.3, 0.26 }, new[] { 5.0 / 90, 1.0 / 40, 25.0 / 90, 9.0 / 40 })]
    [InlineData("yolo", new[] { 0.2, 0.18, 0.2, 0.16 }, new[] { 15.0 / 90, 5.0 / 40, 20.0 / 90, 8.0 / 40 })]
    public void Boxes_are_read_and_written_in_their_format(string format, double[] box, double[] expected)
    {
        using var scope = torch.NewDisposeScope();
        var stage = Load($$"""[{"operation": "albumentations.Compose", "params": {"Crop": {"x_min": 5, "y_min": 4, "x_max": 95, "y_max": 44} }, "bbox_params": {"format": "{{format}}"} }]""");
        var image = torch.zeros([50, 100, 3], torch.uint8);

        var list = (Sample)stage.Apply(new Sample { ["image"] = image, ["bbox"] = new List<object?> { box.Cast<object?>().Append("cat").ToList() } }, Random)!;
        var tensor = (Sample)stage.Apply(new Sample { ["image"] = image, ["bbox"] = torch.tensor([.. box, 7.0], [1, 5]) }, Random)!;

        var row = (List<object?>)((List<object?>)list["bbox"]!).ShouldHaveSingleItem()!;
        row[4].ShouldBe("cat");
        row.Take(4).Cast<double>().Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
        ((torch.Tensor)tensor["bbox"]!).DataSpan<double>().ToArray().Zip(expected.Append(7)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    [Fact]
    public void Boxes_at_the_borders_survive_round_trips_through_shares()
    {
        using var scope = torch.NewDisposeScope();
        var stage = Load("""[{"operation": "albumentations.Compose", "params": {"Flip": {"p": 1}, "Transpose": {"p": 1}, "Resize": {"height": 97, "width": 61}}, "bbox_params": {"format": "yolo", "min_visibility": 1}}]""");
        for (var i = 0; i < 200; i++)
        {
            using var inner = torch.NewDisposeScope();
            // float32 shares of a box that fills the image from one edge to the other.
            var box = torch.tensor([1 / 6f * 1.0f, 0.5f, 1 / 3f, 1f], [1, 4]);
            var moved = (torch.Tensor)((Sample)stage.Apply(new Sample { ["image"] = torch.zeros([33, 77, 3], torch.uint8), ["bbox"] = box }, TransformRandom.For(0, 0, i))!)["bbox"]!;
            moved.shape[0].ShouldBe(1);
            moved.ge(0.0).all().ToBoolean().ShouldBeTrue();
            var numbers = moved.to(torch.float64).DataSpan<double>().ToArray();
            (numbers[2] * numbers[3]).ShouldBe(1 / 3.0, 1e-6);
        }
    }

    [Theory]
    [InlineData("""{"min_visibility": 0.5}""", 2)]
    [InlineData("""{"min_visibility": 0.6}""", 1)]
    [InlineData("""{"min_visibility": 0.5, "check_each_transform": false}""", 1)]
    [InlineData("""{"min_visibility": 1.0}""", 1)]
    [InlineData("""{"min_area": 30}""", 1)]
    [InlineData("""{"min_width": 6}""", 1)]
    [InlineData("""{"min_height": 10.5}""", 0)]
    [InlineData("""{}""", 2)]
    public void Boxes_of_which_too_little_is_left_are_dropped_with_their_labels(string limits, int left)
    {
        using var scope = torch.NewDisposeScope();
        // The first box loses half of itself twice, the second nothing.
        var stage = Load($$"""
            [{"operation": "albumentations.Compose",
              "params": {"transforms": [{"Crop": {"x_min": 10, "x_max": 100, "y_max": 50} }, {"Crop": {"x_min": 5, "x_max": 90, "y_max": 50} }]},
              "bbox_params": {{limits.TrimEnd('}')}}{{(limits == "{}" ? "" : ", ")}}"label_fields": ["names", "ids"]} }]
            """);
        var sample = new Sample
        {
            ["image"] = torch.zeros([50, 100, 3], torch.uint8),
            ["bbox"] = new List<object?> { new List<object?> { 0L, 0L, 20L, 5L }, new List<object?> { 40L, 10L, 10L, 10L } },
            ["names"] = new List<object?> { "half", "whole" },
            ["ids"] = torch.tensor([1L, 2L]),
        };

        var result = (Sample)stage.Apply(sample, Random)!;

        ((List<object?>)result["bbox"]!).Count.ShouldBe(left);
        ((List<object?>)result["names"]!).ShouldBe(left == 2 ? ["half", "whole"] : left == 1 ? ["whole"] : []);
        ((torch.Tensor)result["ids"]!).DataSpan<long>().ToArray().ShouldBe(left == 2 ? [1, 2] : left == 1 ? [2] : []);
    }

    [Fact]
    public void Nothing_left_is_an_empty_table()
    {
        using var scope = torch.NewDisposeScope();
        var stage = Load("""[{"operation": "albumentations.Compose", "params": {"Crop": {"x_max": 10, "y_max": 10}}}]""");
        var result = (Sample)stage.Apply(new Sample { ["image"] = torch.zeros([50, 50, 3], torch.uint8), ["bbox"] = torch.tensor([20f, 20f, 9f, 9f], [1, 4]) }, Random)!;
        ((torch.Tensor)result["bbox"]!).shape.ShouldBe([0, 4]);
    }

    [Theory]
    [InlineData("xy", new[] { 3.0, 5 }, new[] { 5.0, 6 })]
    [InlineData("yx", new[] { 5.0, 3 }, new[] { 6.0, 5 })]
    [InlineData("xya", new[] { 3.0, 5, 30 }, new[] { 5.0, 6, 300 })]
    [InlineData("xys", new[] { 3.0, 5, 2 }, new[] { 5.0, 6, 2 })]
    [InlineData("xyas", new[] { 3.0, 5, 0, 2 }, new[] { 5.0, 6, 270, 2 })]
    [InlineData("xysa", new[] { 3.0, 5, 2, 90 }, new[] { 5.0, 6, 2, 0 })]
    public void Key_points_turn_with_the_image(string format, double[] point, double[] expected)
    {
        using var scope = torch.NewDisposeScope();
        // A quarter counter-clockwise: what lies to the right of the middle comes to lie above it.
        var stage = (AlbumentationsWrapper)Load($$"""[{"operation": "albumentations.Compose", "params": {"Rotate": {"limit": [90, 90], "p": 1} }, "keypoint_params": {"format": "{{format}}"} }]""");
        var result = (Sample)stage.Apply(new Sample { ["image"] = torch.zeros([10, 10, 3], torch.uint8), ["keypoints"] = new List<object?> { point.Cast<object?>().ToList() } }, Random)!;
        var moved = ((List<object?>)((List<object?>)result["keypoints"]!).ShouldHaveSingleItem()!).Cast<double>().ToArray();
        moved.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6, string.Join(", ", moved));
    }

    [Fact]
    public void Key_points_that_leave_the_image_are_dropped_or_kept_with_their_labels()
    {
        using var scope = torch.NewDisposeScope();
        Sample Run(string options)
        {
            var stage = Load($$"""[{"operation": "albumentations.Compose", "params": {"Crop": {"x_min": 4, "x_max": 10, "y_max": 10} }, "keypoint_params": {"label_fields": ["names"]{{options}} } }]""");
            return (Sample)stage.Apply(new Sample { ["image"] = torch.zeros([10, 10, 3], torch.uint8), ["keypoints"] = torch.tensor([2f, 3f, 4f, 5f], [2, 2]), ["names"] = new List<object?> { "out", "in" } }, Random)!;
        }

        ((torch.Tensor)Run("")["keypoints"]!).DataSpan<float>().ToArray().ShouldBe([0, 5]);
        Run("")["names"].ShouldBe(new List<object?> { "in" });
        ((torch.Tensor)Run(""", "remove_invisible": false""")["keypoints"]!).DataSpan<float>().ToArray().ShouldBe([-2, 3, 0, 5]);
    }

    [Fact]
    public void Sizes_of_key_points_grow_with_the_image()
    {
        using var scope = torch.NewDisposeScope();
        var stage = Load("""[{"operation": "albumentations.Compose", "params": {"Resize": {"height": 20, "width": 40}}, "keypoint_params": {"format": "xys"}}]""");
        var result = (Sample)stage.Apply(new Sample { ["image"] = torch.zeros([10, 10, 3], torch.uint8), ["keypoints"] = torch.tensor([2.0, 3.0, 1.0], [1, 3]) }, Random)!;
        ((torch.Tensor)result["keypoints"]!).DataSpan<double>().ToArray().Zip([9.5, 6.5, 4.0]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
    }

    [Fact]
    public void More_targets_are_treated_alike()
    {
        using var scope = torch.NewDisposeScope();
        var stage = Load("""[{"operation": "albumentations.Compose", "params": {"RandomCrop": {"height": 8, "width": 9}, "GaussNoise": {"p": 1}}, "add_targets": {"depth": "image", "other": "mask"}}]""");
        var ramp = torch.arange(400, torch.ScalarType.Int32).reshape(20, 20);
        var bytes = ramp.remainder(256).to(torch.uint8).unsqueeze(2).expand(20, 20, 3).contiguous();
        var result = (Sample)stage.Apply(new Sample { ["image"] = bytes, ["depth"] = bytes, ["mask"] = ramp, ["other"] = ramp }, Random)!;
        ((torch.Tensor)result["image"]!).eq((torch.Tensor)result["depth"]!).all().ToBoolean().ShouldBeTrue();
        ((torch.Tensor)result["mask"]!).eq((torch.Tensor)result["other"]!).all().ToBoolean().ShouldBeTrue();
        ((torch.Tensor)result["mask"]!).shape.ShouldBe([8, 9]);
    }

    [Theory]
    [InlineData("""{"HorizontalFlip": {"p": 1}, "OneOf": {"transforms": [{"InvertImg": {}}], "p": 1}}""")]
    [InlineData("""{"albumentations.HorizontalFlip": {"p": 1}, "albumentations.OneOf": [["x"]]}""", true)]
    [InlineData("""{"transforms": [{"__class_fullname__": "albumentations.augmentations.geometric.transforms.HorizontalFlip", "p": 1, "always_apply": false}, {"operation": "albumentations.InvertImg", "params": {"p": 1}}], "p": 1}""")]
    [InlineData("""{"__version__": "1.3.0", "transform": {"__class_fullname__": "Compose", "p": 1.0, "transforms": [{"__class_fullname__": "HorizontalFlip", "always_apply": false, "p": 1}, {"__class_fullname__": "Sequential", "p": 1, "transforms": [{"__class_fullname__": "InvertImg", "always_apply": false, "p": 1}]}], "bbox_params": null, "keypoint_params": null, "additional_targets": {}}}""")]
    [InlineData("""[{"SomeOf": {"n": 1, "replace": false, "transforms": [{"HorizontalFlip": {"p": 1}}]}}, {"OneOrOther": {"first": {"InvertImg": null}, "second": "NoOp", "p": 1}}]""")]
    public void A_composition_has_many_forms(string parameters, bool refused = false)
    {
        using var scope = torch.NewDisposeScope();
        var json = $$"""[{"operation": "albumentations.core.composition.Compose", "params": {{parameters}} }]""";
        if (refused)
        {
            Errors(json).ShouldContain("expected an operation");
            return;
        }

        var image = torch.arange(24, torch.ScalarType.Int32).to(torch.uint8).reshape(2, 4, 3);
        var result = (torch.Tensor)Load(json).Apply(image, Random)!;
        result.eq(image.flip(1).neg().sub(1)).all().ToBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Mistakes_are_reported_together_with_the_line_of_each()
    {
        var text = Errors("""
            [{"operation": "albumentations.Compose",
              "params": {
                "HorizontlFlip": {},
                "Blur": {"blur_limit": 1},
                "GaussNoise": {
                  "p": 0.5,
                  "var_limits": [1, 2]},
                "Rotate": {
                  "limit": "x",
                  "p": 1},
                "Lambda": {}, "Flip": {"p": 2},
                "RandomCrop": {"height": 10},
                "OneOf": {"transforms": [{"Posterize": {"num_bits": 9}}], "q": 1}
              },
              "bbox_params": {"format": "cocoo", "min_visibility": 3},
              "add_targets": {"other": "masks"},
              "mask_keys": "m"}]
            """);
        text.ShouldContain("test.json:3: [0].params.HorizontlFlip: unknown type 'albumentations.HorizontlFlip' (did you mean 'albumentations.HorizontalFlip'?)");
        text.ShouldContain("test.json:4: [0].params.Blur.blur_limit: albumentations.Blur: 'blur_limit' must lie within 3 and 1001, got 1");
        text.ShouldContain("test.json:7: [0].params.GaussNoise.var_limits: unknown parameter of 'albumentations.GaussNoise' (did you mean 'var_limit'?)");
        text.ShouldContain("test.json:9: [0].params.Rotate.limit: albumentations.Rotate: 'limit' must be a number or a list of two, the least first, got 'x'");
        text.ShouldContain("test.json:11: [0].params.Flip.p: albumentations.Flip: 'p' must lie within 0 and 1, got 2.0");
        text.ShouldContain("'albumentations.Lambda' wraps functions");
        text.ShouldContain("test.json:12: [0].params.RandomCrop: 'albumentations.RandomCrop' needs the parameter 'width' (an integer)");
        text.ShouldContain("'num_bits' must lie within 0 and 8, got 9");
        text.ShouldContain("unknown parameter of 'albumentations.OneOf'");
        text.ShouldContain("there is no format 'cocoo' of boxes (did you mean 'coco'?)");
        text.ShouldContain("must lie within 0 and 1");
        text.ShouldContain("'other': there is no target 'masks' (did you mean 'mask'?)");
        text.ShouldContain("unknown key (did you mean 'mask_key'?)");
    }

    [Fact]
    public void A_sample_that_does_not_suit_is_refused_by_name()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([10, 10, 3], torch.uint8);
        Message("""{"RandomCrop": {"height": 20, "width": 5}}""", new Sample { ["image"] = image })
            .ShouldBe("albumentations.RandomCrop: the crop of 20 x 5 (height x width) is larger than the image of 10 x 10; put albumentations.PadIfNeeded before it");
        Message("""{"RandomRain": {"p": 1}}""", new Sample { ["image"] = image.narrow(2, 0, 1) }).ShouldBe("albumentations.RandomRain: needs an image of 3 channels, got 1");
        Message("""{"CLAHE": {"p": 1}}""", new Sample { ["image"] = image.to(torch.float32) }).ShouldStartWith("albumentations.CLAHE: needs an image of uint8, got Float32");
        Message("""{"NoOp": {}}""", new Sample { ["picture"] = image }).ShouldContain("the sample has no image under 'image'; its keys are 'picture' ('image_key' names the image's)");
        Message("""{"HorizontalFlip": {"p": 1}}""", new Sample { ["image"] = image, ["bbox"] = new List<object?> { new List<object?> { 5L, 5L, 20L, 3L } } })
            .ShouldContain("[5, 5, 20, 3] is no box in the format coco of an image 10 wide and 10 high; 'bbox_params' says the format");
        Message("""{"RandomGridShuffle": {"p": 1}}""", new Sample { ["image"] = image, ["bbox"] = new List<object?> { new BoundingBox(0L, [1, 1, 5, 5]) } }).ShouldStartWith("albumentations.RandomGridShuffle: tears boxes apart");
        Message("""{"HorizontalFlip": {"p": 1}}""", new Sample { ["image"] = image, ["mask"] = torch.zeros([5, 5], torch.uint8) }).ShouldContain("the mask under 'mask'");

        static string Message(string parameters, Sample sample) => Should.Throw<UserErrorException>(() =>
            Load($$"""[{"operation": "albumentations.Compose", "params": {{parameters}} }]""").Apply(sample, Random)).Message;
    }

    [Fact]
    public void Copies_of_a_sample_have_fates_of_their_own_or_one_together()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(3000, torch.ScalarType.Int32).remainder(256).to(torch.uint8).reshape(50, 60, 1);
        foreach (var linked in new[] { true, false })
        {
            var stage = Load($$"""
                [{"operation": "thelper.transforms.Duplicator", "params": {"count": 4} },
                 {"operation": "albumentations.Compose", "params": {"RandomCrop": {"height": 10, "width": 10} }, "linked_fate": {{(linked ? "true" : "false")}} }]
                """);
            var result = (Sample)stage.Apply(new Sample { ["image"] = image, ["mask"] = image.squeeze(2) }, Random)!;
            var (images, masks) = ((IReadOnlyList<object?>)result["image"]!, (IReadOnlyList<object?>)result["mask"]!);
            images.Count.ShouldBe(4);
            images.Zip(masks).ShouldAllBe(pair => ((torch.Tensor)pair.First!).squeeze(2).eq((torch.Tensor)pair.Second!).all().ToBoolean());
            images.Select(one => string.Join(',', ((torch.Tensor)one!).contiguous().DataSpan<byte>().ToArray())).Distinct().Count().ShouldBe(linked ? 1 : 4);
        }
    }

    [Fact]
    public void What_was_done_is_written_and_done_again()
    {
        using var scope = torch.NewDisposeScope();
        var stage = (AlbumentationsWrapper)Load("""[{"operation": "albumentations.ReplayCompose", "params": {"OneOf": {"transforms": [{"HorizontalFlip": {}}, {"ElasticTransform": {}}], "p": 1}, "GaussNoise": {"p": 0.5}, "NoOp": {"p": 0}}}]""");
        var image = torch.arange(3000, torch.ScalarType.Int32).remainder(256).to(torch.uint8).reshape(50, 60, 1);
        var result = (Sample)stage.Apply(new Sample { ["image"] = image }, TransformRandom.For(3, 4, 5))!;

        var again = (Sample)stage.Replay(result["replay"], new Sample { ["image"] = image })!;

        ((torch.Tensor)again["image"]!).eq((torch.Tensor)result["image"]!).all().ToBoolean().ShouldBeTrue();
        var parts = ((List<object?>)((Dictionary<string, object?>)result["replay"]!)["transforms"]!).Cast<Dictionary<string, object?>>().ToList();
        parts.Select(part => part["__class_fullname__"]).ShouldBe(["albumentations.OneOf", "albumentations.GaussNoise", "albumentations.NoOp"]);
        parts[0]["applied"].ShouldBe(true);
        parts[2]["applied"].ShouldBe(false);
        var other = (Sample)stage.Apply(new Sample { ["image"] = image }, TransformRandom.For(3, 5, 5))!;
        ((torch.Tensor)other["image"]!).eq((torch.Tensor)result["image"]!).all().ToBoolean().ShouldBeFalse();
        Should.Throw<UserErrorException>(() => stage.Replay("x", result)).Message.ShouldContain("is no record of ReplayCompose");
    }

    [Fact]
    public void A_wrapper_takes_the_original_s_arguments_and_a_single_operation_stands_alone()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(24, torch.ScalarType.Int32).to(torch.uint8).reshape(2, 4, 3);
        var wrapper = Load("""[{"operation": "thelper.transforms.wrappers.AlbumentationsWrapper", "params": {"transforms": {"VerticalFlip": {"p": 1}}, "bbox_params": {"format": "pascal_voc"}, "bboxes_key": "boxes", "probability": 1.0}}]""");
        var result = (Sample)wrapper.Apply(new Sample { ["image"] = image, ["boxes"] = new List<object?> { new List<object?> { 0L, 0L, 1L, 1L } } }, Random)!;
        ((List<object?>)((List<object?>)result["boxes"]!)[0]!).ShouldBe([0.0, 1.0, 1.0, 2.0]);
        var single = Load("""[{"operation": "albumentations.augmentations.transforms.InvertImg", "params": {"p": 1}, "target_key": "image"}]""");
        ((torch.Tensor)((Sample)single.Apply(new Sample { ["image"] = image }, Random)!)["image"]!).eq(image.neg().sub(1)).all().ToBoolean().ShouldBeTrue();
    }

    [Fact]
    public void A_stage_s_probability_is_how_often_it_happens()
    {
        using var scope = torch.NewDisposeScope();
        var stage = Load("""[{"operation": "albumentations.Compose", "params": {"InvertImg": {"p": 0.5}}, "probability": 0.4}]""");
        var image = torch.zeros([1, 1], torch.uint8);
        var fired = 0;
        for (var i = 0; i < 2000; i++)
        {
            using var inner = torch.NewDisposeScope();
            fired += ReferenceEquals(stage.Apply(image, TransformRandom.For(0, 0, i)), image) ? 0 : 1;
        }

        ((double)fired).ShouldBe(400, 4 * Math.Sqrt(2000 * 0.2 * 0.8));
    }

    private static ITransform Load(string json)
    {
        var errors = new ConfigErrors();
        var transform = TransformsFactory.Load(ConfigLoader.Parse(json, "test.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        return transform!;
    }

    private static string Errors(string json)
    {
        var errors = new ConfigErrors();
        TransformsFactory.Load(ConfigLoader.Parse(json, "test.json"), new(), errors).ShouldBeNull();
        return string.Join('\n', errors.Messages);
    }
}
