using System.Runtime.InteropServices;
using Thelper.Geo.Scenes;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Scenes;

public class PixelBandsTests
{
    // More pixels than are worked on at once.
    [Fact]
    public void A_wide_band_is_written_row_by_row()
    {
        const int Width = 2100, Height = 520;
        using var scenes = new SceneFixture();
        using var source = new SceneSource(scenes.Write("wide.tif", Width, Height, (x, y, _) => (byte)(x == 5 && y == 510 ? 0 : 7), bands: 1, noData: 0), null);
        using var labels = new RawRaster(Path.Combine(scenes.Folder, "labels.raw"), Width, Height, 1, 1);
        using var shares = new RawRaster(Path.Combine(scenes.Folder, "shares.raw"), Width, Height, 2, sizeof(float));
        using var scope = NewDisposeScope();
        manual_seed(1);
        var band = rand(2, Height, Width);
        var next = 0;
        new PixelBands(source, new(labels, shares), 0, areScores: false, row => next = row).Write(band, 0);
        next.ShouldBe(Height);
        var (expected, valid) = (band.argmax(0) + 1, ones(Height, Width));
        valid[510, 5] = tensor(0f);
        foreach (var row in new[] { 0, 498, 499, 500, 510, Height - 1 })
        {
            var numbers = new byte[Width];
            labels.Read(0, row, 0, numbers);
            numbers.ShouldBe((expected[row] * valid[row]).to(ScalarType.Byte).DataSpan<byte>().ToArray());
            var values = new float[Width];
            shares.Read(1, row, 0, MemoryMarshal.AsBytes(values.AsSpan()));
            values.ShouldBe((band[1, row] * valid[row]).DataSpan<float>().ToArray());
        }
    }
    // A scene is worked on in strips where it is wide.
    [Fact]
    public void What_a_strip_says_is_written_where_it_lies()
    {
        const int Width = 40, Height = 3, Left = 20;
        using var scenes = new SceneFixture();
        using var source = new SceneSource(scenes.Write("wide.tif", Width, Height, (x, y, _) => (byte)(x == 25 && y == 1 ? 0 : 7), bands: 1, noData: 0), null);
        using var labels = new RawRaster(Path.Combine(scenes.Folder, "labels.raw"), Width, Height, 1, 1);
        using var scope = NewDisposeScope();
        new ClassBands(source, new(labels, null), Left, _ => { }).WriteLabels(arange(Width - Left).remainder(3).expand(Height, Width - Left), 0);
        for (var y = 0; y < Height; y++)
        {
            var row = new byte[Width];
            labels.Read(0, y, 0, row);
            row.ShouldBe(Enumerable.Range(0, Width).Select(x => (byte)(x < Left || (x == 25 && y == 1) ? 0 : ((x - Left) % 3) + 1)));
        }

        // Numbers twice as fine as the scene.
        using var scratch = new SceneScratch(Path.Combine(scenes.Folder, "work"), "key");
        using var numbers = new RawRaster(Path.Combine(scenes.Folder, "numbers.raw"), 2 * Width, 2 * Height, 1, sizeof(float));
        new ValueBands(scratch, () => numbers, new() { Left = Left, Right = Width }, _ => { }).Write(ones(1, 2 * Height, 2 * (Width - Left)), 0);
        var values = new float[2 * Width];
        numbers.Read(0, 5, 0, MemoryMarshal.AsBytes(values.AsSpan()));
        values.ShouldBe(Enumerable.Range(0, 2 * Width).Select(x => x < 2 * Left ? 0f : 1f));
    }
}
