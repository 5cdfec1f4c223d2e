namespace Thelper.Config;

/// <summary>Counts the values of one file, so that few bytes cannot ask for much memory.</summary>
internal sealed class ValueCount(string file)
{
    /// <summary>Longest key of a map, in characters. Every value below has it in its path.</summary>
    public const int LongestKey = 1000;

    // A value has its path, so one deep below long keys takes the room of several.
    private const int PathOfOneValue = 64;
    private long room = Limits.ConfigValues.Value;

    /// <summary>Counts a value.</summary>
    /// <param name="line">Where it is.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="UserErrorException">There are too many.</exception>
    public void Add(int line, string path)
    {
        room -= 1 + (path.Length / PathOfOneValue);
        if (room < 0)
        {
            throw new UserErrorException(
                $"{file}:{line}: the file holds more than {Limits.ConfigValues.Value} values, those under long keys counted several times; {Limits.ConfigValues.Hint}");
        }
    }

    /// <summary>Looks at a key.</summary>
    /// <param name="line">Where it is.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="UserErrorException">It is too long.</exception>
    public void Check(int line, string key)
    {
        if (key.Length > LongestKey)
        {
            throw new UserErrorException($"{file}:{line}: the key '{key[..40]}...' has {key.Length} characters; {LongestKey} are allowed");
        }
    }
}
