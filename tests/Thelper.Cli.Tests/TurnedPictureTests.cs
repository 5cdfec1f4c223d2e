using Thelper.Imaging;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary>A picture that its EXIF tag turns is the same picture through every entry of <c>thelper infer</c> and for every engine.</summary>
[NoLeaks]
public class TurnedPictureTests
{
    private const string Model = "out/classif-digits";

    [Fact]
    public void A_tag_turns_a_picture_through_every_entry()
    {
        using var work = ExportModelTests.Prepared();
        using (NewDisposeScope())
        {
            var jpeg = ImageCodec.Encode(ImageCodec.Decode(Directory.GetFiles("mini/7").Order(StringComparer.Ordinal).First()), ".jpg");
            Directory.CreateDirectory("turned");
            File.WriteAllBytes("plain.jpg", jpeg);
            File.WriteAllBytes("turned/a.jpg", Turned(jpeg));
            ImageCodec.Save("straight.png", ImageCodec.Decode("plain.jpg").transpose(0, 1).flip(1).contiguous());
        }

        File.WriteAllText("list.txt", "turned/a.jpg\n");
        ExportModelTests.Succeed("export", Model, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "32");
        var expected = Lines(Model, "straight.png");
        Scores(Lines(Model, "plain.jpg")).ShouldNotBe(Scores(expected), "the picture looks the same when it is turned");
        foreach (var model in new[] { Model, "d.onnx", "d.pt" })
        {
            foreach (var entry in new[] { "turned/a.jpg", "turned", "turned/*.jpg", "list.txt" })
            {
                ExportModelTests.Same(Lines(model, entry), expected, 1e-3);
            }
        }
    }

    private static string[] Lines(string model, string path) => ExportModelTests.Succeed("infer", model, path, "--top-k", "10", "--format", "csv").TrimEnd().Split('\n');

    private static string Scores(string[] lines) => string.Join(',', lines[1].Split(',')[1..]);

    // With the EXIF orientation 6: to be turned to the right.
    private static byte[] Turned(byte[] jpeg)
    {
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }
}
