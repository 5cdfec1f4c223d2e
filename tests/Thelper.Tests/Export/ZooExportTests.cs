using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Export;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;
using Module = Thelper.Nn.Module;

namespace Thelper.Tests.Export;

/// <summary>
/// Models of the configuration's names leave as TorchScript and ONNX and answer as they did, to 1e-5 of their greatest number: some that differ in their operators, or all of them with <c>THELPER_ZOO=all</c> (or the
/// beginning of a name). With <c>THELPER_ZOO_FILES=FOLDER</c> the files stay, for <c>tools/zoo.py</c>.
/// </summary>
[NoLeaks]
public class ZooExportTests
{
    private const double Tolerance = 1e-5;

    // Two engines are off in different directions, and by other inputs more or less than by those that were looked at.
    private const double Margin = 4;
    private const int Draws = 3;
    private const int Continuous = 3;
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("THELPER_ZOO");
    private static readonly string? Kept = Environment.GetEnvironmentVariable("THELPER_ZOO_FILES");
    private static readonly string[] Families =
    [
        "torchvision.models.densenet.densenet121", "torchvision.models.detection.mask_rcnn.maskrcnn_resnet50_fpn", "torchvision.models.detection.ssdlite.ssdlite320_mobilenet_v3_large",
        "torchvision.models.mobilenetv2.mobilenet_v2", "torchvision.models.mobilenetv3.mobilenet_v3_small", "torchvision.models.segmentation.lraspp.lraspp_mobilenet_v3_large",
        "torchvision.models.shufflenetv2.shufflenet_v2_x0_5", "torchvision.models.squeezenet.squeezenet1_1", "torchvision.models.swin_transformer.swin_t",
        "torchvision.models.vision_transformer.vit_b_32",
        "thelper.nn.LayeredNet", "thelper.nn.efficientnet.FCEfficientNet", "thelper.nn.resnet.AutoEncoderSkipResNet", "thelper.nn.resnet.FCResNet",
        "thelper.nn.resnet.ResNetFullyConv", "thelper.nn.sr.srcnn.SRCNN", "thelper.nn.srm.SRMWrapper", "thelper.nn.unet.UNet",
    ];

    public static TheoryData<string> Names => [.. Chosen switch
    {
        null or "" => Families,
        "all" => ZooCase.Names,
        _ => ZooCase.Names.Where(name => name.StartsWith(Chosen, StringComparison.Ordinal)),
    }];

    [Fact]
    public void Every_name_has_a_case()
    {
        Families.Except(ZooCase.Names).ShouldBeEmpty();
        string[] layers = ["thelper.nn.common.", "thelper.nn.coordconv."];
        new Thelper.Config.TypeRegistry().Names(typeof(nn.Module)).Where(name => name.StartsWith("torchvision.models.", StringComparison.Ordinal) || name.StartsWith("thelper.nn.", StringComparison.Ordinal))
            .Where(name => !layers.Any(layer => name.StartsWith(layer, StringComparison.Ordinal))).Except(ZooCase.Names).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_answers_in_both_files_as_it_did(string name)
    {
        using var work = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var one = ZooCase.Of(name);
        using var model = one.Create();
        var folder = Kept is null ? work.Path : Directory.CreateDirectory(Path.Combine(Kept, name)).FullName;
        var network = ExportedNetwork.Of(model);
        var example = rand(one.Shape);
        var tolerance = network.OutputNames is null ? Tolerance : Math.Max(Tolerance, Margin * Doubt(one, network, example));
        var exporter = new ModelExporter(network, example, new ExportOptions { Tolerance = tolerance }, new Dictionary<string, string> { ["task"] = model.Task.ToString() }, NullLogger.Instance);
        var result = exporter.Write(new(Path.Combine(folder, "model.pt"), Path.Combine(folder, "model.onnx")));
        result.Checks.Select(check => check.Engine).ShouldBe(["libtorch", "ONNX Runtime"]);
        result.Checks.ShouldAllBe(check => check.Maximum <= tolerance && check.SameClass > 0.99);
        using var none = no_grad();
        var answers = network.Answer(example);
        if (network.OutputNames is null)
        {
            // Its answer has no axis of a single sample.
            result.BatchVaries.ShouldBe(!name.EndsWith("ResNetFullyConv", StringComparison.Ordinal));
            answers[0].abs().max().ToDouble().ShouldBeGreaterThan(1e-3, "answers that are next to nothing agree by themselves");
        }
        else
        {
            answers[0].shape[0].ShouldBeGreaterThan(2, "objects in the example");
        }

        if (Kept is not null)
        {
            using var exact = network.OutputNames is null ? null : Exact(one);
            Safetensors.Save([KeyValuePair.Create("input", example), .. answers.Select((answer, k) => KeyValuePair.Create($"output{k}", answer.contiguous())),
                .. (exact is null ? [] : Answers(exact, example)).Select((answer, k) => KeyValuePair.Create($"exact{k}", answer))], Path.Combine(folder, "answers.safetensors"));
            File.WriteAllText(Path.Combine(folder, "params.json"), one.Params);
            File.AppendAllText(Path.Combine(Kept, "table.tsv"), string.Create(
                CultureInfo.InvariantCulture,
                $"{name}\t{string.Join('x', one.Shape)}\t{(result.BatchVaries ? "batch" : "")}{(result.SpaceVaries ? " size" : "")}\t{answers[0].shape[0]}\t{result.Checks[0].Maximum:G2}\t{result.Checks[1].Maximum:G2}\n"));
        }
    }

    // How far the model's own answers lie from those that the same weights give in numbers of 64 bits: what another engine's 32 bits may be off, too. Detectors with drawn weights make much of little.
    private static double Doubt(ZooCase one, ExportedNetwork network, Tensor example)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var exact = Exact(one);
        var worst = 0.0;
        List<Tensor> inputs = [example, .. Enumerable.Range(0, Draws).Select(_ => rand_like(example))];
        foreach (var input in inputs)
        {
            // Boxes, labels, scores: masks and key points follow from them, by whole pixels.
            worst = network.Answer(input).Take(Continuous).Zip(Answers(exact, input)).Where(pair => pair.First.shape.SequenceEqual(pair.Second.shape) && pair.First.numel() > 0)
                .Select(pair => (pair.First - pair.Second).abs().max().ToDouble() / Math.Max(1, pair.Second.abs().max().ToDouble())).Append(worst).Max();
        }

        return worst;
    }

    private static Module Exact(ZooCase one)
    {
        var model = one.Create();
        model.@double();
        return model;
    }

    private static IReadOnlyList<Tensor> Answers(Module exact, Tensor input) =>
        [.. ExportedNetwork.Of(exact).Answer(input.to(ScalarType.Float64)).Select(answer => answer.to(ScalarType.Float64).contiguous())];
}
