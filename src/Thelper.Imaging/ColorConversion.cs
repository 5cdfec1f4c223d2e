namespace Thelper.Imaging;

/// <summary>A change of colour space. The numbers are OpenCV's <c>COLOR_*</c>.</summary>
public enum ColorConversion
{
    /// <summary>Adds an opaque alpha channel.</summary>
    BgrToBgra = 0,

    /// <summary>Drops the alpha channel.</summary>
    BgraToBgr = 1,

    /// <summary>Exchanges blue and red, either way.</summary>
    BgrToRgb = 4,

    /// <summary>0.114 blue + 0.587 green + 0.299 red.</summary>
    BgrToGray = 6,

    /// <summary>0.299 red + 0.587 green + 0.114 blue.</summary>
    RgbToGray = 7,

    /// <summary>The same value in three channels.</summary>
    GrayToBgr = 8,

    /// <summary>CIE XYZ.</summary>
    BgrToXyz = 32,

    /// <summary>From CIE XYZ.</summary>
    XyzToBgr = 34,

    /// <summary>Luma and the differences from red and blue.</summary>
    BgrToYCrCb = 36,

    /// <summary>Luma and the differences from red and blue, of an image whose first channel is red.</summary>
    RgbToYCrCb = 37,

    /// <summary>From luma and the differences from red and blue.</summary>
    YCrCbToBgr = 38,

    /// <summary>From luma and the differences from red and blue, red first.</summary>
    YCrCbToRgb = 39,

    /// <summary>Hue (0 to 179 for uint8), saturation, value.</summary>
    BgrToHsv = 40,

    /// <summary>Hue (0 to 179 for uint8, else 0 to 360), saturation, value, of an image whose first channel is red.</summary>
    RgbToHsv = 41,

    /// <summary>CIE L*a*b*.</summary>
    BgrToLab = 44,

    /// <summary>CIE L*a*b* of an image whose first channel is red.</summary>
    RgbToLab = 45,

    /// <summary>CIE L*u*v*.</summary>
    BgrToLuv = 50,

    /// <summary>Hue (0 to 179 for uint8), lightness, saturation.</summary>
    BgrToHls = 52,

    /// <summary>Hue (0 to 179 for uint8, else 0 to 360), lightness, saturation, of an image whose first channel is red.</summary>
    RgbToHls = 53,

    /// <summary>From hue, saturation, value.</summary>
    HsvToBgr = 54,

    /// <summary>From hue, saturation, value, red first.</summary>
    HsvToRgb = 55,

    /// <summary>From CIE L*a*b*.</summary>
    LabToBgr = 56,

    /// <summary>From CIE L*a*b*, red first.</summary>
    LabToRgb = 57,

    /// <summary>From CIE L*u*v*.</summary>
    LuvToBgr = 58,

    /// <summary>From hue, lightness, saturation.</summary>
    HlsToBgr = 60,

    /// <summary>From hue, lightness, saturation, red first.</summary>
    HlsToRgb = 61,
}
