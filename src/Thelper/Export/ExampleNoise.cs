using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>Inputs drawn from where the numbers of an example lie.</summary>
internal static class ExampleNoise
{
    /// <summary>Whether an example is one number over and over, of which a model's answer says little.</summary>
    public static bool IsConstant(Tensor example) => RangeOf(example) is var (least, most) && least == most;

    /// <summary>Draws an input.</summary>
    /// <param name="example">The example. Where it is one number alone, what is drawn reaches to 1 above it, or below it where the type ends.</param>
    /// <param name="shape">The input's shape.</param>
    /// <returns>Numbers of the example's type.</returns>
    public static Tensor Like(Tensor example, long[] shape)
    {
        if (example.dtype == ScalarType.Bool)
        {
            return rand(shape, dtype: ScalarType.Float32).gt(0.5);
        }

        var (least, most) = RangeOf(example);
        return example.is_floating_point()
            ? Within(example, rand(shape, dtype: ScalarType.Float32).to(example.dtype))
            : Whole((long)least, (long)most, GreatestOf(example.dtype), shape).to(example.dtype);
    }

    /// <summary>Brings numbers of 0 to 1 to where those of an example lie.</summary>
    /// <param name="example">The example.</param>
    /// <param name="shares">Numbers of 0 to 1.</param>
    public static Tensor Within(Tensor example, Tensor shares)
    {
        var (least, most) = RangeOf(example);
        return (shares * (most > least ? most - least : 1)) + least;
    }

    // One number alone that is the type's greatest has nothing above it.
    private static Tensor Whole(long least, long most, long greatest, long[] shape) =>
        most > least ? randint(least, most + 1, shape) : least < greatest ? randint(least, least + 2, shape) : randint(least - 1, least + 1, shape);

    private static long GreatestOf(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        _ => long.MaxValue - 1,
    };

    private static (double Least, double Most) RangeOf(Tensor example)
    {
        using var scope = NewDisposeScope();
        return (example.amin().ToDouble(), example.amax().ToDouble());
    }
}
