using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Thelper.Config;

/// <summary>Refuses what YamlDotNet lets pass in braces and brackets and no other reader does: two values without a comma between them, a key without its colon.</summary>
internal static class YamlFlow
{
    /// <summary>Looks at a text that the parser has read.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="YamlException">Something is missing; the place is that of what follows it.</exception>
    public static void Check(string text)
    {
        if (text.AsSpan().IndexOfAny('{', '[') < 0)
        {
            return;
        }

        // For each open bracket, whether a value ended there that nothing has followed yet.
        var ended = new Stack<bool>();
        var scanner = new Scanner(new StringReader(text));
        while (scanner.MoveNext())
        {
            var token = scanner.Current!;
            var isEnd = token is FlowSequenceEnd or FlowMappingEnd;
            if (isEnd)
            {
                ended.TryPop(out _);
            }

            if (ended.Count > 0 && token is Scalar or Anchor or AnchorAlias or Tag or FlowSequenceStart or FlowMappingStart or Key && ended.Peek())
            {
                throw new YamlException(token.Start, token.Start, "a ',' or ':' is missing before this");
            }

            Follow(ended, token, isEnd || token is Scalar or AnchorAlias);
            if (token is FlowSequenceStart or FlowMappingStart)
            {
                ended.Push(false);
            }
        }
    }

    private static void Follow(Stack<bool> ended, Token token, bool isValue)
    {
        if (ended.Count > 0 && (isValue || token is FlowEntry or Value))
        {
            ended.Pop();
            ended.Push(isValue);
        }
    }
}
