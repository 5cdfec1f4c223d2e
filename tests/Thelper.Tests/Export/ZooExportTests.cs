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

    // What rounding makes of detectors with drawn weights, at most.
    private const double DetectorTolerance = 1e-3;
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
        var exporter = new ModelExporter(network, example, new ExportOptions { Tolerance = Tolerance }, new Dictionary<string, string> { ["task"] = model.Task.ToString() }, NullLogger.Instance);
        var result = exporter.Write(new(Path.Combine(folder, "model.pt"), Path.Combine(folder, "model.onnx")));
        result.Checks.Select(check => check.Engine).ShouldBe(["libtorch", "ONNX Runtime"]);
        result.Checks.ShouldAllBe(check => check.Maximum <= check.Allowed && check.SameClass > 0.99);
        result.Checks.Max(check => check.Allowed).ShouldBeLessThanOrEqualTo(network.OutputNames is null ? Tolerance : DetectorTolerance);
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
            var exact = network.OutputNames is null ? null : network.AnswerIn64Bits(example);
            Safetensors.Save([KeyValuePair.Create("input", example), .. answers.Select((answer, k) => KeyValuePair.Create($"output{k}", answer.contiguous())),
                .. (exact ?? []).Select((answer, k) => KeyValuePair.Create($"exact{k}", answer.to(ScalarType.Float64).contiguous()))], Path.Combine(folder, "answers.safetensors"));
            File.WriteAllText(Path.Combine(folder, "params.json"), one.Params);
            File.AppendAllText(Path.Combine(Kept, "table.tsv"), string.Create(
                CultureInfo.InvariantCulture,
                $"{name}\t{string.Join('x', one.Shape)}\t{(result.BatchVaries ? "batch" : "")}{(result.SpaceVaries ? " size" : "")}\t{answers[0].shape[0]}\t{result.Checks[0].Maximum:G2}\t{result.Checks[1].Maximum:G2}\n"));
        }
    }
}
