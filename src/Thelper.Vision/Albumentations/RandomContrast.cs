using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Multiplies by a random factor; albumentations calls it deprecated, see <see cref="RandomBrightnessContrast"/>.</summary>
[TypeName("albumentations.RandomContrast")]
public sealed class RandomContrast : RandomBrightnessContrast
{
    /// <summary>Creates the operation.</summary>
    /// <param name="limit">Least and greatest difference of the factor from 1, or x for -x to x; 0.2 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomContrast(object? limit = null, bool alwaysApply = false, double p = 0.5)
        : base(0L, limit, alwaysApply: alwaysApply, p: p)
    {
    }
}
