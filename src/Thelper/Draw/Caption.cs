namespace Thelper.Draw;

/// <summary>What stands below an image in a grid.</summary>
/// <param name="Text">One or several lines; what is too long is cut off.</param>
/// <param name="Color">Red, green, blue; null for white.</param>
public sealed record Caption(string Text, IReadOnlyList<byte>? Color = null)
{
    /// <summary>A caption in white.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator Caption(string text) => new(text);
}
