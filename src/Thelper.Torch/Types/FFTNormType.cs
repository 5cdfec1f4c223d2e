namespace Thelper.Torch;

/// <summary>Which direction of a Fourier transform is divided by the number of samples.</summary>
public enum FFTNormType
{
    /// <summary>The inverse one.</summary>
    Backward = 0,

    /// <summary>The forward one.</summary>
    Forward = 1,

    /// <summary>Both, by the square root.</summary>
    Ortho = 2,
}
