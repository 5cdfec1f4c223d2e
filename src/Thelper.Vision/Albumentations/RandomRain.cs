using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Draws slanting lines over an image, blurs it and makes it darker.</summary>
[TypeName("albumentations.RandomRain")]
public sealed class RandomRain : PixelOperation<(int Slant, int Length, IReadOnlyList<(int X, int Y)> Drops)>
{
    private readonly WholeRange slant;
    private readonly int dropLength;
    private readonly int dropWidth;
    private readonly double[] dropColor;
    private readonly int blurValue;
    private readonly double brightness;
    private readonly string? rainType;

    /// <summary>Creates the operation.</summary>
    /// <param name="slantLower">Least slant: how far the lower end of a drop lies to the right, -20 to 20 pixels.</param>
    /// <param name="slantUpper">Greatest slant.</param>
    /// <param name="dropLength">Height of a drop, 0 to 100 pixels; a type of rain has its own.</param>
    /// <param name="dropWidth">Width of a drop, 1 to 5 pixels.</param>
    /// <param name="dropColor">Red, green and blue of a drop; 200 each by default.</param>
    /// <param name="blurValue">Side of the square of the blur, 1 or more.</param>
    /// <param name="brightnessCoefficient">Factor of the value, 0 to 1.</param>
    /// <param name="rainType"><c>drizzle</c>, <c>heavy</c>, <c>torrential</c>, or null for one drop in 600 pixels.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomRain(
        int slantLower = -10, int slantUpper = 10, int dropLength = 20, int dropWidth = 1, object? dropColor = null, int blurValue = 7, double brightnessCoefficient = 0.7,
        string? rainType = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        slant = new(Ranges.Between(slantLower, "slant_lower", -20, 20), Ranges.Between(slantUpper, "slant_upper", slantLower, 20));
        this.dropLength = Ranges.Between(dropLength, "drop_length", 0, 100);
        this.dropWidth = Ranges.Between(dropWidth, "drop_width", 1, 5);
        this.dropColor = Ranges.Count(dropColor ?? new List<object?> { 200L, 200L, 200L }, "drop_color", 3);
        this.blurValue = Ranges.Between(blurValue, "blur_value", 1, 1001);
        brightness = Ranges.Between(brightnessCoefficient, "brightness_coefficient", 0, 1);
        this.rainType = rainType is null or "None" ? null : Ranges.OneOf(rainType, "rain_type", "drizzle", "heavy", "torrential");
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Draws the slant, the length of drops and their upper ends.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Slant, int Length, IReadOnlyList<(int X, int Y)> Drops) Draw(torch.Tensor image, TransformRandom random)
    {
        var (width, height) = (Pixels.Width(image), Pixels.Height(image));
        var (length, share) = rainType switch { "drizzle" => (10, 770), "heavy" => (30, 600), "torrential" => (60, 500), _ => (dropLength, 600) };
        var lean = (int)random.Uniform(slant.Low, slant.High);
        var drops = new (int, int)[width * height / share];
        for (var i = 0; i < drops.Length; i++)
        {
            var x = lean < 0 ? random.Whole(lean, width) : random.Whole(0, Math.Max(0, width - lean));
            drops[i] = (x, random.Whole(0, Math.Max(0, height - length)));
        }

        return (lean, length, drops);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Slant, int Length, IReadOnlyList<(int X, int Y)> Drops) draw) => Pixels.AsBytes(image, bytes =>
    {
        var wet = Pixels.Copy(bytes);
        foreach (var (x, y) in draw.Drops)
        {
            ImageDrawing.Line(wet, x, y, x + draw.Slant, y + draw.Length, dropColor, dropWidth);
        }

        byte[] same = Pixels.Table(i => (byte)i);
        return Pixels.InSpace(ImageFilters.Blur(wet, blurValue, blurValue), ColorConversion.RgbToHsv, ColorConversion.HsvToRgb, hsv =>
            ImageFilters.Lookup(hsv, Pixels.Tables(same, same, Pixels.Table(i => Pixels.Truncated(i * (float)brightness)))));
    });
}
