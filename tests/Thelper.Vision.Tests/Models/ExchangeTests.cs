using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>Files of torchvision load here, and ours there: small ones that Python saved (<c>tools/golden/zoo_exchange.py</c>), and what Python's modules read beside the tensors.</summary>
[NoLeaks]
public sealed class ExchangeTests : IDisposable
{
    private const string Versions = "zoo_versions.json";
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "exchange");
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("exchange").FullName, "weights.pth");

    public static TheoryData<string> Families => [.. GoldenModel.Names(Versions)];

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Theory]
    [InlineData("mnasnet", 32)]
    [InlineData("vit", 16)]
    [InlineData("swin_v2", 8)]
    public void Files_that_Python_saved_load_and_answer_as_there(string name, int side)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var model = Small(name);
        WeightLoading.LoadInto(model, Path.Combine(Golden, name + ".pth"));
        model.eval();
        var input = ZooGolden.Pattern((long)3 * side * side, 5).view(1, 3, side, side);
        var answers = model.call(input).flatten();
        var expected = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden, "outputs.json"))).RootElement.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToList();
        answers.numel().ShouldBe(expected.Count);
        foreach (var (i, value) in expected.Index())
        {
            answers[i].ToDouble().ShouldBeWithin(value, 1e-4 * Math.Max(1, Math.Abs(value)), $"{name}: answer {i}");
        }
    }

    // Without it, MNASNet takes a file for one of its first layout and makes its stem anew.
    [Fact]
    public void What_is_saved_has_the_versions_of_its_modules_as_PyTorch_writes_them()
    {
        using var scope = NewDisposeScope();
        using var model = Small("mnasnet");
        model.save(file);
        var (ours, theirs) = (Metadata(Checkpoints.Load(file)), Metadata(Checkpoints.Load(Path.Combine(Golden, "mnasnet.pth"))));
        theirs[""].ShouldBe(2);
        ours[""].ShouldBe(2);
        ours.Where(entry => theirs.ContainsKey(entry.Key)).ShouldAllBe(entry => theirs[entry.Key] == entry.Value);
        var own = model.state_dict().Keys.Select(key => key[..key.LastIndexOf('.')]).Distinct().ToList();
        own.ShouldBeSubsetOf(ours.Keys);
        own.ShouldBeSubsetOf(theirs.Keys);

        // A copy in a plain dictionary knows no versions; one by the name of a session's checkpoint does.
        StateDictionary.Pickled(model.state_dict()).Attributes.ShouldNotBeNull();
        StateDictionary.Pickled(model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value)).Attributes.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Versions_are_those_of_torchvision(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Meta(name);
        var state = model.state_dict().ShouldBeOfType<StateDictionary>();
        var found = state.Versions.Where(entry => entry.Value != 1).Select(entry => $"{entry.Key} {entry.Value}").Order(StringComparer.Ordinal).ToList();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(found.Select(line => line + "\n")))))[..16];
        var expected = GoldenModel.Get(name, Versions);
        (found.Count, digest).ShouldBe((expected.GetProperty("count").GetInt32(), expected.GetProperty("digest").GetString()), string.Join(", ", found.Take(30)));
    }

    // What the script wrote is loaded and saved again, for the script to compare; without the folder, there is nothing to do.
    [Fact]
    public void Every_family_goes_to_Python_and_back()
    {
        var folder = Environment.GetEnvironmentVariable("THELPER_ZOO_EXCHANGE");
        foreach (var name in GoldenModel.Names(Versions).Where(name => folder is not null && File.Exists(Path.Combine(folder, name + ".pth"))))
        {
            using var scope = NewDisposeScope();
            using var model = Make(name);
            WeightLoading.LoadInto(model, Path.Combine(folder!, name + ".pth"));
            model.save(Path.Combine(folder!, name + ".out.pth"));
        }
    }

    private static nn.Module<Tensor, Tensor> Small(string name) => name switch
    {
        "mnasnet" => new MNASNet(0.1, 2),
        "vit" => new VisionTransformer(16, 8, 1, 2, 8, 16, numClasses: 3),
        _ => new SwinTransformer(true, 8, [2], [2], 2, patch: 2, numClasses: 3),
    };

    private static Dictionary<string, long> Metadata(object? content) => ((PyDict)((PyDict)content!).Attributes!["_metadata"]!)
        .ToDictionary(entry => (string)entry.Key!, entry => (long)((PyDict)entry.Value!)["version"]!);

    private static nn.Module Make(string name)
    {
        var function = new[] { typeof(torchvision.models), typeof(torchvision.models.segmentation), typeof(torchvision.models.detection) }.Select(type => type.GetMethod(name)).OfType<MethodInfo>().First();
        return (nn.Module)function.Invoke(null, [.. function.GetParameters().Select(p => p.Name == "weights_backbone" ? null : p.DefaultValue)])!;
    }

    private static nn.Module Meta(string name)
    {
        set_default_device("meta");
        try
        {
            return Make(name);
        }
        finally
        {
            set_default_device(CPU);
        }
    }
}
