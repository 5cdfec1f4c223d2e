using System.Runtime.InteropServices;

namespace Thelper.Torch;

/// <summary>libtorch refused an operation. It is an <see cref="ExternalException"/>, which TorchSharp throws here, so that its handlers match.</summary>
public sealed class TorchException : ExternalException
{
    private static readonly string[] OutOfMemory = ["can't allocate memory", "not enough memory", "out of memory", "std::bad_alloc"];

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

    /// <summary>Whether memory is what was missing, on the processor or on a GPU; the message has the number of bytes.</summary>
    public bool IsOutOfMemory => OutOfMemory.Any(sign => Reason.Contains(sign, StringComparison.Ordinal));
}
