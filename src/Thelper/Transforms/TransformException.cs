namespace Thelper.Transforms;

/// <summary>A stage of the transforms cannot take a sample; the message names the stage's place in the configuration.</summary>
internal sealed class TransformException : UserErrorException
{
    /// <param name="place">The place: <c>file:line: path</c>.</param>
    /// <param name="inner">What is wrong.</param>
    public TransformException(string place, UserErrorException inner)
        : base($"{place}: {inner.Message}", inner) => Place = place;

    /// <summary>The place.</summary>
    public string Place { get; }
}
