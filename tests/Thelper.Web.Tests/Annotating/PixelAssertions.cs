namespace Thelper.Web.Tests.Annotating;

/// <summary>Compares masks: a failure says where, not all of the pixels.</summary>
internal static class PixelAssertions
{
    /// <summary>Fails unless the pixels are the expected ones.</summary>
    /// <param name="pixels">Labels row by row.</param>
    /// <param name="expected">The same.</param>
    /// <param name="what">What they are.</param>
    public static void ShouldBePixels(this IEnumerable<byte> pixels, IEnumerable<byte> expected, string what = "")
    {
        byte[] found = [.. pixels];
        byte[] wanted = [.. expected];
        found.Length.ShouldBe(wanted.Length, what);
        var other = Enumerable.Range(0, found.Length).Where(i => found[i] != wanted[i]).ToList();
        if (other.Count > 0)
        {
            throw new ShouldAssertException($"{what}: {other.Count} of {found.Length} pixels differ, the first at {other[0]}: {found[other[0]]} in place of {wanted[other[0]]}");
        }
    }
}
