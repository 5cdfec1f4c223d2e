using System.Globalization;

namespace Thelper.Train;

/// <summary>Numbers for people: as many digits as say something.</summary>
internal static class ShortNumber
{
    /// <summary>A number with five significant digits, without an exponent where it is neither tiny nor huge.</summary>
    /// <param name="value">The number.</param>
    public static string Of(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return PythonRepr.Of(value);
        }

        var size = Math.Abs(value);
        var digits = Math.Clamp(4 - (int)Math.Floor(Math.Log10(size)), 0, 8);
        return size is >= 1e-4 and < 1e7
            ? Math.Round(value, digits).ToString("0.########", CultureInfo.InvariantCulture)
            : value.ToString("0.####e+0", CultureInfo.InvariantCulture);
    }
}
