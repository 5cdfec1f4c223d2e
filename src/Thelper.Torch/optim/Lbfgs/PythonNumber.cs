using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>A number as PyTorch's Python code holds it: plain, in double precision, or a tensor without dimensions, in its own precision.</summary>
/// <remarks>What meets a tensor is rounded as the tensor is: the line search of LBFGS depends on it to the last bit.</remarks>
internal readonly record struct PythonNumber(double Value, ScalarType? Type)
{
    /// <summary>A plain number.</summary>
    public static implicit operator PythonNumber(double value) => new(value, null);

    public static PythonNumber operator +(PythonNumber a, PythonNumber b) => Make(a, b, (x, y) => x + y);

    public static PythonNumber operator -(PythonNumber a, PythonNumber b) => Make(a, b, (x, y) => x - y);

    public static PythonNumber operator *(PythonNumber a, PythonNumber b) => Make(a, b, (x, y) => x * y);

    public static PythonNumber operator -(PythonNumber a) => a with { Value = -a.Value };

    // A plain number over a tensor is the tensor's reciprocal times the number.
    public static PythonNumber operator /(PythonNumber a, PythonNumber b)
        => a.Type is null && b.Type is not null ? Make(1, b, (x, y) => x / y) * a : Make(a, b, (x, y) => x / y);

    public static bool operator <(PythonNumber a, PythonNumber b) => Compare(a, b, (x, y) => x < y);

    public static bool operator >(PythonNumber a, PythonNumber b) => Compare(a, b, (x, y) => x > y);

    public static bool operator <=(PythonNumber a, PythonNumber b) => Compare(a, b, (x, y) => x <= y);

    public static bool operator >=(PythonNumber a, PythonNumber b) => Compare(a, b, (x, y) => x >= y);

    /// <summary>The value of a tensor with one element.</summary>
    public static PythonNumber Of(Tensor tensor) => new(tensor.ToDouble(), tensor.dtype);

    /// <summary>A value of a saved state.</summary>
    public static PythonNumber Of(object? saved) => saved is Tensor tensor ? Of(tensor) : Convert.ToDouble(saved, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The size.</summary>
    public static PythonNumber Abs(PythonNumber a) => a with { Value = Math.Abs(a.Value) };

    /// <summary>The square root.</summary>
    public static PythonNumber Sqrt(PythonNumber a) => new(Rounded(Math.Sqrt(a.Value), a.Type), a.Type);

    /// <summary>The less of two; the first if they are equal.</summary>
    public static PythonNumber Min(PythonNumber a, PythonNumber b) => b < a ? b : a;

    /// <summary>The greater of two; the first if they are equal.</summary>
    public static PythonNumber Max(PythonNumber a, PythonNumber b) => b > a ? b : a;

    /// <summary>The value as a state keeps it: a number, or a new tensor outside of all scopes.</summary>
    public object Kept() => Type is null ? (object)Value : full([], Value, dtype: Type.Value, device: CPU).DetachFromDisposeScope();

    private static PythonNumber Make(PythonNumber a, PythonNumber b, Func<double, double, double> operation)
    {
        // Rounding a double-precision sum, product or quotient of single-precision numbers is the single-precision operation.
        var type = a.Type ?? b.Type;
        return new(Rounded(operation(Rounded(a.Value, type), Rounded(b.Value, type)), type), type);
    }

    private static bool Compare(PythonNumber a, PythonNumber b, Func<double, double, bool> relation)
    {
        var type = a.Type ?? b.Type;
        return relation(Rounded(a.Value, type), Rounded(b.Value, type));
    }

    private static double Rounded(double value, ScalarType? type) => type == ScalarType.Float32 ? (float)value : value;
}
