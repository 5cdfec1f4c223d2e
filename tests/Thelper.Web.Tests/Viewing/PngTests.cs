using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>PNG files are what OpenCV reads them as.</summary>
public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(1, 1, 4)]
    [InlineData(7, 5, 3)]
    [InlineData(33, 130, 3)]
    [InlineData(64, 97, 4)]
    public void A_picture_comes_back_as_it_was(int height, int width, int channels)
    {
        using var scope = torch.NewDisposeScope();
        var random = new System.Random(height);
        var bytes = new byte[height * width * channels];
        random.NextBytes(bytes);
        bytes.AsSpan(0, bytes.Length / 2).Fill(200);
        var picture = torch.tensor(bytes, [height, width, channels]);
        var back = ImageCodec.Decode(Png.Encode(picture), DecodeMode.Unchanged);
        back.shape.ShouldBe([height, width, channels]);
        ImageOps.SelectChannels(back, channels == 4 ? [2, 1, 0, 3] : [2, 1, 0]).Equals(picture).ShouldBeTrue();
    }

    [Fact]
    public void A_layer_that_is_mostly_empty_is_small()
    {
        using var layer = torch.zeros([512, 512, 4], torch.uint8);
        Png.Encode(layer).Length.ShouldBeLessThan(20_000);
    }
}
