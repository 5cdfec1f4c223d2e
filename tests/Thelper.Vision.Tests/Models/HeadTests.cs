using Thelper.Testing;
using Thelper.Vision.Models;

namespace Thelper.Vision.Tests.Models;

[NoLeaks]
public class HeadTests
{
    [Fact]
    public void Fully_convolutional_head_is_torchvisions() => GoldenModel.Check("fcn_head", () => new FCNHead(64, 5), 2, 64, 9, 9);

    [Fact]
    public void Deeplab_head_is_torchvisions() => GoldenModel.Check("deeplab_head", () => new DeepLabHead(64, 5), 2, 64, 9, 9);
}
