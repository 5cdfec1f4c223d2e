using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>What published weights bring besides numbers, with files that stand for them: how images are normalised, auxiliary heads, frozen layers.</summary>
[NoLeaks]
public sealed class PretrainedStartTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("start").FullName, "weights.pth");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Fact]
    public void GoogLeNet_loads_its_auxiliary_heads_strictly_and_drops_them_unless_they_are_wanted()
    {
        using var scope = NewDisposeScope();
        using (var source = torchvision.models.googlenet(init_weights: false))
        {
            source.save(file);
            using var from = WeightsLoading.From(file);
            using var plain = torchvision.models.googlenet(weights: "DEFAULT");
            plain.state_dict().Keys.ShouldBe(source.state_dict().Keys.Where(key => !key.StartsWith("aux", StringComparison.Ordinal)));
            aten.equal(plain.state_dict()["fc.weight"], source.state_dict()["fc.weight"]).ShouldBeTrue();
            using var whole = torchvision.models.googlenet(weights: "DEFAULT", aux_logits: true);
            whole.Outputs(rand(2, 3, 64, 64)).Keys.ShouldBe(["logits", "aux1", "aux2"]);
            aten.equal(whole.state_dict()["aux2.fc2.weight"], source.state_dict()["aux2.fc2.weight"]).ShouldBeTrue();

            // Images are converted to what the weights were trained on, unless the parameter says not to.
            using var mode = no_grad();
            plain.eval();
            source.eval();
            var images = rand(1, 3, 64, 64);
            allclose(plain.call(images), source.call(InputNormalisation.Convert(images)), rtol: 1e-3, atol: 1e-4).ShouldBeTrue();
            using var unconverted = torchvision.models.googlenet(weights: "DEFAULT", transform_input: false);
            unconverted.eval();
            allclose(unconverted.call(images), source.call(images), rtol: 1e-3, atol: 1e-4).ShouldBeTrue();
            plain.train();
            plain.Outputs(rand(2, 3, 64, 64)).Keys.ShouldBe(["logits"]);
        }

        // Without the heads the file is none of these weights.
        using var incomplete = torchvision.models.googlenet(init_weights: false, aux_logits: false);
        incomplete.save(file);
        using var again = WeightsLoading.From(file);
        Should.Throw<UserErrorException>(() => torchvision.models.googlenet(weights: "DEFAULT").Dispose()).Message.ShouldContain("aux1.conv.conv.weight");
    }

    [Fact]
    public void Layers_are_frozen_with_trained_weights_alone()
    {
        using var scope = NewDisposeScope();
        using var fresh = torchvision.models.detection.ssdlite320_mobilenet_v3_large(weights_backbone: null, num_classes: 3);
        fresh.parameters().ShouldAllBe(parameter => parameter.requires_grad);
        using var skip = WeightsLoading.Skip();
        using var trained = torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn(weights: "DEFAULT", trainable_backbone_layers: 0);
        trained.named_parameters().Where(p => p.name.StartsWith("backbone.body.", StringComparison.Ordinal)).ShouldAllBe(p => !p.parameter.requires_grad);
        trained.modules().OfType<FrozenBatchNorm2d>().ShouldNotBeEmpty();
        using var untrained = torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn(weights_backbone: null, trainable_backbone_layers: 0, num_classes: 3);
        untrained.parameters().ShouldAllBe(parameter => parameter.requires_grad);
        untrained.modules().OfType<FrozenBatchNorm2d>().ShouldBeEmpty();
    }

    // The weights of Faster R-CNN over ResNet-50 were trained without the small number in the divisor; those over a backbone of ImageNet with it.
    [Fact]
    public void Frozen_normalisation_has_the_epsilon_that_the_weights_were_trained_with()
    {
        using var scope = NewDisposeScope();
        using var skip = WeightsLoading.Skip();
        set_default_device("meta");
        try
        {
            using var whole = torchvision.models.detection.fasterrcnn_resnet50_fpn(weights: "DEFAULT");
            whole.modules().OfType<FrozenBatchNorm2d>().ShouldAllBe(norm => norm.Eps == 0);
            using var backbone = torchvision.models.detection.fasterrcnn_resnet50_fpn(weights_backbone: "IMAGENET1K_V1");
            backbone.modules().OfType<FrozenBatchNorm2d>().ShouldAllBe(norm => norm.Eps == 1e-5);
        }
        finally
        {
            set_default_device(CPU);
        }
    }

    [Fact]
    public void Another_number_of_classes_than_the_weights_have_is_a_mistake_and_a_part_of_a_file_is_none()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => torchvision.models.resnet18(weights: "DEFAULT", num_classes: 7).Dispose()).Message.ShouldContain("have 1000 classes, not 7; leave num_classes out");
        using var source = torchvision.models.shufflenet_v2_x0_5();
        source.save(file);
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        using var from = WeightsLoading.From(file);
        Should.Throw<CheckpointException>(() => torchvision.models.shufflenet_v2_x0_5(weights: "DEFAULT").Dispose()).Message.ShouldContain(file);
    }

    [Fact]
    public void Who_listens_hears_how_a_file_went_into_the_network()
    {
        using var scope = NewDisposeScope();
        using var source = new DenseNet(4, [2, 2], 8, numClasses: 3);
        var old = source.state_dict().ToDictionary(entry => System.Text.RegularExpressions.Regex.Replace(entry.Key, @"(denselayer\d+\.(?:norm|conv))([12])\.", "$1.$2."), entry => (object?)entry.Value);
        Checkpoints.Save(old, file);
        var heard = new List<StateDictReport>();
        using (WeightsLoading.Listen((path, report) => heard.Add(report)))
        {
            using var model = new DenseNet(4, [2, 2], 8, numClasses: 3);
            PublishedWeights.LoadInto(model, file);
        }

        var all = source.state_dict().Count;
        var renamed = old.Keys.Except(source.state_dict().Keys).Count();
        renamed.ShouldBeGreaterThan(0);
        heard.ShouldHaveSingleItem().Summary.ShouldBe($"{all} matched ({renamed} renamed), 0 dropped, 0 re-initialised");
        heard[0].Lines.ShouldContain("matched: features.denseblock1.denselayer2.norm1.weight (renamed from features.denseblock1.denselayer2.norm.1.weight)");
        using var silent = new DenseNet(4, [2, 2], 8, numClasses: 3);
        PublishedWeights.LoadInto(silent, file);
        heard.Count.ShouldBe(1);
    }

    [Fact]
    public void Images_of_other_channels_are_converted_by_the_mean_of_the_three()
    {
        using var scope = NewDisposeScope();
        var images = rand(2, 1, 3, 3);
        allclose(InputNormalisation.Convert(images), (images * (0.458 + 0.448 + 0.45) / 3) + ((-0.03 - 0.088 - 0.188) / 3), rtol: 1e-4, atol: 1e-5).ShouldBeTrue();
    }

    // Windows have one size whatever the image's: the same weights serve all sizes.
    [Fact]
    public void Swin_reads_images_of_other_sizes_with_the_same_weights()
    {
        using var scope = NewDisposeScope();
        using var model = new SwinTransformer(true, 8, [2], [2], 4, patch: 2, numClasses: 3);
        model.call(rand(1, 3, 16, 16)).shape.ShouldBe([1L, 3L]);
        model.call(rand(1, 3, 22, 38)).shape.ShouldBe([1L, 3L]);
    }
}
