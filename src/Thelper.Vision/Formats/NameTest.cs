namespace Thelper.Vision.Formats;

/// <summary>Whether a file of a name counts.</summary>
/// <param name="name">The name.</param>
public delegate bool NameTest(ReadOnlySpan<char> name);
