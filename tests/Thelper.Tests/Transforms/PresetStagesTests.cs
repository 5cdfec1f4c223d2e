using Thelper.Config;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>A stage that names weights stands for the operations that they want.</summary>
[NoLeaks]
public class PresetStagesTests
{
    [Theory]
    [InlineData("torchvision.models.ResNet50_Weights.IMAGENET1K_V2.transforms", "Resize(size=232|CenterCrop(size=(224, 224))|ToTensor()|Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])")]
    [InlineData("torchvision.models.resnet.ResNet50_Weights.DEFAULT.transforms", "Resize(size=232|CenterCrop(size=(224, 224))|ToTensor()|Normalize(mean=[0.485")]
    [InlineData("EfficientNet_V2_L_Weights.DEFAULT.transforms", "Resize(size=480|CenterCrop(size=(480, 480))|ToTensor()|Normalize(mean=[0.5, 0.5, 0.5], std=[0.5, 0.5, 0.5])")]
    [InlineData("torchvision.models.segmentation.FCN_ResNet50_Weights.DEFAULT.transforms", "Resize(size=520|ToTensor()|Normalize(")]
    [InlineData("torchvision.models.detection.FasterRCNN_ResNet50_FPN_Weights.DEFAULT.transforms", "ToTensor()")]
    public void Weights_bring_their_operations(string name, string expected)
    {
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigText.Json($$"""[{"operation": "{{name}}", "target_key": "image"}]"""), new(), errors);
        errors.ThrowIfAny();
        var text = pipeline!.ToString()!;
        var at = 0;
        foreach (var part in expected.Split('|'))
        {
            at = text.IndexOf(part, at, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0, $"{part} in {text}");
        }

        PresetStages.Expand(ConfigText.Json($$"""{"operation": "{{name}}", "target_key": "image"}""")).ShouldAllBe(stage => (string)stage.Get("target_key")!.Value! == "image");
    }

    [Theory]
    [InlineData("""{"operation": "torchvision.models.ResNet50_Weights.IMAGENET1K_V9.transforms"}""", "there are no weights 'ResNet50_Weights.IMAGENET1K_V9' (did you mean 'ResNet50_Weights.IMAGENET1K_V")]
    [InlineData("""{"operation": "torchvision.models.ResNet50_Weights.DEFAULT.transforms", "params": {"crop_size": 100}}""", "has no params: the weights say everything")]
    public void What_is_wrong_is_said(string stage, string expected)
    {
        var errors = new ConfigErrors();
        TransformsFactory.Load(ConfigText.Json($"[{stage}]"), new(), errors).ShouldBeNull();
        Should.Throw<UserErrorException>(errors.ThrowIfAny).Message.ShouldContain(expected);
    }

    [Fact]
    public void Other_stages_stay_as_they_are()
    {
        var stage = ConfigText.Json("""{"operation": "torchvision.transforms.ToTensor"}""");
        PresetStages.Expand(stage).ShouldHaveSingleItem().ShouldBeSameAs(stage);
    }
}
