namespace Thelper.Torch;

/// <summary>libtorch refused an operation.</summary>
public sealed class TorchException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="operation">The operator or function, such as <c>aten::add.Tensor</c>.</param>
    /// <param name="reason">libtorch's own message.</param>
    public TorchException(string operation, string reason)
        : base($"{operation}: {reason.Trim()}")
    {
        Operation = operation;
        Reason = reason.Trim();
    }

    /// <summary>The operator or function that failed.</summary>
    public string Operation { get; }

    /// <summary>libtorch's message.</summary>
    public string Reason { get; }
}
