using System.Reflection;
using Thelper.Geo.Rasters;
using Xunit.v3;

[assembly: Thelper.Geo.Tests.NoOpenRasters]

namespace Thelper.Geo.Tests;

/// <summary>Fails a test that leaves more handles on rasters open than it found; those that the pool keeps are closed first.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NoOpenRastersAttribute : BeforeAfterTestAttribute
{
    private long before;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => before = Raster.OpenHandles;

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        RasterPool.Clear();
        var after = Raster.OpenHandles;
        if (after > before)
        {
            throw new InvalidOperationException($"{test.TestDisplayName} left {after - before} rasters open.");
        }
    }
}
