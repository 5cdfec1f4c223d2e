using Thelper.Geo.Systems;

namespace Thelper.Geo.Tests.Systems;

public class GeoTransformTests
{
    [Fact]
    public void A_pixel_is_as_large_however_it_is_turned()
    {
        var half = Math.Sqrt(0.5);
        foreach (var turned in new GeoTransform[] { new(3, 2, 0, 4, 0, -5), new(3, 0, 5, 4, 2, 0), new(3, 2 * half, 5 * half, 4, 2 * half, -5 * half) })
        {
            turned.PixelArea.ShouldBe(10, 1e-12);
        }
    }
}
