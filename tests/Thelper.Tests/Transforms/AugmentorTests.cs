using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary><c>Augmentor.Pipeline</c> as configurations name it, on samples of a task.</summary>
[NoLeaks]
public class AugmentorTests
{
    private static readonly TransformRandom Random = TransformRandom.For(0, 0, 0);

    [Theory]
    [InlineData("""{"flip_left_right": {"probability": 1}, "invert": {"probability": 1.0}}""")]
    [InlineData("""[{"flip_left_right": {"probability": 1}}, {"invert": {"probability": 1}}]""")]
    [InlineData("""{"Augmentor.flip_left_right": {"probability": 1}, "invert": {"probability": 1}}""")]
    [InlineData("""[{"flip_top_bottom": {"probability": 1}}, {"rotate90": {"probability": 1}, "invert": {"probability": 1}}, {"rotate90": {"probability": 1}}]""")]
    public void Operations_come_in_their_order(string operations)
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(24, torch.ScalarType.Int32).to(torch.uint8).reshape(2, 4, 3);
        var result = (torch.Tensor)Load($$"""[{"operation": "Augmentor.Pipeline", "params": {{operations}} }]""").Apply(image, Random)!;
        torch.equal(result, image.flip(1).neg().sub(1)).ShouldBeTrue();
    }

    [Fact]
    public void What_belongs_to_an_image_moves_with_it()
    {
        using var scope = torch.NewDisposeScope();
        var detection = new Detection(new[] { "a" }, "image", "bboxes");
        var stage = SamplePipeline.For(
            Load("""[{"operation": "Augmentor.Pipeline", "params": {"rotate90": {"probability": 1}, "greyscale": {"probability": 1}, "crop_by_size": {"probability": 1, "width": 6, "height": 20}}}]"""), detection.Fields)!;
        var image = torch.zeros([10, 30, 3], torch.uint8);
        image.narrow(0, 2, 3).narrow(1, 8, 4).fill_(200);

        var result = (Sample)stage.Apply(new Sample { ["image"] = image, ["bboxes"] = new List<object?> { new BoundingBox("a", [8, 2, 12, 5], includeMargin: false) }, ["idx"] = 4L }, Random)!;

        var (moved, box) = ((torch.Tensor)result["image"]!, ((IReadOnlyList<object?>)result["bboxes"]!).ShouldHaveSingleItem().ShouldBeOfType<BoundingBox>());
        moved.shape.ShouldBe([20, 6, 1]);
        // A quarter turn makes 30 x 10 of 10 x 30 with the columns from the bottom up; the crop begins at column 2, row 5.
        box.BBox.ShouldBe([0, 13, 3, 17]);
        moved.narrow(0, 13, 4).narrow(1, 0, 3).eq(200).all().ToBoolean().ShouldBeTrue();
        moved.eq(200).sum().ToInt64().ShouldBe(12);
    }

    [Fact]
    public void Label_maps_keep_their_classes_and_only_images_change_colours()
    {
        using var scope = torch.NewDisposeScope();
        var task = new Segmentation(new[] { "a", "b" }, "image", "label_map", dontcare: 255);
        var stage = SamplePipeline.For(
            Load("""[{"operation": "Augmentor.Pipeline", "params": {"rotate_without_crop": {"probability": 1, "max_left_rotation": 40, "max_right_rotation": 40}, "random_erasing": {"probability": 1, "rectangle_area": 0.5}, "invert": {"probability": 1}}}]"""), task.Fields)!;
        for (var i = 0; i < 5; i++)
        {
            var result = (Sample)stage.Apply(new Sample { ["image"] = torch.zeros([40, 50, 3], torch.uint8), ["label_map"] = torch.ones([40, 50], torch.uint8) }, TransformRandom.For(1, 0, i))!;
            ((torch.Tensor)result["label_map"]!).DataSpan<byte>().ToArray().Distinct().ShouldBeSubsetOf(new byte[] { 1, 255 });
        }
    }

    [Fact]
    public void Tensors_go_in_and_out_where_the_stage_says_so()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(24, torch.ScalarType.Int32).to(torch.uint8).reshape(2, 4, 3);
        var planes = image.permute(2, 0, 1).to(torch.float32) / 255;
        const string Flip = """ "operation": "Augmentor.Pipeline", "params": {"flip_left_right": {"probability": 1}} """;
        torch.equal((torch.Tensor)Load($$"""[{{{Flip}}, "input_tensor": true}]""").Apply(planes, Random)!, image.flip(1)).ShouldBeTrue();
        torch.equal((torch.Tensor)Load($$"""[{{{Flip}}, "input_tensor": true, "output_tensor": true}]""").Apply(planes, Random)!, planes.flip(2)).ShouldBeTrue();
        torch.equal((torch.Tensor)Load($$"""[{{{Flip}}, "output_tensor": true}]""").Apply(image, Random)!, planes.flip(2)).ShouldBeTrue();
        // As files of the original's older versions have it.
        torch.equal((torch.Tensor)Load("""[{"operation": "Augmentor.Pipeline", "params": {"invert": {"probability": 1}, "output_tensor": true}}]""").Apply(image, Random)!, (image.neg().sub(1)).permute(2, 0, 1).to(torch.float32) / 255).ShouldBeTrue();
        Should.Throw<UserErrorException>(() => Load($$"""[{{{Flip}}}]""").Apply(planes, Random)).Message.ShouldContain("needs an image of bytes, got Float32; put Augmentor.Pipeline before");
    }

    [Fact]
    public void Copies_and_target_keys_have_the_fates_that_the_stage_gives_them()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(3000, torch.ScalarType.Int32).remainder(256).to(torch.uint8).reshape(50, 60, 1);
        foreach (var linked in new[] { true, false })
        {
            var stage = Load($$"""
                [{"operation": "thelper.transforms.Duplicator", "params": {"count": 4} },
                 {"operation": "Augmentor.Pipeline", "params": {"crop_random": {"probability": 1, "percentage_area": 0.5} }, "target_key": ["image", "other"], "linked_fate": {{(linked ? "true" : "false")}} }]
                """);
            var result = (Sample)stage.Apply(new Sample { ["image"] = image, ["other"] = image, ["left"] = image }, Random)!;
            var (images, others) = ((IReadOnlyList<object?>)result["image"]!, (IReadOnlyList<object?>)result["other"]!);
            images.Zip(others).ShouldAllBe(pair => torch.equal((torch.Tensor)pair.First!, (torch.Tensor)pair.Second!));
            images.Select(one => string.Join(',', ((torch.Tensor)one!).contiguous().DataSpan<byte>().ToArray())).Distinct().Count().ShouldBe(linked ? 1 : 4);
            ((IReadOnlyList<object?>)result["left"]!).ShouldAllBe(one => ((torch.Tensor)one!).shape[0] == 50);
        }
    }

    [Fact]
    public void A_pipeline_that_leaves_the_truth_behind_is_refused_and_one_of_colours_is_not()
    {
        var detection = new Detection(new[] { "a" }, "image", "bboxes");
        SamplePipeline.Refusals(Load("""[{"operation": "Augmentor.Pipeline", "params": {"flip_random": {"probability": 0.5}}, "target_key": "image"}]"""), detection.Fields)
            .ShouldHaveSingleItem().ShouldStartWith("test.json:1: [0]: Augmentor.Pipeline moves the pixels of 'image', and the boxes under 'bboxes' would stay where they are");
        SamplePipeline.Refusals(Load("""[{"operation": "Augmentor.Pipeline", "params": {"invert": {"probability": 0.5}}, "target_key": "image"}]"""), detection.Fields).ShouldBeEmpty();
    }

    [Fact]
    public void Mistakes_are_reported_together_with_the_line_of_each()
    {
        var errors = new ConfigErrors();
        TransformsFactory.Load(
            ConfigLoader.Parse(
                """
                [{"operation": "Augmentor.Pipeline", "params": {
                    "rotate_random": {"probability": 1},
                    "flip_random": {"probability": 0},
                    "rotate": {"probability": 1,
                      "max_left_rotation": 30, "max_right_rotation": 2},
                    "zoom": {"probability": 1, "min_factor": 2, "max_factor": 1.5},
                    "resize": {"probability": 1, "width": 20, "height": 30, "resample_filter": "BICUBC"},
                    "skew": {"probabilty": 1},
                    "crop_random": {"probability": 1, "percentage_area": 1.0}
                  }, "target_kye": "image"},
                 {"operation": "Augmentor.Pipeline"},
                 {"operation": "Augmentor.Pipeline", "params": {}},
                 {"operation": "thelper.transforms.wrappers.AugmentorWrapper", "params": {}},
                 {"operation": "thelper.transforms.ToGray", "input_tensor": true}]
                """,
                "test.json"),
            new(),
            errors).ShouldBeNull();
        var text = string.Join('\n', errors.Messages);
        text.ShouldContain("test.json:2: [0].params.rotate_random: unknown type 'Augmentor.rotate_random' (did you mean 'Augmentor.rotate_random_90'?)");
        text.ShouldContain("test.json:3: [0].params.flip_random.probability: Augmentor.flip_random: 'probability' must be above 0 and at most 1, got 0.0");
        text.ShouldContain("test.json:5: [0].params.rotate.max_left_rotation: Augmentor.rotate: 'max_left_rotation' must lie within 0 and 25, got 30");
        text.ShouldContain("test.json:6: [0].params.zoom.min_factor: Augmentor.zoom: 'min_factor' must be 0 or above and not above 'max_factor', got 2.0 and 1.5");
        text.ShouldContain("'resample_filter' must be one of NEAREST, BILINEAR, BICUBIC, ANTIALIAS, got 'BICUBC' (did you mean 'BICUBIC'?)");
        text.ShouldContain("unknown parameter of 'Augmentor.skew' (did you mean 'probability'?)");
        text.ShouldContain("'percentage_area' must be at least 0.1 and below 1, got 1.0");
        text.ShouldContain("did you mean 'target_key'?");
        text.ShouldContain("'Augmentor.Pipeline' needs 'params', a map of operations to their arguments");
        text.ShouldContain("the pipeline is empty");
        text.ShouldContain("use 'Augmentor.Pipeline', whose 'params' are the operations");
        text.ShouldContain("'input_tensor' is for 'Augmentor.Pipeline' only; put torchvision.transforms.ToPILImage before this stage instead");
    }

    [Fact]
    public void Images_that_do_not_suit_are_refused_by_name()
    {
        using var scope = torch.NewDisposeScope();
        Message("rotate", """{"probability": 1, "max_left_rotation": 25, "max_right_rotation": 25}""", 4, 90).ShouldContain("Augmentor.rotate: an image of 90 x 4 pixels is too long to be turned by");
        Message("shear", """{"probability": 1, "max_shear_left": 25, "max_shear_right": 25}""", 4, 90).ShouldContain("Augmentor.shear: an image of 90 x 4 pixels is too long to be sheared by");
        Message("random_distortion", """{"probability": 1, "grid_width": 8, "grid_height": 8, "magnitude": 3}""", 4, 90).ShouldContain("Augmentor.random_distortion: an image of 90 x 4 pixels is too small for a grid of 8 x 8");
        Message("hsv_shifting", """{"probability": 1, "hue_shift": 0.1, "saturation_scale": 0, "saturation_shift": 0, "value_scale": 0, "value_shift": 0}""", 4, 4).ShouldContain("needs an image of 3 channels, got 1");

        string Message(string operation, string arguments, long height, long width)
        {
            var stage = Load($$"""[{"operation": "Augmentor.Pipeline", "params": {"{{operation}}": {{arguments}} } }]""");
            return Should.Throw<UserErrorException>(() =>
            {
                for (var i = 0; i < 40; i++)
                {
                    stage.Apply(torch.zeros([height, width, 1], torch.uint8), TransformRandom.For(0, 0, i));
                }
            }).Message;
        }
    }

    private static ITransform Load(string json)
    {
        var errors = new ConfigErrors();
        var transform = TransformsFactory.Load(ConfigLoader.Parse(json, "test.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        return transform!;
    }
}
