using System.Globalization;
using Thelper.Audit;
using Thelper.Sessions;
using Thelper.Testing;

namespace Thelper.Tests.Audit;

/// <summary>Marks planted into pixels tell whether labels move with them, whatever the operations say of themselves.</summary>
[NoLeaks]
public sealed class AuditTests : IDisposable
{
    private const string Own = """
        using Thelper.Imaging;
        using Thelper.Imaging.Transforms;
        using Thelper.Tasks;
        using Thelper.Torch;

        namespace My;

        public sealed class Shift(double x) : Operation
        {
            protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => ImageOps.WarpAffine(image, [1, 0, x, 0, 1, 0], image.shape[1], image.shape[0]);
        }

        public sealed class WrongFlip : Operation
        {
            protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => aten.flip(image, [image.ndim == 2 ? 0 : 1]);
        }

        public sealed class Black : Operation
        {
            protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => torch.zeros_like(image);
        }

        public sealed class Veil : Operation
        {
            protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
            {
                var result = image.clone();
                using var middle = result.narrow(0, 10, image.shape[0] - 20).narrow(1, 10, image.shape[1] - 20);
                middle.zero_();
                return result;
            }
        }

        public sealed class Forget : Thelper.Transforms.NoTransform
        {
            public override object? Apply(object? value, TransformRandom random)
            {
                var result = new Sample();
                foreach (var (key, item) in (Sample)value!)
                {
                    result.Add(key, key == "bboxes" ? new List<object?>() : item);
                }

                return result;
            }
        }
        """;

    private const string Both = """
        {"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}, "target_key": "image", "moves_truth": false},
        {"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}, "target_key": "bboxes", "moves_truth": false}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("thelper-audit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Boxes_that_move_with_their_image_are_not_off_in_any_vocabulary(int epoch)
    {
        var report = Run("detect", """
            {"operation": "torchvision.transforms.RandomAffine", "params": {"degrees": 15, "scale": [0.8, 1.2], "interpolation": "bilinear"}},
            {"operation": "torchvision.transforms.RandomHorizontalFlip", "target_key": ["image", "bboxes"]},
            {"operation": "torchvision.transforms.ColorJitter", "params": {"brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.2}, "target_key": "image"},
            {"operation": "albumentations.Compose", "bboxes_key": "bboxes", "bbox_params": {"min_visibility": 0.3},
             "params": {"ShiftScaleRotate": {"p": 0.8}, "RandomCrop": {"height": 64, "width": 64}, "GaussNoise": {}, "RandomRotate90": {}, "GaussianBlur": {"p": 0.5}, "CoarseDropout": {"p": 0.7}}},
            {"operation": "thelper.transforms.Resize", "params": {"dsize": [80, 60]}},
            {"operation": "torchvision.transforms.ToTensor", "target_key": "image"},
            {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.5, 0.5, 0.5], "std": [0.2, 0.2, 0.2]}, "target_key": "image"}
            """, new() { Epoch = epoch, Samples = 4 });
        report.Faults.ShouldBeEmpty(report.ToText());
        var steps = (List<object?>)report.ToPlain()["steps"]!;
        steps.Cast<Dictionary<string, object?>>().Where(step => (long)step["boxes_before"]! > 0).ShouldAllBe(step => step["off_by"] != null);
        report.ToText().ShouldEndWith("ok: no label is off by a pixel\n");
    }

    [Fact]
    public void Label_maps_that_move_with_their_image_are_not_off()
        => Run("segm", """
            {"operation": "torchvision.transforms.RandomAffine", "params": {"degrees": 20, "scale": [0.8, 1.2]}},
            {"operation": "torchvision.transforms.ElasticTransform"},
            {"operation": "albumentations.Compose", "mask_key": "label_map", "params": {"ShiftScaleRotate": {"p": 0.8}, "RandomCrop": {"height": 64, "width": 64}, "VerticalFlip": {}}},
            {"operation": "thelper.transforms.Resize", "params": {"dsize": [80, 60]}}
            """).Faults.ShouldBeEmpty();

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(1, true)]
    [InlineData(6, true)]
    public void An_operation_of_ones_own_that_moves_the_image_and_not_the_boxes_is_found(double x, bool off)
    {
        var report = Run("detect", $$"""{"operation": "{{folder}}/Own.cs:My.Shift", "params": {"x": {{x}}}, "target_key": "image"}""");
        report.IsOff.ShouldBe(off, report.ToText());
        if (off)
        {
            report.Faults.ShouldHaveSingleItem().ShouldContain(FormattableString.Invariant($"loaders.base_transforms[0]: My.Shift: box"));
            report.Faults[0].ShouldContain(FormattableString.Invariant($"{x:0.0} pixels from where its pixels are"));
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.5, false)]
    public void So_it_is_for_label_maps(double x, bool off)
        => Run("segm", $$"""{"operation": "{{folder}}/Own.cs:My.Shift", "params": {"x": {{x}}}, "target_key": "image"}""").IsOff.ShouldBe(off);

    [Fact]
    public void A_mask_that_is_flipped_the_wrong_way_is_found()
        => Run("segm", $$"""{"operation": "{{folder}}/Own.cs:My.WrongFlip", "target_key": ["image", "label_map"]}""").Faults.ShouldHaveSingleItem().ShouldContain("of the label map of ");

    [Fact]
    public void Target_keys_that_leave_the_truth_behind_are_refused_and_found_where_somebody_insists()
    {
        const string Stage = """{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}, "target_key": "image"MORE}""";
        Should.Throw<UserErrorException>(() => Run("detect", Stage.Replace("MORE", "", StringComparison.Ordinal))).Message.ShouldContain("the boxes under 'bboxes' would stay where they are");
        Run("detect", Stage.Replace("MORE", ", \"moves_truth\": false", StringComparison.Ordinal)).IsOff.ShouldBeTrue();
    }

    [Fact]
    public void One_stage_for_the_image_and_another_for_its_labels_is_right_in_the_end()
    {
        // The second stage sees the boxes alone, and the image for its size. Some of these boxes reach to the edge of their image.
        var report = Run("detect", Both, new() { Samples = 8 });
        report.Faults.ShouldBeEmpty(report.ToText());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_pixel_that_stays_is_not_excused_in_any_sample_even_where_a_box_reaches_to_the_edge(double x)
    {
        var shift = $$"""{"operation": "{{folder}}/Own.cs:My.Shift", "params": {"x": {{x}}}, "target_key": "image"}""";
        var report = Run("detect", shift, new() { Samples = 8 });
        report.Faults.ShouldHaveSingleItem().ShouldContain(FormattableString.Invariant($"({int.Parse(Boxes(report), CultureInfo.InvariantCulture) - 1} more)"), customMessage: report.ToText());
        var both = Run("detect", $"{Both}, {shift}", new() { Samples = 8 });
        both.Faults.Count.ShouldBe(3, both.ToText());
    }

    [Fact]
    public void A_step_is_not_excused_by_an_end_in_which_nobody_can_see_the_boxes()
    {
        var shift = $$"""{"operation": "{{folder}}/Own.cs:My.Shift", "params": {"x": 5}, "target_key": "image"}""";
        var seen = Run("detect", shift).Faults.ShouldHaveSingleItem();
        var report = Run("detect", $$"""{{shift}}, {"operation": "{{folder}}/Own.cs:My.Veil", "target_key": "image"}""");
        report.Faults.ShouldHaveSingleItem().ShouldBe(seen, report.ToText());
    }

    [Theory]
    [InlineData("""{"operation": "thelper.transforms.CenterCrop", "params": {"size": [48, 48]}}""", 33.9, 0.25)]
    [InlineData("""{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}}""", 48, 1)]
    [InlineData("""{"operation": "My.Shift", "params": {"x": 5}, "target_key": "image"}""", 5, 0.95)]
    public void How_far_parts_go_and_how_many_are_left_is_measured(string stage, double moved, double left)
    {
        var step = (Dictionary<string, object?>)((List<object?>)Run("detect", stage.Replace("My.", $"{folder}/Own.cs:My.", StringComparison.Ordinal), new() { Samples = 2 }).ToPlain()["steps"]!)[0]!;
        ((double)step["moved"]!).ShouldBe(moved, 1);
        ((double)step["pixels_left"]!).ShouldBe(left, 0.06);
    }

    [Fact]
    public void What_is_dropped_is_told_with_its_reason()
    {
        var report = Run("detect", """{"operation": "thelper.transforms.CenterCrop", "params": {"size": [48, 48]}, "min_visibility": 0.6}""", new() { Samples = 12 });
        report.IsOff.ShouldBeFalse(report.ToText());
        report.ToText().ShouldMatch(@"dropped by thelper\.transforms\.CenterCrop: .*\d+ by min_visibility");
        Run("detect", """{"operation": "thelper.transforms.CenterCrop", "params": {"size": [16, 16]}}""", new() { Samples = 12 })
            .ToText().ShouldMatch(@"dropped by thelper\.transforms\.CenterCrop: \d+ outside\n");

        var forgetful = Run("detect", $$"""{"operation": "{{folder}}/Own.cs:My.Forget"}""");
        forgetful.Faults.ShouldNotBeEmpty(forgetful.ToText());
        forgetful.ToText().ShouldContain("dropped, and 100 % of it are still seen");
    }

    [Fact]
    public void What_cannot_be_measured_is_said()
    {
        var report = Run("detect", $$"""{"operation": "{{folder}}/Own.cs:My.Black", "target_key": "image"}""");
        report.IsOff.ShouldBeFalse();
        report.ToText().ShouldContain("not measurable: My.Black, 6 times: marks do not show in the result");
    }

    [Theory]
    [InlineData("""{"operation": "albumentations.Compose", "bboxes_key": "bboxes", "params": {"ToGray": {"p": 1.0}, "CLAHE": {"p": 1.0}, "RandomGamma": {"p": 1.0}, "ISONoise": {"p": 1.0}, "ChannelShuffle": {"p": 1.0}}}""")]
    [InlineData("""{"operation": "torchvision.transforms.RandomEqualize", "params": {"p": 1.0}, "target_key": "image"}, {"operation": "torchvision.transforms.GaussianBlur", "params": {"kernel_size": 7}, "target_key": "image"}""")]
    [InlineData("""{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [10], "max": [200]}, "target_key": "image"}""")]
    public void Colours_noise_and_blur_do_not_hide_the_marks(string stages)
    {
        var report = Run("detect", stages);
        report.Faults.ShouldBeEmpty(report.ToText());
        report.ToText().ShouldNotContain("not measurable");
        report.ToText().ShouldContain("31 -> 31".Replace("31", Boxes(report), StringComparison.Ordinal));
    }

    [Fact]
    public void The_twin_of_a_super_resolution_is_measured()
    {
        var report = Run("sr", """{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}}, {"operation": "thelper.transforms.CenterCrop", "params": {"size": [60, 60]}}""");
        report.IsOff.ShouldBeFalse(report.ToText());
        report.ToText().ShouldEndWith("ok: no label is off by a pixel\n");
        Run("sr", $$"""{"operation": "{{folder}}/Own.cs:My.Shift", "params": {"x": 2}, "target_key": "lowres_image"}""").Faults.ShouldHaveSingleItem().ShouldContain("the twin");
    }

    [Fact]
    public void A_twin_of_higher_resolution_is_compared_in_the_image_s_own_pixels()
    {
        var report = Run("sr, twice as large", """{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}}""");
        report.ToText().ShouldEndWith("ok: no label is off by a pixel\n");
        Run("sr, twice as large", $$"""{"operation": "{{folder}}/Own.cs:My.Shift", "params": {"x": 2}, "target_key": "lowres_image"}""").Faults.ShouldHaveSingleItem().ShouldContain("2.0 pixels from where its pixels are");
    }

    [Fact]
    public void Pictures_and_records_are_written_and_a_record_is_replayed()
    {
        const string Stage = """{"operation": "torchvision.transforms.RandomAffine", "params": {"degrees": 30}}""";
        var output = Path.Combine(folder, "out");
        var report = Run("detect", Stage, new() { Samples = 2, Folder = output, Epoch = 4 });
        report.Files.Count.ShouldBe(4);
        report.Files.ShouldAllBe(file => new FileInfo(file).Length > 300);
        var again = Run("detect", Stage, new() { Replay = report.Files[1] }, seed: 99);
        again.Replayed.ShouldNotBeNull().ShouldBeEmpty();
        again.Epoch.ShouldBe(4);
        Run("detect", Stage.Replace("30", "60", StringComparison.Ordinal), new() { Replay = report.Files[1] }).Replayed.ShouldBe(["image", "bboxes"], ignoreOrder: true);
    }

    private static string Boxes(AuditReport report) => ((Dictionary<string, object?>)((List<object?>)report.ToPlain()["steps"]!)[0]!)["boxes_before"]!.ToString()!;

    private AuditReport Run(string task, string stages, AuditOptions? options = null, int seed = 0)
    {
        File.WriteAllText(Path.Combine(folder, "Own.cs"), Own);
        var file = Path.Combine(folder, "c.json");
        var special = task switch { "segm" => ", \"dontcare\": 255", "sr, twice as large" => ", \"rescale_lowres\": false, \"downscale_factor\": 2", _ => "" };
        File.WriteAllText(file, $$"""
            {
                "name": "audited",
                "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "{{task.Split(',')[0]}}", "count": 60, "image_size": 96, "classes": 3, "max_objects": 3, "seed": 1{{special}} } } },
                "loaders": {
                    "batch_size": 4, "torch_seed": {{seed}}, "numpy_seed": 0, "random_seed": 0, "test_seed": 0, "valid_seed": 0,
                    "base_transforms": [
                        {{stages}}
                    ],
                    "train_split": {"shapes": 1.0}
                }
            }
            """);
        return Session.Audit(file, options ?? new() { Samples = 6 }, SessionEnvironment.Quiet());
    }
}
