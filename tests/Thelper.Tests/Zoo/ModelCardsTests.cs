using System.Text.Json;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using Thelper.Zoo;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Zoo;

/// <summary>The list of models against the models, and against what <c>tools/golden/macs.py</c> counted of torchvision's operators.</summary>
[NoLeaks]
public class ModelCardsTests
{
    // What is a model only by what its parameters describe.
    private static readonly string[] Described = ["thelper.nn.LayeredNet", "thelper.nn.srm.SRMWrapper"];

    // One of each family is measured in every run; all of them where the table is made anew.
    private static readonly string[] Measured =
    [
        "alexnet", "vgg11", "resnet18", "resnext50_32x4d", "squeezenet1_1", "densenet121", "inception_v3", "googlenet", "shufflenet_v2_x1_0", "mobilenet_v2", "mobilenet_v3_small", "mnasnet0_5",
        "efficientnet_b0", "regnet_y_400mf", "convnext_tiny", "vit_b_32", "swin_t", "swin_v2_t", "maxvit_t", "fcn_resnet50", "lraspp_mobilenet_v3_large", "ssdlite320_mobilenet_v3_large",
        "LeNet", "ResNet", "FCResNet", "InceptionResNetV2", "EfficientNet", "UNet", "SRCNN",
    ];

    private static readonly Dictionary<string, long[]> Counted =
        JsonSerializer.Deserialize<Dictionary<string, long[]>>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "macs.json")))!;

    private const string Page = "docs/choosing-a-model.md";

    public static TheoryData<string> Names => [.. Measured];

    [Fact]
    public void Every_model_that_a_configuration_can_name_is_in_the_list()
    {
        var types = new TypeRegistry();
        string[] layers = ["thelper.nn.common.", "thelper.nn.coordconv."];
        var all = types.Names(typeof(nn.Module<Tensor, Tensor>)).Concat(types.Names(typeof(Detector)))
            .Where(name => (name.StartsWith("thelper.nn.", StringComparison.Ordinal) || name.StartsWith("torchvision.models.", StringComparison.Ordinal)) && !Array.Exists(layers, name.StartsWith)).ToList();
        if (Environment.GetEnvironmentVariable("THELPER_UPDATE_ZOO") == "1")
        {
            IReadOnlyList<ModelCard> cards = [.. all.Order(StringComparer.Ordinal).Select(name => Described.Contains(name) ? new ModelCard(name, "any", 0, 0, 0, 0) : ModelSummary.Of(name, types)!.Card)];
            File.WriteAllText(Repository.File("src", "Thelper", "Zoo", "models.tsv"), ModelCards.Write(cards));
            Split(out var before, out var after);
            File.WriteAllText(Repository.File(Page), before + Table(cards) + after);
            return;
        }

        ModelCards.All.Select(card => card.Name).ShouldBe(all, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_table_says_what_the_model_is(string name)
    {
        var card = ModelCards.Find(name)!;
        ModelSummary.Of(card.Name, new()).ShouldNotBeNull().Card.ShouldBe(card);
    }

    [Fact]
    public void Parameters_and_multiplications_are_those_that_PyTorchs_operators_do()
    {
        foreach (var (name, counted) in Counted)
        {
            var card = ModelCards.Find(name).ShouldNotBeNull(name);
            (card.Parameters, (long)card.Side).ShouldBe((counted[0], counted[1]), name);

            // How many regions a detector looks at depends on last bits.
            ((double)card.Macs).ShouldBeWithin(counted[2], (card.Task == "detection" ? 0.02 : 0) * counted[2], name);
        }

        Counted.Count.ShouldBe(98);
    }

    // The figures that torchvision prints beside its weights since 0.15, in thousand millions.
    [Theory]
    [InlineData("alexnet", 0.714)]
    [InlineData("convnext_base", 15.355)]
    [InlineData("densenet121", 2.834)]
    [InlineData("efficientnet_b0", 0.386)]
    [InlineData("inception_v3", 5.713)]
    [InlineData("mobilenet_v2", 0.301)]
    [InlineData("resnet50", 4.089)]
    [InlineData("swin_t", 4.491)]
    [InlineData("vgg16", 15.47)]
    [InlineData("vit_b_16", 17.564)]
    public void Multiplications_are_those_that_torchvision_publishes(string name, double published) =>
        (ModelCards.Find(name)!.Macs / 1e9).ShouldBe(published, 0.011 * published, name);

    [Fact]
    public void Models_are_found_by_parts_of_their_names()
    {
        ModelCards.Find("resnet18")!.Name.ShouldBe("torchvision.models.resnet.resnet18");
        ModelCards.Find("torchvision.models.resnet18")!.Name.ShouldBe("torchvision.models.resnet.resnet18");
        ModelCards.Find("densenet121")!.Name.ShouldStartWith("torchvision.");
        ModelCards.Find("UNet")!.Name.ShouldBe("thelper.nn.unet.UNet");
        ModelCards.Find("resnet17").ShouldBeNull();
        ModelCards.List("resnet", "detection").ShouldAllBe(card => card.Task == "detection" && card.Name.Contains("resnet50_fpn"));
        ModelCards.List("vit_?_16").Count.ShouldBe(2);
        Should.Throw<UserErrorException>(() => ModelCards.List("resnett18")).Message.ShouldBe("no model has 'resnett18' in its name (did you mean 'resnet18'?)");
        ModelCards.Find("resnet50")!.Weights.ShouldBe(["IMAGENET1K_V2", "IMAGENET1K_V1"]);
    }

    [Fact]
    public void The_page_has_the_table() => Split(out _, out _).ShouldBe(Table(ModelCards.All));

    [Fact]
    public void Layers_are_told_with_what_they_answer_with()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(4, 6, 3, groups: 2), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 6 * 6, 5), nn.Identity());
        var layers = CostCounter.Measure(network, () => network.call(rand(2, 4, 8, 8)));
        layers.Select(layer => (layer.Path, layer.Kind, layer.Parameters, layer.Macs, layer.Bytes)).ShouldBe(
        [
            ("0", "Conv2d", (6 * 2 * 9) + 6, 2 * 6 * 36 * 2 * 9, 2 * 6 * 36 * 4), ("1", "ReLU", 0, 0, 2 * 6 * 36 * 4), ("2", "Flatten", 0, 0, 2 * 6 * 36 * 4),
            ("3", "Linear", (216 * 5) + 5, 2 * 216 * 5, 2 * 5 * 4), ("4", "Identity", 0, 0, 2 * 5 * 4),
        ]);
        layers[0].Shape.ShouldBe([2L, 6L, 6L, 6L]);
        using var up = nn.ConvTranspose2d(3, 5, 2, stride: 2);
        CostCounter.Measure(up, () => up.call(rand(1, 3, 4, 4))).ShouldHaveSingleItem().Macs.ShouldBe(3 * 16 * 5 * 4);
        using var attention = nn.MultiheadAttention(8, 2, batch_first: true);
        var tokens = rand(2, 5, 8);
        CostCounter.Measure(attention, () => attention.call(tokens, tokens, tokens, null, false, null))[0].Macs.ShouldBe(2 * ((4 * 5 * 64) + (2 * 25 * 8)));
    }

    // What stands between the two comments of the page.
    private static string Split(out string before, out string after)
    {
        var text = File.ReadAllText(Repository.File(Page));
        var start = text.IndexOf('\n', text.IndexOf("<!-- models", StringComparison.Ordinal)) + 1;
        var end = text.IndexOf("<!-- end of models", StringComparison.Ordinal);
        (before, after) = (text[..start], text[end..]);
        return text[start..end];
    }

    private static string Table(IReadOnlyList<ModelCard> cards) => string.Concat(ModelCards.Tasks.Select(task =>
        $"\n### {char.ToUpperInvariant(task[0])}{task[1..]}\n\n| model | image | parameters | multiply-adds | weights |\n| --- | --- | ---: | ---: | --- |\n" + string.Concat(cards.Where(card => card.Task == task)
            .Select(card => $"| `{card.Name}` | {card.Channels} x {card.Side} x {card.Side} | {ModelSummary.Short(card.Parameters)} | {ModelSummary.Short(card.Macs)} | {string.Join(", ", card.Weights)} |\n")))) + "\n";
}
