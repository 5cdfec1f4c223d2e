using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A parametrisation that can be told a value: it finds what it has to be computed from.</summary>
public interface IRightInverse
{
    /// <summary>What the parametrisation turns into a value close to the given one.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A new tensor, or null if there is no way back.</returns>
    Tensor? right_inverse(Tensor value);
}
