using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>The operations that the automatic augmentations choose from, and how strong they may be.</summary>
/// <param name="bins">How many steps of strength there are.</param>
internal sealed class Augmentations(int bins)
{
    private readonly List<(string Name, Func<int, double>? Strength, bool Signed)> operations = [];

    /// <summary>How many operations there are.</summary>
    public int Count => operations.Count;

    /// <summary>The operations of AutoAugment, RandAugment and AugMix for images of one size.</summary>
    /// <param name="bins">Steps of strength.</param>
    /// <param name="shiftX">Greatest shift along x, in pixels.</param>
    /// <param name="shiftY">Greatest shift along y.</param>
    /// <param name="colors">Whether those that mix with other images (brightness and so on) take part.</param>
    /// <param name="first">A name in front of the others, without strength; null for none.</param>
    /// <param name="last">A name behind the others, without strength; null for none.</param>
    /// <param name="colorsLast">Whether the mixing ones come behind the others.</param>
    /// <param name="bits">Bits that posterizing leaves at its weakest.</param>
    public static Augmentations Usual(int bins, double shiftX, double shiftY, bool colors = true, string? first = null, string? last = null, bool colorsLast = false, int bits = 8)
    {
        var space = new Augmentations(bins);
        space.AddPlain(first);
        space.AddMoves(0.3, shiftX, shiftY, 30);
        space.AddColors(colors && !colorsLast, 0.9);
        space.AddValues(bits, 4);
        space.AddColors(colors && colorsLast, 0.9);
        space.AddPlain(last);
        return space;
    }

    /// <summary>The operations of TrivialAugment in its wide form.</summary>
    /// <param name="bins">Steps of strength.</param>
    public static Augmentations Wide(int bins)
    {
        var space = new Augmentations(bins);
        space.AddPlain("Identity");
        space.AddMoves(0.99, 32, 32, 135);
        space.AddColors(true, 0.99);
        space.AddValues(8, 6);
        return space;
    }

    /// <summary>The name of an operation.</summary>
    public string NameOf(int index) => operations[index].Name;

    /// <summary>Whether an operation has a strength.</summary>
    public bool HasStrength(int index) => operations[index].Strength is not null;

    /// <summary>Whether an operation works in two directions.</summary>
    public bool IsSigned(int index) => operations[index].Signed;

    /// <summary>The number of an operation.</summary>
    public int IndexOf(string name) => operations.FindIndex(operation => operation.Name == name);

    /// <summary>How strong an operation is at a step.</summary>
    public double StrengthOf(int index, int step) => operations[index].Strength is { } strength ? strength(step) : 0;

    /// <summary>Does an operation.</summary>
    /// <param name="scene">The image.</param>
    /// <param name="name">The operation.</param>
    /// <param name="strength">How strong, with its sign.</param>
    /// <param name="filter">Interpolation of what moves pixels.</param>
    /// <param name="fill">Value outside: a number, or one per channel; null for 0.</param>
    public static Warp WarpOf(Scene scene, string name, double strength, PilFilter filter, object? fill)
    {
        var (height, width) = (scene.Height, scene.Width);
        Warp Moved(PlaneMap source) => PlaneWarps.Of(scene, source, height, width, filter, fill);
        PlaneMap Sheared(double x, double y) => PlaneWarps.Source((0, 0), 0, (0, 0), 1, (Degrees(x), Degrees(y)));
        Warp Changed(Func<torch.Tensor, torch.Tensor> change) => Warps.Pixels(height, width, change);
        return name switch
        {
            "ShearX" => Moved(Sheared(strength, 0)),
            "ShearY" => Moved(Sheared(0, strength)),
            "TranslateX" => Moved(PlaneMap.Shift(-Math.Truncate(strength), 0)),
            "TranslateY" => Moved(PlaneMap.Shift(0, -Math.Truncate(strength))),
            "Rotate" => PlaneWarps.Rotate(scene, strength, expand: false, center: null, filter, fill),
            "Brightness" => Changed(image => Colors.Brightness(image, 1 + strength)),
            "Color" => Changed(image => Colors.Saturation(image, 1 + strength)),
            "Contrast" => Changed(image => Colors.Contrast(image, 1 + strength)),
            "Sharpness" => Changed(image => Colors.Sharpness(image, 1 + strength)),
            "Posterize" => Changed(image => Colors.Posterize(image, (int)strength)),
            "Solarize" => Changed(image => Colors.Solarize(image, strength)),
            "AutoContrast" => Changed(Colors.Autocontrast),
            "Equalize" => Changed(Colors.Equalize),
            "Invert" => Changed(Colors.Invert),
            _ => Warps.Same(height, width),
        };
    }

    /// <summary>Refuses arrays of real numbers, for which some operations and strengths have no meaning.</summary>
    public static void RequireBytes(Scene scene)
    {
        if (scene.IsReal)
        {
            throw new UserErrorException("needs bytes, and the image holds real numbers; put it before torchvision.transforms.ToTensor");
        }
    }

    private static double Degrees(double tangent) => Math.Atan(tangent) * 180 / Math.PI;

    private void AddPlain(string? name)
    {
        if (name is not null)
        {
            operations.Add((name, null, false));
        }
    }

    private void AddMoves(double shear, double shiftX, double shiftY, double turn)
    {
        AddEven("ShearX", 0, shear, true);
        AddEven("ShearY", 0, shear, true);
        AddEven("TranslateX", 0, shiftX, true);
        AddEven("TranslateY", 0, shiftY, true);
        AddEven("Rotate", 0, turn, true);
    }

    private void AddColors(bool wanted, double most)
    {
        foreach (var name in wanted ? ["Brightness", "Color", "Contrast", "Sharpness"] : Array.Empty<string>())
        {
            AddEven(name, 0, most, true);
        }
    }

    private void AddValues(int bits, int lost)
    {
        operations.Add(("Posterize", step => bits - Math.Round((float)step / ((bins - 1) / (float)lost)), false));
        AddEven("Solarize", 255, 0, false);
        AddPlain("AutoContrast");
        AddPlain("Equalize");
    }

    // In single precision, as PyTorch spreads numbers evenly.
    private void AddEven(string name, double from, double to, bool signed) =>
        operations.Add((name, step =>
        {
            var width = ((float)to - (float)from) / (bins - 1);
            return step < bins / 2 ? (float)from + (width * step) : (float)to - (width * (bins - 1 - step));
        }, signed));
}
