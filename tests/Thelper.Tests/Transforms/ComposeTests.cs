using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

[NoLeaks]
public class ComposeTests
{
    private sealed class Append(string text) : ITransform
    {
        public object? Apply(object? value, TransformRandom random) => $"{value}{text}";

        public object? Invert(object? value) => ((string)value!).EndsWith(text, StringComparison.Ordinal)
            ? ((string)value!)[..^text.Length]
            : throw new InvalidOperationException($"{value} does not end with {text}");

        public override string ToString() => $"Append({text})";
    }

    private sealed class Draw : ITransform
    {
        public object? Apply(object? value, TransformRandom random) => $"{value}{random.NextUInt64()} ";

        public object? Invert(object? value) => value;
    }

    [Fact]
    public void Stages_run_in_order_and_are_undone_in_reverse()
    {
        var compose = new Compose([new Append("a"), new Append("b"), new Append("c")]);
        compose.Apply("", TransformRandom.For(0, 0, 0)).ShouldBe("abc");
        compose.Invert("abc").ShouldBe("");
        compose.ToString().ShouldBe("thelper.transforms.composers.Compose(transforms=[\n\tAppend(a),\n\tAppend(b),\n\tAppend(c)\n])");
        Should.Throw<UserErrorException>(() => new Compose(new List<ITransform>()));
    }

    [Fact]
    public void Every_stage_has_random_numbers_of_its_own()
    {
        var draws = ((string)new Compose([new Draw(), new Draw()]).Apply("", TransformRandom.For(0, 0, 0))!).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        draws.Length.ShouldBe(2);
        draws[0].ShouldNotBe(draws[1]);
    }

    [Fact]
    public void A_schedule_follows_its_milestones()
    {
        var schedule = new CustomStepCompose(new Dictionary<int, ITransform> { [10] = new Append("a"), [50] = new Append("b") });
        for (var epoch = 0; epoch < 100; epoch++)
        {
            var expected = epoch < 10 ? "" : epoch < 50 ? "a" : "b";
            schedule.Apply("", TransformRandom.For(0, epoch, 0)).ShouldBe(expected);
            schedule.Invert(expected, epoch).ShouldBe("");
        }

        Should.Throw<UserErrorException>(() => new CustomStepCompose(new Dictionary<int, ITransform>()));
    }

    [Fact]
    public void A_configuration_builds_the_pipeline_of_the_original()
    {
        var pipeline = Load("""
            [{"operation": "thelper.transforms.ToGray", "target_key": "image"},
             {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127], "max": [255]}, "target_key": "image"},
             {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
            """);
        pipeline!.ToString().ShouldBe(
            "thelper.transforms.composers.Compose(transforms=[\n" +
            "\tthelper.transforms.wrappers.TransformWrapper(operation=thelper.transforms.operations.ToGray(), params={}, probability=1, convert_pil=False, target_keys=['image'], linked_fate=True),\n" +
            "\tthelper.transforms.wrappers.TransformWrapper(operation=thelper.transforms.operations.NormalizeMinMax(min=[127.], max=[255.], out_type=<class 'numpy.float32'>), params={}, probability=1, convert_pil=False, target_keys=['image'], linked_fate=True),\n" +
            "\tthelper.transforms.wrappers.TransformWrapper(operation=ToTensor(), params={}, probability=1, convert_pil=False, target_keys=['image'], linked_fate=True)\n" +
            "])");
    }

    [Fact]
    public void Single_stages_wrappers_and_composers_are_not_wrapped_again()
    {
        Load("""[{"operation": "thelper.transforms.Duplicator", "params": {"count": 2}}]""").ShouldBeOfType<Duplicator>();
        Load("[]").ShouldBeNull();
        Load("null").ShouldBeNull();
        Load("""[{"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "thelper.transforms.CenterCrop", "params": {"size": 4}, "probability": 0.5, "target_keys": ["a", "b"], "linked_fate": false}}]""")!
            .ToString().ShouldBe(
                "thelper.transforms.wrappers.TransformWrapper(operation=thelper.transforms.operations.CenterCrop(size=(4, 4), bordertype=0, borderval=0), " +
                "params={}, probability=0.5, convert_pil=False, target_keys=['a', 'b'], linked_fate=False)");
        var nested = Load("""[{"operation": "thelper.transforms.Compose", "params": {"transforms": [{"operation": "thelper.transforms.ToGray"}, {"operation": "thelper.transforms.ToColor"}]}}]""");
        nested.ShouldBeOfType<Compose>().Transforms.Select(stage => stage.GetType()).ShouldBe([typeof(ToGray), typeof(ToColor)]);
        var schedule = Load("""[{"operation": "thelper.transforms.CustomStepCompose", "params": {"milestones": {"0": [], "5": [{"operation": "thelper.transforms.ToGray"}]}}}]""");
        using var scope = torch.NewDisposeScope();
        ((torch.Tensor)schedule!.Apply(torch.zeros([2, 2, 4]), TransformRandom.For(0, 5, 0))!).shape.ShouldBe([2, 2, 1]);
        ((torch.Tensor)schedule.Apply(torch.zeros([2, 2, 4]), TransformRandom.For(0, 4, 0))!).shape.ShouldBe([2, 2, 4]);
    }

    [Fact]
    public void Augmentations_say_where_they_go()
    {
        var errors = new ConfigErrors();
        var (transform, append) = TransformsFactory.LoadAugments(Node("""{"append": true, "transforms": [{"operation": "thelper.transforms.ToGray"}]}"""), new(), errors);
        errors.Messages.ShouldBeEmpty();
        append.ShouldBeTrue();
        transform.ShouldBeOfType<TransformWrapper>();
        TransformsFactory.LoadAugments(Node("""{"transforms": []}"""), new(), errors).ShouldBe((null, false));
        TransformsFactory.LoadAugments(Node("""{"apend": true}"""), new(), errors);
        errors.Messages.ShouldHaveSingleItem().ShouldContain("did you mean 'append'?");
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var errors = new ConfigErrors();
        var result = TransformsFactory.Load(
            Node("""
                [{"operation": "thelper.transforms.ToGrey"},
                 {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": 1, "maximum": 2}},
                 {"operation": "thelper.transforms.CenterCrop", "params": {"size": -1}},
                 {"operation": "thelper.transforms.ToGray", "target_kye": "image"},
                 {"params": {}},
                 {"operation": "albumentations.Compose"},
                 {"operation": "Augmentor.Pipeline"},
                 "ToGray"]
                """),
            new(),
            errors);
        result.ShouldBeNull();
        var text = string.Join('\n', errors.Messages);
        text.ShouldContain("unknown type 'thelper.transforms.ToGrey' (did you mean 'thelper.transforms.ToGray'?)");
        text.ShouldContain("unknown parameter");
        text.ShouldContain("needs the parameter 'max'");
        text.ShouldContain("'size' must be above 0");
        text.ShouldContain("did you mean 'target_key'?");
        text.ShouldContain("the key 'operation' is missing");
        text.ShouldContain("the key 'params' is missing");
        text.ShouldContain("'Augmentor.Pipeline' needs 'params'");
        text.ShouldContain("expected a map with an 'operation'");
        errors.Messages.ShouldAllBe(message => message.StartsWith("test.json:", StringComparison.Ordinal));
    }

    private static ITransform? Load(string json)
    {
        var errors = new ConfigErrors();
        var transform = TransformsFactory.Load(Node(json), new(), errors);
        errors.Messages.ShouldBeEmpty();
        return transform;
    }

    private static ConfigNode Node(string json) => ConfigLoader.Parse(json, "test.json");
}
