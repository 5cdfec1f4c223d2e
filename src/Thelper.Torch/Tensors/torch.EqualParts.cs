namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Equal parts, cut horizontally: along the second dimension, or the only one.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="sections">How many; the dimension's size is a multiple of it.</param>
    /// <exception cref="ArgumentException">The parts would not be equal.</exception>
    public static Tensor[] hsplit(Tensor input, long sections) => aten.hsplit_int(Divisible(input, sections, input.ndim == 1 ? 0 : 1, nameof(hsplit)), sections);

    /// <summary>Parts, cut horizontally before the given places.</summary>
    public static Tensor[] hsplit(Tensor input, params long[] indices) => aten.hsplit_array(input, indices);

    /// <summary>Equal parts, cut vertically: along the first dimension.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="sections">How many; the dimension's size is a multiple of it.</param>
    /// <exception cref="ArgumentException">The parts would not be equal.</exception>
    public static Tensor[] vsplit(Tensor input, long sections) => aten.vsplit_int(Divisible(input, sections, input.ndim == 1 ? -1 : 0, nameof(vsplit)), sections);

    /// <summary>Parts, cut vertically before the given places.</summary>
    public static Tensor[] vsplit(Tensor input, params long[] indices) => aten.vsplit_array(input, indices);

    /// <summary>Equal parts, cut in depth: along the third dimension.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="sections">How many; the dimension's size is a multiple of it.</param>
    /// <exception cref="ArgumentException">The parts would not be equal.</exception>
    public static Tensor[] dsplit(Tensor input, long sections) => aten.dsplit_int(Divisible(input, sections, 2, nameof(dsplit)), sections);

    /// <summary>Parts, cut in depth before the given places.</summary>
    public static Tensor[] dsplit(Tensor input, params long[] indices) => aten.dsplit_array(input, indices);

    // What libtorch itself refuses (no dimension to cut, no parts), it says well.
    private static Tensor Divisible(Tensor input, long sections, int dim, string name) =>
        dim >= 0 && dim < input.ndim && sections > 0 && input.shape[dim] % sections != 0
            ? throw new ArgumentException($"{name}: {input.shape[dim]} elements along dimension {dim} make no {sections} equal parts; tensor_split cuts into parts that differ by one.", nameof(sections))
            : input;
}
