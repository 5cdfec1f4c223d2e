using Thelper.Draw;

namespace Thelper.Web.Serving;

/// <summary>Which bands of an image a page wants to see, and which values are black and white.</summary>
internal static class PictureRequest
{
    private const int MostChannels = 65536;

    /// <summary>Reads <c>red</c>, <c>green</c>, <c>blue</c> and <c>range</c> of a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The channels that are shown as red, green, blue, null for the usual ones; and the range.</returns>
    public static (IReadOnlyList<int>? Channels, PictureRange Range) Read(PageRequest request)
    {
        int? red = request.OptionalInt("red", 0, MostChannels), green = request.OptionalInt("green", 0, MostChannels), blue = request.OptionalInt("blue", 0, MostChannels);
        return (
            red is null && green is null && blue is null ? null : [red ?? 0, green ?? red ?? 0, blue ?? red ?? 0],
            Enum.Parse<PictureRange>(request.Choice("range", [.. Enum.GetNames<PictureRange>().Select(name => name.ToLowerInvariant())]), ignoreCase: true));
    }
}
