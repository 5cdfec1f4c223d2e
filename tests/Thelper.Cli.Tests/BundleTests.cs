using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper export --bundle</c> and <c>thelper verify</c>: what is as it was verifies, what is changed is named by its stage.</summary>
[NoLeaks]
public class BundleTests
{
    private const string Bundle = "proof";

    [Fact]
    public void A_bundle_verifies_wherever_it_lies_by_every_engine()
    {
        using var work = Bundled(out var files);
        files.ShouldBe(["SHA256SUMS", "bundle.json", "expected/00.safetensors", "expected/01.safetensors", "expected/02.safetensors", "expected/03.safetensors",
            "images/00-" + Picture(0), "images/01-" + Picture(1), "images/02-empty.png", "labels.json", "model.onnx", "model.pt", "preprocessing.json", "verification.json"]);
        Directory.CreateDirectory(work["elsewhere"]);
        Directory.Move(Bundle, work["elsewhere/moved"]);
        var lines = Succeed("verify", "elsewhere/moved").TrimEnd().Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("ONNX Runtime: all stages of 4 cases as bundled; greatest difference");
        lines[1].ShouldStartWith("libtorch: all stages of 4 cases as bundled; greatest difference");

        // Who does not run the model by libtorch need not keep its file.
        File.Move(work["elsewhere/moved/model.pt"], work["kept.pt"]);
        Succeed("verify", "elsewhere/moved").TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("ONNX Runtime: ");
        Workspace.Run("verify", "elsewhere/moved").Error.ShouldContain("holds no 'model.pt', so nothing was run by libtorch");

        // Nor the other way round; one of them is needed.
        File.Move(work["kept.pt"], work["elsewhere/moved/model.pt"]);
        File.Delete(work["elsewhere/moved/model.onnx"]);
        Succeed("verify", "elsewhere/moved").TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("libtorch: ");
        File.Delete(work["elsewhere/moved/model.pt"]);
        Fail("verify", "elsewhere/moved").ShouldContain("graph: there is neither model.onnx nor model.pt");
    }

    [Fact]
    public void The_bundle_says_what_the_pictures_go_through_and_what_is_decided()
    {
        using var work = Bundled(out _);
        using var preprocessing = JsonDocument.Parse(File.ReadAllText($"{Bundle}/preprocessing.json"));
        preprocessing.RootElement.GetProperty("decode").GetProperty("channel_order").GetString().ShouldBe("bgr");
        preprocessing.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()).ShouldBe(["grey", "normalize", "to_tensor"]);
        using var manifest = JsonDocument.Parse(File.ReadAllText($"{Bundle}/bundle.json"));
        var cases = manifest.RootElement.GetProperty("cases").EnumerateArray().ToList();
        cases.Select(one => one.GetProperty("images").GetArrayLength()).ShouldBe([1, 1, 1, 2]);
        cases[0].GetProperty("decisions")[0][0].GetProperty("label").GetString().ShouldBe("3");
        File.ReadAllBytes($"{Bundle}/images/00-{Picture(0)}").ShouldBe(File.ReadAllBytes($"mini/3/{Picture(0)}"));
    }

    [Theory]
    [InlineData("images/00-*", "decode")]
    [InlineData("preprocessing.json", "normalise")]
    [InlineData("model.onnx", "graph")]
    [InlineData("model.pt", "graph")]
    [InlineData("labels.json", "post-processing")]
    [InlineData("bundle.json", "expected answers")]
    [InlineData("expected/01.safetensors", "expected answers")]
    [InlineData("verification.json", "expected answers")]
    [InlineData("SHA256SUMS", "")]
    public void A_changed_byte_of_any_part_is_found_and_named(string file, string stage)
    {
        using var work = Bundled(out var files);
        var named = files.First(name => name == file || (file.EndsWith('*') && name.StartsWith(file[..^1], StringComparison.Ordinal)));
        var bytes = File.ReadAllBytes($"{Bundle}/{named}");
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes($"{Bundle}/{named}", bytes);
        var error = Fail("verify", Bundle);
        error.ShouldContain("the first stage that is not as it was bundled: ");
        error.ShouldContain(stage.Length == 0 ? "SHA" : $"{stage}: {named} is not the file that was bundled");
    }

    [Fact]
    public void What_was_added_or_taken_away_is_named()
    {
        using var work = Bundled(out _);
        File.WriteAllText($"{Bundle}/images/03-mine.png", "");
        Fail("verify", Bundle).ShouldContain("decode: images/03-mine.png was not bundled");
        File.Delete($"{Bundle}/images/03-mine.png");
        File.Delete($"{Bundle}/model.onnx");
        File.Delete($"{Bundle}/model.pt");
        Fail("verify", Bundle).ShouldContain("graph: there is neither");
        File.Move($"{Bundle}/verification.json", work["kept.json"]);
        Fail("verify", Bundle).ShouldContain("expected answers: verification.json is missing");
        File.Move(work["kept.json"], $"{Bundle}/verification.json");

        // Of several the earliest stage, not the first file.
        File.AppendAllText($"{Bundle}/labels.json", " ");
        Fail("verify", Bundle).ShouldContain("the first stage that is not as it was bundled: graph");
    }

    // Whoever changes a bundle and its sums with it is found out by what the stages give.
    [Theory]
    [InlineData("channels swapped", "decode")]
    [InlineData("another grey", "normalise")]
    [InlineData("another mean", "normalise")]
    [InlineData("classes permuted", "post-processing")]
    [InlineData("classes that nobody saw permuted", "post-processing")]
    [InlineData("a tensor dropped", "graph")]
    [InlineData("a pixel one level brighter", "decode")]
    [InlineData("another picture", "decode")]
    [InlineData("a step missing", "normalise")]
    [InlineData("another score", "post-processing")]
    [InlineData("a score more", "post-processing")]
    [InlineData("no score", "post-processing")]
    [InlineData("a picture more decided of", "post-processing")]
    [InlineData("pictures exchanged in a batch", "end to end")]
    public void A_changed_meaning_is_named_by_its_stage(string mutation, string stage)
    {
        // The digits are grey, whatever the order of channels: drawn pictures are not.
        using var work = Bundled(out _, withSamples: mutation != "channels swapped");
        switch (mutation)
        {
            case "channels swapped":
                Replace("preprocessing.json", "\"bgr\"", "\"rgb\"");
                break;
            case "another grey":
                Replace("preprocessing.json", "\"grey\"", "\"grey_to_colour\"");
                break;
            case "another mean":
                Replace("preprocessing.json", "127", "126");
                break;
            case "classes permuted":
                Replace("labels.json", "\"3\",\"4\"", "\"4\",\"3\"");
                break;
            case "classes that nobody saw permuted":
                Replace("labels.json", "\"8\",\"9\"", "\"9\",\"8\"");
                break;
            case "a pixel one level brighter":
                using (torch.NewDisposeScope())
                {
                    var image = Imaging.ImageCodec.Decode($"{Bundle}/images/02-empty.png");
                    image[3, 4].add_(1);
                    Imaging.ImageCodec.Save($"{Bundle}/images/02-empty.png", image);
                }

                break;
            case "a tensor dropped":
                Zero(work);
                break;
            case "another score":
                Change(cases => cases[0]!["decisions"]![0]![0]!["values"]![0] = cases[0]!["decisions"]![0]![0]!["values"]![0]!.GetValue<double>() - 0.02);
                break;
            case "a score more":
                Change(cases => cases[0]!["decisions"]![0]![0]!["values"]!.AsArray().Add(0.5));
                break;
            case "no score":
                Change(cases => cases[0]!["decisions"]![0]![0]!["values"]!.AsArray().Clear());
                break;
            case "a picture more decided of":
                Change(cases => cases[0]!["decisions"]!.AsArray().Add(cases[0]!["decisions"]![0]!.DeepClone()));
                break;
            case "pictures exchanged in a batch":
                Change(cases => cases[3]!["images"] = new JsonArray("images/02-empty.png", $"images/00-{Picture(0)}"));
                break;
            case "another picture":
                File.Copy($"{Bundle}/images/02-empty.png", $"{Bundle}/images/00-{Picture(0)}", overwrite: true);
                break;
            default:
                var text = File.ReadAllText($"{Bundle}/preprocessing.json");
                var from = text.IndexOf('{', text.IndexOf("\"grey\"", StringComparison.Ordinal) - 30);
                var to = text.IndexOf('{', text.IndexOf("\"grey\"", StringComparison.Ordinal));
                File.WriteAllText($"{Bundle}/preprocessing.json", text[..from] + text[to..]);
                break;
        }

        Renew();
        Fail("verify", Bundle).ShouldContain($"the first stage that is not as it was bundled: {stage}");
    }

    // JSON may say null where something is expected, and name files outside of the bundle.
    [Theory]
    [InlineData("\"cases\": [", "\"cases\": [null, ")]
    [InlineData("\"images\": [", "\"images\": null, \"pictures\": [")]
    [InlineData("\"decisions\": [", "\"decisions\": [null, ")]
    [InlineData("\"label\": \"3\"", "\"label\": null")]
    [InlineData("\"images/00-", "\"../00-")]
    [InlineData("\"expected/00", "\"/expected/00")]
    public void A_manifest_that_makes_no_sense_is_said(string old, string changed)
    {
        using var work = Bundled(out _);
        Replace("bundle.json", old, changed);
        Renew();
        Fail("verify", Bundle).ShouldContain("bundle.json: is damaged");
    }

    // Maps become as large as an answer says that its picture is.
    [Theory]
    [InlineData(1L << 40, 32)]
    [InlineData(-32, 32)]
    [InlineData(100_000, 100_000)]
    [InlineData(32, 0)]
    public void Sizes_that_cannot_be_are_said(long width, long height)
    {
        using var work = Bundled(out _);
        using (torch.NewDisposeScope())
        {
            var tensors = Safetensors.Load($"{Bundle}/expected/00.safetensors");
            Safetensors.Save([.. tensors.Select(entry => entry.Key == "sizes" ? new(entry.Key, torch.tensor(new[] { width, height }).view(1, 2)) : entry)], $"{Bundle}/expected/00.safetensors");
        }

        Renew();
        Fail("verify", Bundle).ShouldContain("expected answers: expected/00.safetensors: 'sizes' are not");
    }

    [Fact]
    public void Half_a_pixel_of_shift_is_found_where_pictures_are_resized()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        File.WriteAllText("c.json", File.ReadAllText("c.json").Replace("\"dsize\": [32, 32]", "\"dsize\": [32, 32], \"interp\": \"cv2.INTER_NEAREST\"", StringComparison.Ordinal));
        SmallSession.Succeed(SmallSession.New("trainer.epochs=1"));
        Succeed("export", "out/s", "--bundle", Bundle);
        Succeed("verify", Bundle);
        Replace("preprocessing.json", "\"nearest\"", "\"nearest_exact\"");
        Renew();
        Fail("verify", Bundle).ShouldContain("the first stage that is not as it was bundled: resize");
    }

    // Who fills with another colour, or puts the picture elsewhere, gives the network another picture.
    [Fact]
    public void A_letterbox_is_the_same_to_every_engine_and_a_change_of_it_is_named()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        var text = File.ReadAllText("c.json");
        const string Stretched = """{"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"}""";
        text.ShouldContain(Stretched);
        File.WriteAllText("c.json", text.Replace(
            Stretched,
            """
            {"operation": "albumentations.LongestMaxSize", "params": {"max_size": 32}, "target_key": "image"},
            {"operation": "albumentations.PadIfNeeded", "params": {"min_height": 32, "min_width": 32, "border_mode": 0, "value": [114, 115, 116]}, "target_key": "image"}
            """,
            StringComparison.Ordinal));
        SmallSession.Succeed(SmallSession.New("trainer.epochs=1"));
        using (torch.NewDisposeScope())
        {
            Imaging.ImageCodec.Save("wide.png", (torch.arange(40 * 90 * 3, torch.ScalarType.Int64) * 7).remainder(251).to(torch.ScalarType.Byte).view(40, 90, 3));
            Imaging.ImageCodec.Save("tall.png", (torch.arange(120 * 50 * 3, torch.ScalarType.Int64) * 11).remainder(253).to(torch.ScalarType.Byte).view(120, 50, 3));
        }

        Succeed("export", "out/s", "--onnx", "m.onnx", "--torchscript", "m.pt");
        Succeed("export", "out/s", "--bundle", Bundle, "--sample", "wide.png", "--sample", "tall.png");
        Succeed("verify", Bundle);
        using var manifest = JsonDocument.Parse(File.ReadAllText($"{Bundle}/bundle.json"));
        var decided = manifest.RootElement.GetProperty("cases").EnumerateArray().Take(2).Select(one => one.GetProperty("decisions")[0][0]).ToList();
        foreach (var model in new[] { "out/s", "m.onnx", "m.pt" })
        {
            var said = Succeed("infer", model, "wide.png", "tall.png").TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("classes")[0]).ToList();
            said.Count.ShouldBe(2);
            foreach (var (answer, decision) in said.Zip(decided))
            {
                answer.GetProperty("class").GetString().ShouldBe(decision.GetProperty("label").GetString(), model);
                answer.GetProperty("score").GetDouble().ShouldBe(decision.GetProperty("values")[0].GetDouble(), 1e-4, model);
            }
        }

        var written = File.ReadAllText($"{Bundle}/preprocessing.json");
        foreach (var (key, value) in new (string Key, JsonNode? Value)[] { ("fill", new JsonArray(114, 115, 90)), ("position", "top_left"), ("longest_side", 30), ("interpolation", "nearest") })
        {
            var changed = JsonNode.Parse(written)!;
            changed["steps"]![0]!["letterbox"]!.GetValue<bool>().ShouldBeTrue();
            changed["steps"]![0]![key] = value;
            File.WriteAllText($"{Bundle}/preprocessing.json", changed.ToJsonString());
            Renew();
            Fail("verify", Bundle).ShouldContain("the first stage that is not as it was bundled: resize", customMessage: key);
        }
    }

    [Fact]
    public void A_network_that_takes_any_size_has_a_case_of_a_second_one()
    {
        using var work = new Workspace();
        SmallSession.WriteWithImages(work);
        SmallSession.Succeed(SmallSession.New("trainer.epochs=1", """model={"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "input_channels": 3, "flexible_input_res": true} }"""));
        Succeed("export", "out/s", "--bundle", Bundle, "--half");
        using var manifest = JsonDocument.Parse(File.ReadAllText($"{Bundle}/bundle.json"));
        manifest.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ShouldContain("a second size");
        Succeed("verify", Bundle);
    }

    [Fact]
    public void A_bundle_is_replaced_only_when_asked_and_nothing_else_ever()
    {
        using var work = Bundled(out _);
        string[] export = ["export", "out/classif-digits", "--input", "32", "--bundle"];
        Fail([.. export, Bundle]).ShouldContain("--overwrite replaces a bundle");
        Fail([.. export, "mini", "--overwrite"]).ShouldContain("holds something else than a bundle");
        Fail([.. export, Bundle, "--overwrite", "--tolerance", "1e-30"]).ShouldContain("tolerance");
        Fail([.. export, Bundle, "--overwrite", "--onnx", $"{Bundle}/model.onnx"]).ShouldContain($"--onnx {Bundle}/model.onnx: lies in the folder of --bundle");
        Succeed("verify", Bundle);
        Succeed([.. export, Bundle, "--overwrite"]);
        Succeed("verify", Bundle);
        File.WriteAllText(work["proof/images/notes.txt"], "mine");
        Fail([.. export, Bundle, "--overwrite"]).ShouldContain("holds something else than a bundle ('images/notes.txt')");
        File.ReadAllText(work["proof/images/notes.txt"]).ShouldBe("mine");

        // Many programs have a file of this name.
        Directory.CreateDirectory(work["app"]);
        File.WriteAllText(work["app/bundle.json"], "{}");
        File.WriteAllText(work["app/thesis.tex"], "mine");
        Fail([.. export, "app", "--overwrite"]).ShouldContain("holds something else than a bundle");
        File.ReadAllText(work["app/thesis.tex"]).ShouldBe("mine");
        Directory.GetFileSystemEntries(work.Path, ".*").ShouldBeEmpty();
    }

    [Fact]
    public void Where_the_bundle_fails_the_files_beside_it_are_as_they_were()
    {
        using var work = ExportModelTests.Prepared();
        File.WriteAllText("d.onnx", "mine");
        using (torch.NewDisposeScope())
        {
            Imaging.ImageCodec.Save("large.png", torch.zeros([40, 48, 3], torch.ScalarType.Byte));
        }

        var before = work.Files();
        Fail("export", "out/classif-digits", "--input", "32", "--onnx", "d.onnx", "--overwrite", "--bundle", Bundle, "--sample", "large.png").ShouldContain("large.png: is 1x40x48 for the network");
        File.ReadAllText("d.onnx").ShouldBe("mine");
        work.Files().ShouldBe(before);
        Succeed("export", "out/classif-digits", "--input", "32", "--onnx", "d.onnx", "--overwrite", "--bundle", Bundle).ShouldBe("written: d.onnx\nwritten: d.onnx.verification.json\nwritten: proof\n");
        Succeed("verify", Bundle);
    }

    [Theory]
    [InlineData("A bundle is missing", "verify")]
    [InlineData("is no bundle", "verify", "mini")]
    [InlineData("--bundle: names no folder", "export", "out/classif-digits", "--bundle", "")]
    [InlineData("'--fast': unknown option", "verify", "--fast")]
    [InlineData("--tolerance: with 1 or more a bundle would prove nothing", "export", "out/classif-digits", "--bundle", "b", "--tolerance", "5")]
    [InlineData("does not exist", "export", "out/classif-digits", "--bundle", "b", "--sample", "nowhere.png")]
    public void Mistakes_are_said(string message, params string[] arguments)
    {
        using var work = ExportModelTests.Prepared();
        var before = work.Files();
        Fail(arguments).ShouldContain(message);
        work.Files().ShouldBe(before);
    }

    internal static Workspace Bundled(out IReadOnlyList<string> files, bool withSamples = true)
    {
        var work = ExportModelTests.Prepared();
        string[] samples = withSamples ? ["--sample", $"mini/3/{Picture(0)}", "--sample", $"mini/3/{Picture(1)}"] : [];
        Succeed(["export", "out/classif-digits", "--bundle", Bundle, "--input", "32", .. samples]).ShouldBe("written: proof\n");
        files = work.Files(Bundle);
        return work;
    }

    private static string Picture(int index) => Path.GetFileName(Directory.GetFiles(Repository.File("samples", "digits", "3")).Order(StringComparer.Ordinal).ElementAt(index));

    private static void Replace(string file, string old, string changed)
    {
        var text = File.ReadAllText($"{Bundle}/{file}");
        text.ShouldContain(old);
        File.WriteAllText($"{Bundle}/{file}", text.Replace(old, changed, StringComparison.Ordinal));
    }

    internal static void Change(Action<JsonArray> change)
    {
        var manifest = JsonNode.Parse(File.ReadAllText($"{Bundle}/bundle.json"))!;
        change(manifest["cases"]!.AsArray());
        File.WriteAllText($"{Bundle}/bundle.json", manifest.ToJsonString());
    }

    // The model of the same session with a bias that was lost on the way.
    private static void Zero(Workspace work)
    {
        using var scope = torch.NewDisposeScope();
        var content = (PyDict)Checkpoints.Load(work["out/classif-digits/checkpoints/ckpt.best.pth"])!;
        ((torch.Tensor)((PyDict)content["model"]!).Last().Value!).zero_();
        Checkpoints.Save(content, work["lost.pth"]);
        Succeed("export", "lost.pth", "--onnx", "lost.onnx", "--input", "32");
        File.Copy("lost.onnx", $"{Bundle}/model.onnx", overwrite: true);
    }

    internal static void Renew()
    {
        var lines = File.ReadAllLines($"{Bundle}/SHA256SUMS").Select(line => line.Split("  ")[1]).Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes($"{Bundle}/{file}")))}  {file}");
        File.WriteAllText($"{Bundle}/SHA256SUMS", string.Join('\n', lines) + "\n");
    }

    private static string Succeed(params string[] arguments) => ExportModelTests.Succeed(arguments);

    private static string Fail(params string[] arguments) => ExportModelTests.Fail(arguments);
}
