using System.Runtime.InteropServices;
using System.Text;

namespace Thelper.Torch.Native;

/// <summary>Calls operators of libtorch by their number in the generated table.</summary>
internal static unsafe partial class Dispatcher
{
    private static readonly nint[] Found = new nint[OperatorNames.All.Length / 2];

    // The version whose operators were generated needs no comparison. Debian calls it 1.13.0a0 in Python, 1.13.1 elsewhere.
    private static readonly bool Compared = !torch.__version__.StartsWith("1.13.", StringComparison.Ordinal);

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
    public static string NameOf(int id) => OperatorNames.All[2 * id] + (OperatorNames.All[(2 * id) + 1].Length > 0 ? "." : string.Empty) + OperatorNames.All[(2 * id) + 1];

    /// <summary>Operators that the running libtorch lacks or takes other arguments for, each with what it has instead.</summary>
    public static IEnumerable<string> Differences()
    {
        for (var id = 0; id < Found.Length; id++)
        {
            var text = Schema(id);
            if (text is null)
            {
                yield return $"{NameOf(id)} is absent";
            }
            else if (Differs(id, text))
            {
                yield return $"{NameOf(id)} is {text}";
            }
        }
    }

    // Two threads may both look an operator up; they store the same answer.
    private static nint Find(int id)
    {
        var op = Lookup(id);
        LibTorch.Check(op, NameOf(id));
        if (Compared && Text(op) is var text && Differs(id, text))
        {
            throw new TorchException(NameOf(id), $"libtorch {torch.__version__} takes other arguments than 1.13, whose calls this program makes: {text}");
        }

        return Found[id] = op;
    }

    private static bool Differs(int id, string text) => Signature.Hash(text, ArgumentCounts[id]) != ArgumentHashes[id];

    private static string? Schema(int id) => Lookup(id) is not 0 and var op ? Text(op) : null;

    private static nint Lookup(int id)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(OperatorNames.All[2 * id] + '\0'))
        fixed (byte* overload = Encoding.UTF8.GetBytes(OperatorNames.All[(2 * id) + 1] + '\0'))
        {
            return LibTorch.thelper_torch_find(name, overload);
        }
    }

    private static string Text(nint op)
    {
        var text = LibTorch.Check(LibTorch.thelper_torch_schema(op), "schema");
        var schema = Marshal.PtrToStringUTF8(text)!;
        LibTorch.thelper_torch_free(text);
        return schema;
    }
}
