using System.Text;

namespace Thelper.Torch.Native;

/// <summary>An operator of another library than aten, found by name at its first call.</summary>
/// <param name="name">Its name with the library, such as <c>torchvision::nms</c>.</param>
internal sealed unsafe class NamedOperator(string name)
{
    private nint op;

    /// <summary>Calls the operator.</summary>
    /// <param name="arguments">The leading arguments; missing ones take the schema's defaults.</param>
    /// <param name="count">Number of arguments.</param>
    /// <param name="results">Where results go.</param>
    /// <param name="resultCount">Results wanted; further ones are dropped.</param>
    /// <exception cref="TorchException">The operator refused the call.</exception>
    public void Call(Value* arguments, int count, Value* results, int resultCount)
    {
        // Two threads may both look it up; they store the same answer.
        op = op != 0 ? op : Find();
        if (LibTorch.thelper_torch_call(op, arguments, count, results, resultCount) < 0)
        {
            throw LibTorch.Failure(name);
        }
    }

    private nint Find()
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        fixed (byte* overload = "\0"u8)
        {
            return LibTorch.Check(LibTorch.thelper_torch_find(text, overload), name);
        }
    }
}
