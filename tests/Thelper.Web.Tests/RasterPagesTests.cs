using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Draw;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Browsing;
using Thelper.Web.Tests.Viewing;
using Thelper.Web.Viewing;
using static Thelper.Torch.torch;

namespace Thelper.Web.Tests;

/// <summary>Rasters of thirteen bands on the pages of <c>viz</c> and <c>browse</c>: bands are chosen and stretched, and a map says where a sample lies.</summary>
public sealed class RasterPagesTests(Chromium chromium) : IDisposable
{
    private const int Bands = 13;
    private const string Where = "Where the sample lies: ";
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-raster-pages-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Bands_are_chosen_and_stretched_and_a_map_says_where_the_sample_lies()
    {
        using var view = Session.View(Config(), SessionEnvironment.Quiet());
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        foreach (var position in new[] { 0, 1 })
        {
            await open.Page.Shows(position);

            // Tiles of 64 pixels of 10 m, from the upper left corner of the scene.
            using var sample = view.Sets[0].LoadRaw(position);
            var window = ((IReadOnlyList<object?>)sample["window"]!).Cast<long>().ToArray();
            var text = string.Create(CultureInfo.InvariantCulture, $"EPSG:32618: x {600000 + (10 * window[0])}.0 to {600000 + (10 * (window[0] + 64))}.0, y {5040000 - (10 * (window[1] + 64))}.0 to {5040000 - (10 * window[1])}.0");
            await open.Page.GetByRole(AriaRole.Img, new() { Name = Where + text, Exact = true }).WaitForAsync();
            (await open.Page.Locator(".ground figcaption").TextContentAsync()).ShouldBe(text);

            // In the map the outline is where the tile is in the scene, 256 x 192 pixels, whose longer side is 100 there.
            (await open.Page.Locator(".ground .outline").GetAttributeAsync("d"))!.ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"M{100.0 * window[0] / 256:F3} {100.0 * window[1] / 256:F3}L"));
            (await open.Page.Locator(".ground .whole").CountAsync()).ShouldBe(1);
            await open.Page.Keyboard.PressAsync("ArrowRight");
        }

        await open.Page.Keyboard.PressAsync("Home");
        await open.Page.Shows(0);
        foreach (var (isRaw, section) in new[] { (true, "section[aria-label='As read'] "), (false, "section[aria-label^='As the model gets it'] ") })
        {
            await ShowsPicture(open.Page, view, section, isRaw, new());
        }

        await open.Page.Locator("#channel-red").FillAsync("11");
        await open.Page.Locator("#channel-red").BlurAsync();
        await open.Page.Locator("#channel-blue").FillAsync("7");
        await open.Page.Locator("#channel-blue").BlurAsync();
        await open.Page.SelectOptionAsync("#range", "robust");
        var look = new PictureOptions { Channels = [11, 1, 7], Range = PictureRange.Robust };
        await ShowsPicture(open.Page, view, "section[aria-label='As read'] ", isRaw: true, look);
        await ShowsPicture(open.Page, view, "section[aria-label^='As the model gets it'] ", isRaw: false, look);
        await open.ShouldBeAccessible();
        await open.Picture("viz-raster", isForDocs: true);
    }

    [Fact]
    public async Task The_batch_of_a_step_shows_other_bands_and_where_its_samples_lie()
    {
        Session.Create(Config(), folder, SessionEnvironment.Quiet(), null);
        using var pages = new SessionPages(folder, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByRole(AriaRole.Tab, new() { Name = "Batch" }).ClickAsync();
        await open.Page.GetByText(new Regex("^epoch 0, batch 0: 4 samples")).WaitForAsync();
        await Shown();
        (await open.Page.Locator(".samples .ground").CountAsync()).ShouldBe(4);
        await open.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Where sample [0-9]+ lies: EPSG:32618: x 6") }).First.WaitForAsync();
        var usual = await First();
        await open.Page.SelectOptionAsync("#range", "robust");
        await open.Page.Locator("#channel-red").FillAsync("12");
        await open.Page.Locator("#channel-red").BlurAsync();
        await open.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.samples .panel > img')].length === 4 && [...document.querySelectorAll('.samples .panel > img')].every(image => /range=robust/.test(image.src) && /red=12/.test(image.src))");
        await Shown();
        (await First()).ShouldNotBe(usual, "other bands make another picture");
        await open.ShouldBeAccessible();
        await open.Picture("browse-raster");

        Task<string> First() => open.Page.EvaluateAsync<string>("async () => [...new Uint8Array(await (await fetch(document.querySelector('.samples .panel > img').src)).arrayBuffer())].join(' ')");
        Task<IJSHandle> Shown() => open.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.samples .panel > img')].every(image => image.complete && image.naturalWidth > 0)");
    }

    private static async Task ShowsPicture(IPage page, DataView view, string section, bool isRaw, PictureOptions look)
    {
        using var sample = isRaw ? view.Sets[0].LoadRaw(0) : view.Sets[0].Load(0, 0);
        using var expected = SamplePicture.Create((Tensor)sample["image"]!, look with { ChannelsFirst = !isRaw });
        expected.shape.ShouldBe([64L, 64L, 3L]);
        var pixels = expected.DataSpan<byte>().ToArray();
        foreach (var (x, y) in new[] { (0, 0), (63, 0), (5, 40), (33, 62) })
        {
            int[] color = [.. pixels.AsSpan(3 * ((64 * y) + x), 3).ToArray().Select(value => (int)value), 255];
            for (var tries = 0; tries < 600 && !(await page.Pixel(section + "img.base", x, y)).SequenceEqual(color); tries++)
            {
                await Task.Delay(50);
            }

            (await page.Pixel(section + "img.base", x, y)).ShouldBe(color);
        }
    }

    private string Config()
    {
        Write("scene.tif", Bands, RasterType.UInt16, (x, y, band) => 500 + (200 * band) + (((x * (band + 3)) + (y * (17 - band))) % 900) + (x / 64 * 300));
        Write("labels.tif", 1, RasterType.Byte, (x, y, _) => (x / 40) + (y / 30) & 1);
        var config = Path.Combine(folder, "config.json");
        File.WriteAllText(config, $$"""
            {
                "name": "bands",
                "datasets": {"scene": {"type": "thelper.data.geo.SceneTileDataset", "params": {
                    "raster_path": {{Text("scene.tif")}}, "label_path": {{Text("labels.tif")}}, "class_names": ["field", "wood"], "tile_size": 64} } },
                "loaders": {
                    "batch_size": 4, "train_shuffle": false, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4, "shuffle": false,
                    "base_transforms": [
                        {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [5000]}, "target_key": "image"},
                        {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}],
                    "train_split": {"scene": 1.0}
                },
                "model": {"type": "thelper.nn.unet.UNet", "params": {"in_channels": 13, "mid_channels": 16} },
                "trainer": {"epochs": 1, "device": "cpu", "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001} } } }
            }
            """);
        return config;
    }

    private string Text(string name) => JsonSerializer.Serialize(Path.Combine(folder, name));

    private void Write(string name, int bands, RasterType type, Func<int, int, int, int> value)
    {
        const int Width = 256;
        const int Height = 192;
        var numbers = new int[Width * Height * bands];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = value(i / bands % Width, i / bands / Width, i % bands);
        }

        using var file = RasterFiles.Create(Path.Combine(folder, name), new(Width, Height, bands, type) { Transform = new(600000, 10, 0, 5040000, 0, -10), System = SpatialReference.OfEpsg(32618) });
        using var pixels = tensor(numbers, [Height, Width, bands]);
        file.Write(new(0, 0, Width, Height), pixels);
        file.Flush();
    }
}
