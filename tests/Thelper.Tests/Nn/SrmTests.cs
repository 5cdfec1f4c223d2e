using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class SrmTests
{
    [Fact]
    public void The_kernels_are_the_published_ones()
    {
        using var kernels = Srm.SetupSrmWeights(2);
        kernels.shape.ShouldBe([3L, 2, 5, 5]);
        kernels.data<float>().ToArray().ShouldBe(GoldenModel.Get("srm", "networks.json").EnumerateArray().Select(value => (float)value.GetDouble()));
        using var layer = Srm.SetupSrmLayer(2);
        aten.equal(layer.weight, kernels).ShouldBeTrue();
        layer.weight.requires_grad.ShouldBeTrue("training may change them");
        layer.bias.ShouldBeNull();
        Should.Throw<UserErrorException>(() => Srm.SetupSrmLayer(0)).Message.ShouldStartWith("input_channels: 0");
    }
}
