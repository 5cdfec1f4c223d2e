using System.Globalization;

namespace Thelper;

/// <summary>How much a file or a configuration may ask of the machine before it is refused; a user raises it by an environment variable.</summary>
public sealed class Limit
{
    private readonly Lazy<long> value;

    internal Limit(string variable, long usual)
    {
        Variable = variable;
        value = new(() => Read(variable, usual), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The environment variable.</summary>
    public string Variable { get; }

    /// <summary>The limit.</summary>
    /// <exception cref="UserErrorException">The variable is set to something other than a whole number above 0.</exception>
    public long Value => value.Value;

    /// <summary>How to raise the limit, for messages.</summary>
    public string Hint => $"the environment variable {Variable} raises this limit";

    private static long Read(string variable, long usual) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => usual,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0 => given,
        var text => throw new UserErrorException($"{variable}: expected a whole number above 0, got '{text}'"),
    };
}
