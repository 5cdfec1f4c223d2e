namespace Thelper.Torch;

/// <summary>Padding of a convolution by rule instead of by number.</summary>
public enum Padding
{
    /// <summary>No padding.</summary>
    Valid = 0,

    /// <summary>As much padding as keeps the input size at stride 1.</summary>
    Same = 1,
}
