using Thelper.Config;
using Thelper.Nn;
using Thelper.Tests.Config;

namespace Thelper.Tests.Nn;

/// <summary>The names of <c>thelper.nn</c> that a configuration of thelper 0.6.2 can use: short ones and full ones are one type, and what is for programs alone says so.</summary>
public class OriginalNamesTests
{
    [Theory]
    [InlineData("thelper.nn.sr.SRCNN", "thelper.nn.sr.srcnn.SRCNN")]
    [InlineData("thelper.nn.sr.VDSR", "thelper.nn.sr.vdsr.VDSR")]
    [InlineData("thelper.nn.segmentation.DeepLabV3ResNet50", "thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet50")]
    [InlineData("thelper.nn.segmentation.DeepLabV3ResNet101", "thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet101")]
    [InlineData("thelper.nn.segmentation.FCNResNet50", "thelper.nn.segmentation.fcn.FCNResNet50")]
    [InlineData("thelper.nn.segmentation.FCNResNet101", "thelper.nn.segmentation.fcn.FCNResNet101")]
    [InlineData("thelper.nn.segmentation.deeplabv3_resnet50", "thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet50")]
    [InlineData("thelper.nn.segmentation.deeplabv3_resnet101", "thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet101")]
    [InlineData("thelper.nn.segmentation.fcn_resnet50", "thelper.nn.segmentation.fcn.FCNResNet50")]
    [InlineData("thelper.nn.segmentation.fcn_resnet101", "thelper.nn.segmentation.fcn.FCNResNet101")]
    public void A_short_name_is_the_full_ones_type(string name, string full)
    {
        var types = new TypeRegistry();
        types.Resolve(name).ShouldNotBeNull().ShouldBe(types.Resolve(full));
        TypeRegistry.NameOf(types.Resolve(name)!).ShouldBe(full);
    }

    [Theory]
    [InlineData("thelper.nn.Module", "write a class in C#")]
    [InlineData("thelper.nn.utils.Module", "write a class in C#")]
    [InlineData("thelper.nn.create_model", "ModelFactory.Create")]
    [InlineData("thelper.nn.utils.ExternalClassifModule", "name the network")]
    public void What_is_for_programs_alone_says_so(string name, string expected) =>
        Should.Throw<UserErrorException>(() => ModelFactory.Create(ConfigText.Json($$"""{"type": "{{name}}"}"""), NnTasks.Classes(2), new())).Message.ShouldContain(expected);
}
