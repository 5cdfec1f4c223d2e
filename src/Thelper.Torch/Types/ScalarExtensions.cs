using System.Numerics;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>C# numbers and arrays as scalars and tensors, under TorchSharp's names.</summary>
public static class ScalarExtensions
{
    /// <summary>An integer.</summary>
    public static Scalar ToScalar(this byte value) => value;

    /// <summary>An integer.</summary>
    public static Scalar ToScalar(this sbyte value) => value;

    /// <summary>An integer.</summary>
    public static Scalar ToScalar(this short value) => value;

    /// <summary>An integer.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <summary>An integer.</summary>
    public static Scalar ToScalar(this long value) => value;

    /// <summary>A floating-point number.</summary>
    public static Scalar ToScalar(this Half value) => value;

    /// <summary>A floating-point number.</summary>
    public static Scalar ToScalar(this float value) => value;

    /// <summary>A floating-point number.</summary>
    public static Scalar ToScalar(this double value) => value;

    /// <summary>A truth value.</summary>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>A complex number.</summary>
    public static Scalar ToScalar(this Complex value) => value;

    /// <summary>A complex number.</summary>
    public static Scalar ToScalar(this (float Real, float Imaginary) value) => value;

    /// <summary>A copy of the elements in a given shape, or the array's own memory.</summary>
    /// <exception cref="ArgumentException">The shape is one of another number of elements.</exception>
    public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = true, bool requires_grad = false)
        where T : unmanaged => doCopy ? tensor(rawArray, dimensions, requires_grad: requires_grad) : Finish(SharedMemory.Over(rawArray, dimensions), requires_grad);

    /// <summary>A tensor without dimensions, in the type of the number.</summary>
    public static Tensor ToTensor<T>(this T scalar, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor([scalar], [], device: device, requires_grad: requires_grad);
}
