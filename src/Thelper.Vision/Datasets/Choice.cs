namespace Thelper.Vision.Datasets;

/// <summary>Checks parameters that take one of a few texts.</summary>
internal static class Choice
{
    /// <summary>Returns the value if it is allowed.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="allowed">The allowed values.</param>
    /// <exception cref="UserErrorException">The value is another one.</exception>
    public static string Of(string value, string name, IReadOnlyList<string> allowed) => allowed.Contains(value)
        ? value
        : throw new UserErrorException($"unknown value '{value}' for {name}; valid are {string.Join(", ", allowed)}");
}
