using Thelper.Draw;
using Thelper.Web.Serving;

namespace Thelper.Web.Viewing;

/// <summary>How a page wants samples to be shown.</summary>
/// <param name="Channels">The channels that are shown as red, green, blue; null for the usual ones.</param>
/// <param name="Range">Which values are black and white.</param>
/// <param name="Hidden">Values of label maps that are not painted; null for black ones.</param>
internal sealed record LookOptions(IReadOnlyList<int>? Channels, PictureRange Range, IReadOnlySet<long>? Hidden)
{
    private const int MostHidden = 4096;

    /// <summary>Those of a page that was just opened.</summary>
    public static LookOptions Usual { get; } = new(null, PictureRange.Auto, null);

    /// <summary>They as a text, the same for the same.</summary>
    public string Text => FormattableString.Invariant($"{string.Join(',', Channels ?? [])} {Range} {(Hidden is null ? "usual" : string.Join(',', Hidden.Order()))}");

    /// <summary>Whether the image is shown as it is.</summary>
    public bool IsPlain => Channels is null && Range is PictureRange.Auto or PictureRange.Byte;

    /// <summary>Reads them of a request.</summary>
    /// <param name="request">The request.</param>
    public static LookOptions Read(PageRequest request)
    {
        var (channels, range) = PictureRequest.Read(request);
        var hidden = request.Text("hide", MostHidden);
        return new(
            channels,
            range,
            hidden?.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : throw RequestException.Bad("hide must be whole numbers with commas between")).ToHashSet());
    }
}
