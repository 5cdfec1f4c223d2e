namespace Thelper.Train;

/// <summary>A file to write after a pass.</summary>
/// <param name="Name">Its name without epoch and extension.</param>
/// <param name="Kind"><c>text</c>, <c>json</c> or <c>pickle</c>.</param>
/// <param name="Extension">Its extension, without a dot.</param>
/// <param name="Content">A text, or bytes.</param>
public sealed record PassFile(string Name, string Kind, string Extension, object Content);
