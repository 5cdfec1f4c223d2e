using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Weights go into models that they were not made for; a report says which, and an error changes nothing.</summary>
[NoLeaks]
public sealed class StateDictMatcherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Thelper.Torch.Modules.Sequential model;

    public StateDictMatcherTests()
    {
        model = nn.Sequential(("a", nn.Linear(2, 3)), ("fc", nn.Linear(3, 2)));
        foreach (var parameter in model.parameters())
        {
            nn.init.zeros_(parameter);
        }
    }

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Everything_that_fits_is_loaded()
    {
        using var scope = NewDisposeScope();
        var report = StateDictMatcher.Load(model, Source());
        report.IsComplete.ShouldBeTrue();
        report.Matched.Select(match => match.Name).ShouldBe(["a.weight", "a.bias", "fc.weight", "fc.bias"]);
        report.ToString().ShouldBe("4 matched, 0 missing, 0 unexpected, 0 that do not fit, 0 left out");
        Sum().ShouldBe(1 * 6 + 2 * 3 + 3 * 6 + 4 * 2);
    }

    [Fact]
    public void Differences_are_errors_with_the_whole_report_and_change_nothing()
    {
        using var scope = NewDisposeScope();
        var source = Source();
        source.Remove("fc.bias");
        source["extra"] = ones(1);
        source["fc.weight"] = ones(5, 3);
        var message = Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, source)).Message;
        message.ShouldBe(
            "These weights: do not fit Sequential: 2 matched, 1 missing, 1 unexpected, 1 that do not fit, 0 left out\n"
            + "  missing: fc.bias\n  unexpected: extra\n  do not fit: fc.weight ([5, 3] in the file, [2, 3] in the model)");
        Sum().ShouldBe(0);

        Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, source, new() { Strict = false })).Message.ShouldContain("[5, 3]");
        Sum().ShouldBe(0);
        var report = StateDictMatcher.Load(model, source, new() { Strict = false, SkipMismatches = true });
        report.Missing.ShouldBe(["fc.bias"]);
        report.Unexpected.ShouldBe(["extra"]);
        report.Mismatched.ShouldBe([new("fc.weight", "fc.weight", "[5, 3] in the file, [2, 3] in the model")]);
        report.IsComplete.ShouldBeFalse();
        Sum().ShouldBe(1 * 6 + 2 * 3);
    }

    [Fact]
    public void Names_are_changed_by_rules()
    {
        using var scope = NewDisposeScope();
        var source = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in Source())
        {
            source["module." + name.Replace("fc.", "head.0.", StringComparison.Ordinal)] = tensor;
        }

        source["module.step"] = ones(1);
        NameRule[] rules =
        [
            NameRule.StripPrefix("module."), NameRule.Drop("^step$"), NameRule.Replace(@"^head\.(\d)\.", "fc$1."),
            NameRule.Map(new Dictionary<string, string> { ["fc0.bias"] = "fc.bias" }), NameRule.Custom(name => name == "fc0.weight" ? "fc.weight" : name),
        ];
        var report = StateDictMatcher.Load(model, source, new() { Renames = rules });
        report.LeftOut.ShouldBe(["module.step"]);
        report.Matched[3].ShouldBe(new("fc.bias", "module.head.0.bias", ScalarType.Float32, ScalarType.Float32));
        report.ToString().ShouldContain("module.head.0.weight -> fc.weight");
        Sum().ShouldBe(38);
    }

    [Fact]
    public void Parts_of_a_model_are_loaded()
    {
        using var scope = NewDisposeScope();
        var report = StateDictMatcher.Load(model, Source(), new() { Filter = name => name.StartsWith("a.", StringComparison.Ordinal) });
        report.LeftOut.ShouldBe(["fc.weight", "fc.bias"]);
        report.Missing.ShouldBeEmpty();
        Sum().ShouldBe(12);
    }

    [Fact]
    public void Types_are_converted_and_named_but_complex_numbers_do_not_lose_half()
    {
        using var scope = NewDisposeScope();
        var source = Source();
        source["a.bias"] = source["a.bias"].to(float64);
        source["fc.bias"] = source["fc.bias"].to(bfloat16);
        var report = StateDictMatcher.Load(model, source);
        report.Converted.Select(match => match.Name).ShouldBe(["a.bias", "fc.bias"]);
        report.ToString().ShouldContain("converted: a.bias (float64 -> float32), fc.bias (bfloat16 -> float32)");
        model.parameters().ShouldAllBe(parameter => parameter.dtype == ScalarType.Float32);
        Sum().ShouldBe(38);

        source["a.bias"] = source["a.bias"].to(complex64);
        Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, source)).Message.ShouldContain("complex in the file");
    }

    [Fact]
    public void A_prefix_that_explains_everything_is_suggested()
    {
        using var scope = NewDisposeScope();
        var longer = Source().ToDictionary(entry => "net.module." + entry.Key, entry => entry.Value);
        var message = Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, longer, new() { Strict = false })).Message;
        message.ShouldContain("NameRule.StripPrefix(\"net.module.\")");
        StateDictMatcher.Load(model, longer, new() { Renames = [NameRule.StripPrefix("net.module.")] }).IsComplete.ShouldBeTrue();

        using var outer = nn.Sequential(("backbone", nn.Sequential(("a", nn.Linear(2, 3)), ("fc", nn.Linear(3, 2)))));
        Should.Throw<UserErrorException>(() => StateDictMatcher.Load(outer, Source())).Message.ShouldContain("NameRule.AddPrefix(\"backbone.\")");
        StateDictMatcher.Load(outer, Source(), new() { Renames = [NameRule.AddPrefix("backbone.")] }).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Rules_that_cannot_be_are_errors()
    {
        using var scope = NewDisposeScope();
        var merge = new StateDictOptions { Renames = [NameRule.Replace("weight|bias", "x")] };
        Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, Source(), merge)).Message.ShouldBe("The rules give 'a.weight' and 'a.bias' the same name 'a.x'.");
        Should.Throw<UserErrorException>(() => NameRule.Drop("(")).Message.ShouldContain("not a regular expression");
        var slow = new Dictionary<string, Tensor> { [new string('a', 40) + "!"] = ones(1) };
        var exploding = new StateDictOptions { Renames = [NameRule.Drop("^(a+)+$")] };
        Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, slow, exploding)).Message.ShouldContain("takes too long");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("state_dict")]
    [InlineData("model")]
    public void Files_are_searched_for_the_state_dictionary(string? key)
    {
        using var scope = NewDisposeScope();
        var state = new PyDict(PyDictKind.OrderedDict);
        foreach (var (name, tensor) in Source())
        {
            state.Add(name, tensor);
        }

        var whole = key is null ? state : new PyDict { { "epoch", 3L }, { "optimizer", new PyDict { { "m", ones(2) } } }, { key, state } };
        Checkpoints.Save(whole, folder["w.pth"]);
        StateDictMatcher.Load(model, folder["w.pth"]).IsComplete.ShouldBeTrue();
        StateDictMatcher.Load(model, folder["w.pth"], key: key).IsComplete.ShouldBeTrue();
        Sum().ShouldBe(38);
    }

    [Fact]
    public void Safetensors_files_are_loaded_the_same_way()
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(Source(), folder["w.safetensors"]);
        StateDictMatcher.Load(model, folder["w.safetensors"]).IsComplete.ShouldBeTrue();
        Sum().ShouldBe(38);
    }

    [Fact]
    public void What_is_no_state_dictionary_is_described()
    {
        using var scope = NewDisposeScope();
        Checkpoints.Save(new PyDict { { "epoch", 3L }, { "deep", new PyDict { { "w", ones(2) } } } }, folder["w.pth"]);
        Should.Throw<CheckpointException>(() => StateDictMatcher.Load(model, folder["w.pth"])).Message
            .ShouldBe($"{folder["w.pth"]}: holds no state dictionary (names and tensors): its entry 'epoch' is a number. Entries: 'epoch', 'deep'");
        Should.Throw<CheckpointException>(() => StateDictMatcher.Load(model, folder["w.pth"], key: "deep/x")).Message.ShouldEndWith("has no entry 'deep/x'. Entries: 'w'");
        Should.Throw<UserErrorException>(() => StateDictMatcher.Load(model, folder["w.pth"], key: "deep")).Message.ShouldContain("0 matched");
        Checkpoints.Save(new[] { 1L }, folder["w.pth"]);
        Should.Throw<CheckpointException>(() => StateDictMatcher.Load(model, folder["w.pth"])).Message.ShouldContain("a list of 1");
        Sum().ShouldBe(0);
    }

    private static OrderedDictionary<string, Tensor> Source() => new()
    {
        ["a.weight"] = full([3, 2], 1.0),
        ["a.bias"] = full([3], 2.0),
        ["fc.weight"] = full([2, 3], 3.0),
        ["fc.bias"] = full([2], 4.0),
    };

    private double Sum()
    {
        using var inner = NewDisposeScope();
        return model.parameters().Sum(parameter => parameter.sum().ToDouble());
    }
}
