using Thelper.Nn.Common;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn.Common;

[NoLeaks]
public class CommonFunctionsTests
{
    [Fact]
    public void Weights_are_drawn_as_PyTorchs_initialisers_draw_them()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(3, 50, 5), nn.BatchNorm2d(50), nn.Linear(50, 40), nn.ConvTranspose2d(40, 30, 3));
        foreach (var (initialise, draw) in new (Action<nn.Module>, Func<Tensor, Tensor>)[]
        {
            (CommonFunctions.WeightsInitKaiming, weight => nn.init.kaiming_normal_(weight)), (CommonFunctions.WeightsInitXavier, weight => nn.init.xavier_normal_(weight)),
        })
        {
            manual_seed(3);
            network.apply(initialise);
            manual_seed(3);
            var state = network.state_dict();
            state.Where(entry => entry.Key.EndsWith("bias", StringComparison.Ordinal)).ShouldAllBe(entry => entry.Value.abs().sum().ToDouble() == 0);

            // apply goes to the layers in order.
            aten.equal(state["0.weight"], draw(empty(50, 3, 5, 5))).ShouldBeTrue();
            aten.equal(state["1.weight"], nn.init.normal_(empty(50), 1, 0.02)).ShouldBeTrue();
            aten.equal(state["2.weight"], draw(empty(40, 50))).ShouldBeTrue();
            aten.equal(state["3.weight"], draw(empty(40, 30, 3, 3))).ShouldBeTrue();
        }
    }

    [Fact]
    public void Shaving_leaves_the_middle()
    {
        using var scope = NewDisposeScope();
        var images = arange(2 * 5 * 6).reshape(2, 1, 5, 6);
        aten.equal(CommonFunctions.Shave(images, 2), images.narrow(2, 2, 1).narrow(3, 2, 2)).ShouldBeTrue();
        CommonFunctions.Shave(images).shape.ShouldBe(images.shape);
        Should.Throw<UserErrorException>(() => CommonFunctions.Shave(images, 3)).Message.ShouldBe("border_size: 3 pixels cannot be cut from each side of 5x6");
        Should.Throw<UserErrorException>(() => CommonFunctions.Shave(images, -1)).Message.ShouldStartWith("border_size: -1");
    }
}
