using System.Text;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Native;

/// <summary>An operator of another library than aten, found by name at its first call.</summary>
/// <param name="name">Its name with the library, such as <c>torchvision::nms</c>.</param>
public sealed unsafe class NamedOperator(string name)
{
    private nint op;

    /// <summary>Calls an operator whose results are tensors.</summary>
    /// <param name="results">Results wanted; further ones are dropped.</param>
    /// <param name="arguments">The leading arguments, each a <see cref="Tensor"/>, <c>long</c>, <c>double</c>, <c>bool</c> or null; missing ones take the schema's defaults.</param>
    /// <returns>As many tensors as were wanted, in the current dispose scope.</returns>
    /// <exception cref="TorchException">There is no such operator, or it refused the call.</exception>
    /// <exception cref="ArgumentException">An argument is of another type.</exception>
    public Tensor[] Call(int results, params ReadOnlySpan<object?> arguments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(results);
        var given = stackalloc Value[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            given[i] = ValueOf(arguments[i]);
        }

        // Two threads may both look it up; they store the same answer.
        op = op != 0 ? op : Find();
        var made = stackalloc Value[results];
        var status = LibTorch.thelper_torch_call(op, given, arguments.Length, made, results);
        foreach (var argument in arguments)
        {
            GC.KeepAlive(argument);
        }

        if (status < 0)
        {
            throw LibTorch.Failure(name);
        }

        var tensors = new Tensor[results];
        for (var i = 0; i < results; i++)
        {
            tensors[i] = made[i].ToTensor();
        }

        return tensors;
    }

    private static Value ValueOf(object? argument) => argument switch
    {
        Tensor tensor => Value.Of(tensor),
        long number => Value.Of(number),
        double number => Value.Of(number),
        bool flag => Value.Of(flag),
        null => default,
        _ => throw new ArgumentException($"An operator takes tensors, long, double and bool, not {argument.GetType().Name}.", nameof(argument)),
    };

    private nint Find()
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        fixed (byte* overload = "\0"u8)
        {
            return LibTorch.Check(LibTorch.thelper_torch_find(text, overload), name);
        }
    }
}
