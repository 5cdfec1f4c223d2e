using Thelper.Config;

namespace Thelper.Gui;

/// <summary>A label that annotators paint with.</summary>
public sealed class AnnotatorLabel
{
    /// <summary>The value of its pixels, 0 to 255.</summary>
    [Key("id", Required = true)]
    public int Id { get; set; }

    /// <summary>Its name.</summary>
    [Key("name", Required = true)]
    public string Name { get; set; } = "";

    /// <summary>Its colour on the screen: blue, green and red, 0 to 255 each, as in the original.</summary>
    [Key("color", Required = true)]
    public IReadOnlyList<int> Color { get; set; } = [];
}
