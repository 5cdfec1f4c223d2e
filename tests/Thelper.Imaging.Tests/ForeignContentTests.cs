using System.Text;

namespace Thelper.Imaging.Tests;

public class ForeignContentTests
{
    [Theory]
    [InlineData("GIF89a........", "a GIF, which is not read; convert it to PNG")]
    [InlineData("\0\0\0\u0018ftypheic....", "a HEIC, which is not read; convert it to PNG")]
    [InlineData("\0\0\0\u0018ftypavif....", "an AVIF, which is not read; convert it to PNG")]
    [InlineData("\0\0\0\u0018ftypmp42....", "a video")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS; fetch the image by 'git lfs pull'")]
    [InlineData("PK\u0003\u0004......", "a ZIP archive; unpack it")]
    [InlineData("%PDF-1.4\n", "a PDF document")]
    [InlineData("8BPS....", "a Photoshop document; export it as PNG")]
    [InlineData("\0\u0005\u0016\u0007....", "what macOS keeps beside a file (AppleDouble); delete it")]
    [InlineData("\r\n<!DOCTYPE html><html>404</html>", "a web page, as a server sends one in place of a missing image; fetch it again")]
    [InlineData("<SVG xmlns='x'/>", "XML or SVG, which is not read")]
    public void What_is_no_image_is_said(string content, string said) =>
        Should.Throw<ImageException>(() => ImageCodec.Decode(Encoding.Latin1.GetBytes(content), name: "x.jpg")).Message.ShouldBe($"cannot decode image 'x.jpg': its content is {said}");

    [Fact]
    public void Anything_else_is_damaged() =>
        Should.Throw<ImageException>(() => ImageCodec.Decode(Encoding.ASCII.GetBytes("some text"), name: "x.jpg")).Message.ShouldStartWith("cannot decode image 'x.jpg': it is damaged");
}
