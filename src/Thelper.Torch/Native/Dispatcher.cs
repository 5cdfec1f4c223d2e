using System.Text;

namespace Thelper.Torch.Native;

/// <summary>Calls operators of libtorch by their number in the generated table.</summary>
internal static unsafe partial class Dispatcher
{
    private static readonly nint[] Found = new nint[Operators.Length / 2];

    /// <summary>Calls an operator.</summary>
    /// <param name="id">Row of the operator table.</param>
    /// <param name="arguments">The leading arguments; missing ones take the schema's defaults.</param>
    /// <param name="count">Number of arguments.</param>
    /// <param name="results">Where results go.</param>
    /// <param name="resultCount">Results wanted; further ones are dropped.</param>
    /// <exception cref="TorchException">libtorch refused the call.</exception>
    public static void Call(int id, Value* arguments, int count, Value* results, int resultCount)
    {
        var op = Found[id];
        if (op == 0)
        {
            op = Find(id);
        }

        if (LibTorch.thelper_torch_call(op, arguments, count, results, resultCount) < 0)
        {
            throw LibTorch.Failure(NameOf(id));
        }
    }

    /// <summary>Full name of an operator, such as <c>aten::add.Tensor</c>.</summary>
    public static string NameOf(int id) => Operators[2 * id] + (Operators[(2 * id) + 1].Length > 0 ? "." : string.Empty) + Operators[(2 * id) + 1];

    // Two threads may both look an operator up; they store the same answer.
    private static nint Find(int id)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(Operators[2 * id] + '\0'))
        fixed (byte* overload = Encoding.UTF8.GetBytes(Operators[(2 * id) + 1] + '\0'))
        {
            return Found[id] = LibTorch.Check(LibTorch.thelper_torch_find(name, overload), NameOf(id));
        }
    }
}
