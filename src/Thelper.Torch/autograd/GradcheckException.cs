namespace Thelper.Torch;

/// <summary>Gradients that a backward pass computed differ from those of finite differences.</summary>
public sealed class GradcheckException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Which gradient differs, and how.</param>
    public GradcheckException(string message)
        : base(message)
    {
    }
}
