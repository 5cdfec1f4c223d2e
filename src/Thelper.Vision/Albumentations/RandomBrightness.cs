using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Adds a random share of the greatest value; albumentations calls it deprecated, see <see cref="RandomBrightnessContrast"/>.</summary>
[TypeName("albumentations.RandomBrightness")]
public sealed class RandomBrightness : RandomBrightnessContrast
{
    /// <summary>Creates the operation.</summary>
    /// <param name="limit">Least and greatest share, or x for -x to x; 0.2 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomBrightness(object? limit = null, bool alwaysApply = false, double p = 0.5)
        : base(limit, 0L, alwaysApply: alwaysApply, p: p)
    {
    }
}
