namespace Thelper.Torch;

/// <summary>What a <see cref="Scalar"/> holds.</summary>
public enum ScalarKind
{
    /// <summary>A 64-bit integer.</summary>
    Int,

    /// <summary>A 64-bit floating-point number.</summary>
    Double,

    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A complex number of two 64-bit parts.</summary>
    Complex,
}
