using Thelper.Vision.Models;

namespace Thelper.Vision.Tests.Models;

public class PublishedModelsTests
{
    [Fact]
    public void Every_network_has_one_default_and_every_file_has_a_hash()
    {
        PublishedModels.Functions.Count.ShouldBe(98);
        foreach (var function in PublishedModels.Functions)
        {
            var weights = PublishedModels.Of(function);
            weights.Count(one => one.IsDefault).ShouldBe(1, function);
            weights.Count(one => one.IsPretrained).ShouldBeLessThanOrEqualTo(1, function);
            weights.ShouldAllBe(one => one.File.EndsWith(".pth") && one.Address.AbsoluteUri.StartsWith("https://download.pytorch.org/models/"));
        }
    }

    [Theory]
    [InlineData("resnet50", "DEFAULT", "ResNet50_Weights.IMAGENET1K_V2", "resnet50-11ad3fa6.pth", 232, 224, "bilinear")]
    [InlineData("torchvision.models.efficientnet.efficientnet_b0", "EfficientNet_B0_Weights.IMAGENET1K_V1", "EfficientNet_B0_Weights.IMAGENET1K_V1", "efficientnet_b0_rwightman-3dd342df.pth", 256, 224, "bicubic")]
    [InlineData("vit_b_16", "IMAGENET1K_SWAG_E2E_V1", "ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1", "vit_b_16_swag-9ac1b537.pth", 384, 384, "bicubic")]
    public void A_name_leads_to_the_file_and_to_how_images_are_prepared(string function, string name, string exact, string file, int resize, int crop, string interpolation)
    {
        var weights = PublishedModels.Choose(function, pretrained: false, name)!;
        weights.ToString().ShouldBe(exact);
        weights.File.ShouldBe(file);
        weights.Classes.ShouldBe(1000);
        (weights.Preset.Resize, weights.Preset.Crop, weights.Preset.Interpolation).ShouldBe((resize, crop, interpolation));
        weights.Preset.Mean.ShouldBe([0.485, 0.456, 0.406]);
        weights.Preset.Std.ShouldBe([0.229, 0.224, 0.225]);
    }

    [Fact]
    public void Weights_can_bring_a_normalisation_of_their_own()
    {
        PublishedModels.Choose("efficientnet_v2_l", false, "DEFAULT")!.Preset.Mean.ShouldBe([0.5, 0.5, 0.5]);
        PublishedModels.Choose("vgg16", false, "IMAGENET1K_FEATURES")!.Preset.Std!.ShouldAllBe(std => std == 1 / 255.0);
        PublishedModels.Choose("fcn_resnet50", true, null)!.Preset.ShouldBe(PublishedModels.Of("fcn_resnet50")[0].Preset);
        PublishedModels.Choose("fcn_resnet50", true, null)!.Preset.Resize.ShouldBe(520);
    }

    [Fact]
    public void The_old_switch_means_the_first_weights() => PublishedModels.Choose("resnet50", pretrained: true, null)!.Name.ShouldBe("IMAGENET1K_V1");

    [Fact]
    public void A_default_is_recorded_as_what_it_is()
    {
        var given = new Dictionary<string, object?> { ["num_classes"] = 3L, ["weights"] = "ResNet50_Weights.DEFAULT" };
        var exact = PublishedModels.Exact("torchvision.models.resnet.resnet50", given);
        exact.ShouldBe([new("num_classes", 3L), new("weights", "IMAGENET1K_V2")]);
        var backbone = new Dictionary<string, object?> { ["weights_backbone"] = "DEFAULT" };
        PublishedModels.Exact("torchvision.models.segmentation.lraspp_mobilenet_v3_large", backbone)["weights_backbone"].ShouldBe("IMAGENET1K_V2");
        PublishedModels.Exact("my.resnet50", given).ShouldBeSameAs(given);
    }
}
