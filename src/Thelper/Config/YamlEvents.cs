using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Thelper.Config;

/// <summary>YamlDotNet's events of a text, with one kind of exception for all that it cannot make sense of.</summary>
internal sealed class YamlEvents(string text) : IParser
{
    private readonly Scanner scanner = new(new StringReader(text));
    private Parser? parser;

    /// <inheritdoc/>
    public ParsingEvent? Current => parser?.Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        try
        {
            parser ??= new Parser(scanner);
            return parser.MoveNext();
        }
        catch (Exception error) when (error is not YamlException)
        {
            // No code of ours runs in there; on some damaged texts the parser fails by whatever its own state then throws.
            var place = scanner.CurrentPosition;
            throw new YamlException(place, place, "the text breaks off, or has a sign that cannot stand here; perhaps a quote or a bracket above is not closed", error);
        }
    }
}
