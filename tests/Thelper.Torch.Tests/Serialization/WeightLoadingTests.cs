using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Weight files as training programs leave them (tools/golden/weight_files.py): all hold the same model, whose every number is 1.</summary>
[NoLeaks]
public sealed class WeightLoadingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Sequential model = nn.Sequential(("conv", nn.Conv2d(1, 3, 3)), ("bn", nn.BatchNorm2d(3)), ("fc", nn.Linear(3, 2)));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("plain.pth")]
    [InlineData("array.pth")]
    [InlineData("old.pth")]
    [InlineData("state_dict.pth", "taken from its entry 'state_dict'")]
    [InlineData("model.pt", "taken from its entry 'model'", "without the prefix 'module.'", "passed over what is no tensor: 'args' (argparse.Namespace)")]
    [InlineData("legacy.pth", "taken from its entry 'model'", "without the prefix 'module.'", "passed over what is no tensor: 'args' (argparse.Namespace)")]
    [InlineData("compiled.pt", "taken from its entry 'model_state_dict'", "without the prefix '_orig_mod.module.'")]
    [InlineData("ema.pth", "taken from its entry 'model' ('ema' would fit, too)")]
    [InlineData("nested.pth", "taken from its entry 'checkpoint/trainer/model'")]
    public void Everything_that_holds_the_model_is_found(string file, params string[] notes)
    {
        var said = WeightLoading.LoadInto(model, At(file));
        said.Notes.ShouldBe(notes);
        said.IsComplete.ShouldBeTrue();
        ShouldBe(1, exceptCounter: file == "old.pth");
    }

    [Fact]
    public void Beside_the_weights_of_another_program_lie_others()
    {
        var said = WeightLoading.LoadInto(model, At("lightning.ckpt"));
        ShouldBe(1);
        said.IsComplete.ShouldBeFalse();
        said.Notes.Take(2).ShouldBe(["taken from its entry 'state_dict'", "without the prefix 'model.'"]);
        said.Notes[2].ShouldBe("left out beside them: 'criterion.weight'");
        said.Notes[3].ShouldStartWith("passed over what is no tensor: 'hyper_parameters' (pytorch_lightning.utilities.parsing.AttributeDict)");
    }

    [Fact]
    public void Objects_are_passed_over_by_name_and_never_made()
    {
        using var file = WeightFile.Read(At("objects.pth"));
        file.Keys.First().ShouldBe("net");
        string[] skipped = [
            "'config' (omegaconf.dictconfig.DictConfig)", "'optimizer' (torch.optim.adam.Adam)", "'kind' (numpy.dtype)", "'colour' (project.Colour)", "'settings' (project.Settings)",
            "'losses' (collections.deque)", "'bar' (tqdm.std.tqdm)", "'path' (pathlib.PurePosixPath)", "'type' (project.Net)", "'table' (numpy.ndarray)"];
        foreach (var one in skipped)
        {
            file.Skipped.ShouldContain(one);
        }

        WeightLoading.LoadInto(model, At("objects.pth")).Notes[^1].ShouldBe($"passed over what is no tensor: {skipped[0]}, {skipped[1]}, {skipped[2]} and 7 more");
        ShouldBe(1);
    }

    [Fact]
    public void A_key_chooses()
    {
        WeightLoading.LoadInto(model, At("ema.pth"), "ema").Notes.ShouldBe(["taken from its entry 'ema'"]);
        ShouldBe(2);
        Refused("ema.pth", "emma").ShouldEndWith("has no weights under 'emma'; it has some under 'model', 'ema'");
    }

    [Fact]
    public void What_does_not_fit_is_listed_with_the_nearest_guess()
    {
        var before = model.state_dict()["conv.weight"].clone();
        Refused("classes.pth").ShouldEndWith(
            "(its entry 'state_dict'): does not fit Sequential: 7 of 9 tensors do; 'fc.weight' is [10, 3] in the file and [2, 3] in the model, 'fc.bias' is [10] in the file and [2] in the model.");
        Refused("renamed.pth").ShouldEndWith(
            "does not fit Sequential: 7 of 9 tensors do; missing: 'fc.weight' (perhaps 'classifier.weight'), 'fc.bias' (perhaps 'classifier.bias'); "
            + "unexpected: 'classifier.weight', 'classifier.bias'.");
        aten.equal(before, model.state_dict()["conv.weight"]).ShouldBeTrue();
        before.Dispose();
    }

    // Without the third block alone, the rest of a deeper network would fit a shallower one.
    [Fact]
    public void A_prefix_of_some_names_makes_no_other_network_fit()
    {
        using var deeper = nn.Sequential(
            ("conv", nn.Conv2d(1, 3, 3)), ("bn", nn.BatchNorm2d(3)), ("bn2", nn.BatchNorm2d(3)), ("fc", nn.Linear(3, 2)));
        Checkpoints.Save(deeper.state_dict(), folder["deeper.pth"]);
        Should.Throw<UserErrorException>(() => WeightLoading.LoadInto(model, folder["deeper.pth"])).Message.ShouldEndWith(
            "does not fit Sequential: 9 of 9 tensors do; unexpected: 'bn2.weight', 'bn2.bias', 'bn2.running_mean' and 2 more.");
    }

    [Fact]
    public void What_fits_can_be_loaded_alone()
    {
        using var scope = NewDisposeScope();
        var said = WeightLoading.LoadInto(model, At("classes.pth"), strict: false);
        said.Notes[^1].ShouldStartWith("not all of it fits: 7 matched, 0 missing, 0 unexpected, 2 that do not fit, 0 left out");
        aten.eq_Scalar(model.state_dict()["conv.weight"], 1).all().ToBoolean().ShouldBeTrue();
        model.state_dict()["fc.weight"].shape.ShouldBe([2L, 3]);
    }

    [Theory]
    [InlineData("whole.pth", "holds no state dictionary (names and tensors) but an object of the Python class 'project.Net'")]
    [InlineData("whole-in.pth", "Not read: 'model' (project.Net); a whole model is no state dictionary: in Python, save model.state_dict()")]
    [InlineData("optimizer.pth", "holds no weights (names and tensors). Entries: 'optimizer' (a dictionary of 2), 'epoch' (a number)")]
    [InlineData("attack.pth", "'posix.system'")]
    public void A_file_without_weights_says_what_it_holds(string file, string message) => Refused(file).ShouldContain(message);

    [Fact]
    public void A_safetensors_file_has_prefixes_too()
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(model.state_dict().Select(entry => KeyValuePair.Create($"backbone.{entry.Key}", ones_like(entry.Value))), folder["b.safetensors"]);
        WeightLoading.LoadInto(model, folder["b.safetensors"]).Notes.ShouldBe(["without the prefix 'backbone.'"]);
        ShouldBe(1);
    }

    [Fact]
    public void A_model_with_a_prefix_takes_weights_without()
    {
        using var scope = NewDisposeScope();
        using var outer = nn.Sequential(("model", nn.Sequential(("conv", nn.Conv2d(1, 3, 3)), ("bn", nn.BatchNorm2d(3)), ("fc", nn.Linear(3, 2)))));
        WeightLoading.LoadInto(outer, At("plain.pth")).Notes.ShouldBe(["with the prefix 'model.'"]);
        outer.state_dict().Values.ShouldAllBe(tensor => tensor.sum().ToDouble() == tensor.numel());
    }

    private static string At(string file) => Golden.PathOf(Path.Combine("weights", file));

    private string Refused(string file, string? key = null) => Should.Throw<UserErrorException>(() => WeightLoading.LoadInto(model, At(file), key)).Message;

    private void ShouldBe(double value, bool exceptCounter = false)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in model.state_dict())
        {
            aten.eq_Scalar(tensor, exceptCounter && name == "bn.num_batches_tracked" ? 0 : value).all().ToBoolean().ShouldBeTrue(name);
        }
    }
}
