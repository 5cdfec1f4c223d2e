using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

[NoLeaks]
public sealed class RowWindowsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-row-windows-");

    private string Path => System.IO.Path.Combine(folder.FullName, "picture.png");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(16, 0)]
    [InlineData(16, 5)]
    [InlineData(16, 15)]
    [InlineData(1, 0)]
    [InlineData(100, 20)]
    public void Windows_are_those_of_the_picture_in_memory(int size, int overlap)
    {
        foreach (var (width, height) in new[] { (1, 1), (1, 40), (16, 17), (50, 37), (33, 90) })
        {
            using var scope = NewDisposeScope();
            using var windows = Open(width, height, out var image);
            var expected = new TensorWindows(image);
            var plan = new TilePlan(width, height, new() { Size = size, Overlap = overlap });
            for (var i = 0; i < plan.Count; i++)
            {
                windows.Read(plan[i]).equal(expected.Read(plan[i])).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Rows_may_be_left_out_but_not_asked_for_again()
    {
        using var scope = NewDisposeScope();
        using var windows = Open(20, 60, out var image);
        windows.Read(new(0, 0, 20, 4));
        windows.Read(new(3, 30, 10, 12)).equal(image[30..42, 3..13]).ShouldBeTrue();
        windows.Read(new(3, 31, 10, 29)).equal(image[31..60, 3..13]).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => windows.Read(new(0, 30, 20, 4))).Message.ShouldContain("row 30 was passed");
    }

    [Fact]
    public void A_picture_is_in_memory_where_it_is_small_or_needed_whole()
    {
        using var scope = NewDisposeScope();
        using (Open(20, 60, out _))
        {
        }

        foreach (var (isWhole, least, inMemory) in new[] { (false, 1200, false), (false, 1201, true), (true, 1200, true) })
        {
            using var picture = LargePicture.Open(Path, path => ImageCodec.Decode(path), isWhole, least);
            (picture.Image is not null).ShouldBe(inMemory);
            (picture.Windows.Width, picture.Windows.Height).ShouldBe((20, 60));
        }
    }

    private RowWindows Open(int width, int height, out Tensor image)
    {
        manual_seed(1);
        image = randint(0, 256, [height, width, 3], ScalarType.Byte);
        ImageCodec.Save(Path, image);
        return new(ImageRows.Open(Path)!);
    }
}
