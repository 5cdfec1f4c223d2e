using System.Diagnostics;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

/// <summary>What people do in the annotator's window, and what they see there.</summary>
internal static class AnnotationWindow
{
    /// <summary>Labels of a mask of 60 x 40 pixels with one stroke of the size at the start.</summary>
    public static byte[] Expected(AnnotationFolder folder, byte label, params (int X, int Y)[] points)
    {
        var mask = new LabelMask(60, 40);
        Strokes.Paint(mask, points.SelectMany(point => new[] { point.X, point.Y }).ToArray(), folder.Store.BrushFor(folder.Store.PictureOf(0)).RadiusOf(10), label, []);
        return mask.Pixels;
    }

    /// <summary>The file of a mask.</summary>
    public static byte[] FileOf(byte[] pixels, int width, int height)
    {
        using var image = torch.tensor(pixels, [height, width]);
        return ImageCodec.Encode(image, ".png");
    }

    /// <summary>Labels of a sample, as the server has them.</summary>
    public static byte[] Pixels(AnnotationFolder folder, int number) => folder.Store.Use(number, sample => sample.Mask.Copy().Pixels);

    /// <summary>Waits for the first sample.</summary>
    public static Task Ready(IPage page) => page.WaitForFunctionAsync("() => document.querySelector('.stage canvas')?.dataset.view && !document.getElementById('status').textContent.startsWith('Loading')");

    /// <summary>Waits for what the page says of the sample.</summary>
    public static Task Status(IPage page, string text) => page.WaitForFunctionAsync("text => document.getElementById('status').textContent === text", text);

    /// <summary>Waits for a sample.</summary>
    public static Task NumberOf(IPage page, int number) => page.WaitForFunctionAsync("text => document.title.startsWith(text)", $"#{number} ");

    /// <summary>Waits for something in this process.</summary>
    public static async Task Until(Func<bool> condition)
    {
        var began = Stopwatch.StartNew();
        while (!condition())
        {
            began.Elapsed.ShouldBeLessThan(Endless.Limit);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Paints a stroke by the mouse, through the middles of pixels.</summary>
    public static async Task Stroke(IPage page, (int X, int Y)[] points, bool right = false)
    {
        var view = await View(page);
        var button = right ? MouseButton.Right : MouseButton.Left;
        await page.Mouse.MoveAsync(view.Left(points[0].X), view.Top(points[0].Y));
        await page.Mouse.DownAsync(new() { Button = button });
        foreach (var (x, y) in points.Skip(1))
        {
            await page.Mouse.MoveAsync(view.Left(x), view.Top(y));
        }

        await page.Mouse.UpAsync(new() { Button = button });
    }

    /// <summary>Presses a key of any keyboard.</summary>
    public static Task Press(IPage page, string key, string code, bool control) => page.EvaluateAsync(
        "([key, code, ctrlKey]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, ctrlKey, bubbles: true, cancelable: true }))", new object[] { key, code, control });

    /// <summary>What the page draws, as labels: with an opaque mask, the middle of each pixel has a label's colour, or another one.</summary>
    public static async Task<byte[]> Shown(IPage page)
    {
        await page.Mouse.MoveAsync(2, 2);
        for (var i = 0; i < 10; i++)
        {
            await page.Keyboard.PressAsync("PageDown");
        }

        await View(page);
        var labels = await page.EvaluateAsync<int[]>("""
            async () => {
              const { labels } = await (await fetch('/api/session')).json();
              const { width, height } = await (await fetch('/api/sample/0')).json();
              const canvas = document.querySelector('.stage canvas');
              const [scale, left, top] = canvas.dataset.view.split(' ').map(Number);
              const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
              const found = [];
              for (let y = 0; y < height; y++) {
                for (let x = 0; x < width; x++) {
                  const at = 4 * (Math.floor((top + (y + 0.5) * scale) * devicePixelRatio) * canvas.width + Math.floor((left + (x + 0.5) * scale) * devicePixelRatio));
                  found.push(labels.find(({ color }) => color.every((value, i) => value === data[at + i]))?.id ?? 0);
                }
              }
              return found;
            }
            """);
        return [.. labels.Select(label => (byte)label)];
    }

    /// <summary>Where the image is on the page.</summary>
    public static async Task<PageView> View(IPage page)
    {
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var numbers = await page.EvaluateAsync<double[]>("() => { const c = document.querySelector('.stage canvas'); const r = c.getBoundingClientRect(); const v = c.dataset.view.split(' ').map(Number); return [v[0], v[1] + r.left, v[2] + r.top]; }");
        return new(numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>Where the image is on the page.</summary>
    internal sealed record PageView(double Scale, double X, double Y)
    {
        public float Left(int column) => (float)(X + ((column + 0.5) * Scale));

        public float Top(int row) => (float)(Y + ((row + 0.5) * Scale));
    }
}
