using Thelper.Bundles;
using Thelper.Tests.Sessions;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Bundles;

/// <summary>What a bundle says of itself is read as it was written, or refused.</summary>
[NoLeaks]
public class BundleFilesTests
{
    private static readonly Decision Cat = new("cat", 3, [0.5, 10]);

    [Fact]
    public void A_manifest_of_another_format_is_refused()
    {
        using var folder = new TemporaryFolder();
        var manifest = new BundleManifest(1, "0.1.0", "task", 1e-4, [new("one", ["a.png"], "a.safetensors", [[Cat]])]);
        File.WriteAllText(folder[BundleFiles.Manifest], manifest.ToJson());
        var read = BundleManifest.Read(folder.Path);
        read.ToJson().ShouldBe(manifest.ToJson());
        (BundleManifest.DecisionTolerance(read.Tolerance), BundleManifest.DecisionTolerance(0.02)).ShouldBe((1e-3, 0.2));
        File.WriteAllText(folder[BundleFiles.Manifest], (manifest with { Format = 2 }).ToJson());
        Should.Throw<UserErrorException>(() => BundleManifest.Read(folder.Path)).Message.ShouldContain("a bundle of format 2; this program knows format 1");
    }

    [Fact]
    public void Sizes_are_width_and_height()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Safetensors.Save([new("input", zeros(2, 3)), new("output0", ones(2, 1)), new("output1", zeros(2, 2)), new("sizes", tensor(new long[] { 30, 20, 5, 6 }).view(2, 2))], folder["a.safetensors"]);
        var answers = BundleAnswers.Read(folder.Path, new("one", [], "a.safetensors", []));
        answers.Sizes.ShouldBe([(30, 20), (5, 6)]);
        answers.Outputs.Select(output => output.shape[1]).ShouldBe([1, 2]);
        Should.Throw<UserErrorException>(() => answers.Decode).Message.ShouldContain("a.safetensors: has no 'decode'");
        Safetensors.Save([new("input", zeros(2, 3)), new("sizes", zeros(2, 2))], folder["a.safetensors"]);
        Should.Throw<UserErrorException>(() => BundleAnswers.Read(folder.Path, new("one", [], "a.safetensors", []))).Message.ShouldContain("has no 'input', 'sizes' or 'output0'");
    }

    [Fact]
    public void Decisions_differ_by_label_index_number_and_count()
    {
        Decision.Difference([Cat], [Cat with { Values = [0.5005, 10.005] }], 1e-3).ShouldBeNull();
        Decision.Difference([Cat], [Cat with { Values = [0.502, 10] }], 1e-3).ShouldBe("'cat' with 0.5 where 0.502 was expected");
        Decision.Difference([Cat], [Cat with { Values = [0.5, 10.02] }], 1e-3).ShouldBe("'cat' with 10 where 10.02 was expected");
        Decision.Difference([Cat with { Values = [double.NaN, 10] }], [Cat], 1e-3).ShouldBe("'cat' with NaN where 0.5 was expected");
        Decision.Difference([Cat], [Cat with { Index = 4 }], 1e-3).ShouldBe("'cat' (index 3) where 'cat' (index 4) was expected");
        Decision.Difference([Cat], [Cat with { Label = "dog" }], 1e-3).ShouldBe("'cat' (index 3) where 'dog' (index 3) was expected");
        Decision.Difference([], [Cat], 1e-3).ShouldBe("there are 0 where 1 were expected");
    }
}
