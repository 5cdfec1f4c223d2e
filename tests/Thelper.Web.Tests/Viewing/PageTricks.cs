using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace Thelper.Web.Tests.Viewing;

/// <summary>What tests do with the page of <c>thelper viz</c>.</summary>
internal static class PageTricks
{
    /// <summary>Waits until a sample is shown, and all its pictures.</summary>
    /// <param name="page">The page.</param>
    /// <param name="position">The sample's place in the set.</param>
    public static async Task Shows(this IPage page, int position)
    {
        await page.Locator(string.Create(CultureInfo.InvariantCulture, $"main[data-position='{position}']")).WaitForAsync();
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.pane img')].every(image => image.complete && image.naturalWidth > 0)");
    }

    /// <summary>A pixel of a picture as it is shown: red, green, blue, opacity.</summary>
    /// <param name="page">The page.</param>
    /// <param name="selector">Finds the picture.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    public static Task<int[]> Pixel(this IPage page, string selector, int x, int y) => page.EvaluateAsync<int[]>(
        """
        ([selector, x, y]) => {
          const image = document.querySelector(selector);
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          return [...context.getImageData(x, y, 1, 1).data];
        }
        """,
        new object[] { selector, x, y });
}
