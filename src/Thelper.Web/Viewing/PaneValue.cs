namespace Thelper.Web.Viewing;

/// <summary>A value of a label map in a legend.</summary>
/// <param name="Value">The value, as a text: scripts lose digits of large numbers.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Color">As #RRGGBB.</param>
/// <param name="Pixels">How many pixels have it.</param>
/// <param name="Hidden">Whether it is not painted.</param>
internal sealed record PaneValue(string Value, string Name, string Color, long Pixels, bool Hidden);
