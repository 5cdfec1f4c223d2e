using System.Globalization;
using Thelper.Torch.Printing;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Settings of printed tensors. What is not given stays, except <paramref name="sci_mode"/>, which goes back to automatic.</summary>
    /// <param name="precision">Digits after the point; 4 at the start.</param>
    /// <param name="threshold">Elements above which the middle is left out; 1000 at the start.</param>
    /// <param name="edgeitems">Elements shown at either end of a dimension then; 3 at the start.</param>
    /// <param name="linewidth">Characters of a line; 80 at the start.</param>
    /// <param name="profile"><c>default</c>, <c>short</c> or <c>full</c>; applied before the other settings.</param>
    /// <param name="sci_mode">Exponents always, never, or (null) as the values ask.</param>
    /// <exception cref="UserErrorException">Another profile.</exception>
    public static void set_printoptions(int? precision = null, double? threshold = null, int? edgeitems = null, int? linewidth = null, string? profile = null, bool? sci_mode = null)
    {
        var start = profile switch
        {
            null => PrintOptions.Current,
            "default" => new PrintOptions(),
            "short" => new PrintOptions(Precision: 2, EdgeItems: 2),
            "full" => new PrintOptions(Threshold: double.PositiveInfinity),
            _ => throw new UserErrorException($"set_printoptions: '{profile}' is none of default, short and full."),
        };
        PrintOptions.Current = new PrintOptions(precision ?? start.Precision, threshold ?? start.Threshold, edgeitems ?? start.EdgeItems, linewidth ?? start.LineWidth, sci_mode);
    }

    /// <summary>Julia's style, for <see cref="Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>.</summary>
    public const TensorStringStyle julia = TensorStringStyle.Julia;

    /// <summary>NumPy's style.</summary>
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;

    /// <summary>C#'s style.</summary>
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    /// <summary>The style of a tensor's text where none is given: PyTorch's at the start. For all threads.</summary>
    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.PyTorch;

    public partial class Tensor
    {
        /// <summary>Shape, type and device, such as <c>[2x3], type = Float32, device = cpu</c>. <see cref="str()"/> gives the elements.</summary>
        public override string ToString() => IsInvalid ? "<disposed>" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>Shape, type and device, or the elements too.</summary>
        /// <param name="withData">True for the elements.</param>
        /// <param name="fltFormat">As in <see cref="ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>.</param>
        /// <param name="width">Characters of a line.</param>
        /// <param name="cultureInfo">The culture of the numbers.</param>
        /// <param name="newLine">What ends a line.</param>
        /// <exception cref="NotSupportedException">The tensor's layout has no text.</exception>
        public string ToString(bool withData, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            withData ? ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : ToString();

        /// <summary>The tensor's text.</summary>
        /// <param name="style">How it looks.</param>
        /// <param name="fltFormat">.NET's format of real numbers; five digits unless given. Not used by PyTorch's style, whose settings are those of <see cref="set_printoptions"/>.</param>
        /// <param name="width">Characters of a line in Julia's style; 100 unless given.</param>
        /// <param name="cultureInfo">The culture of the numbers; the invariant one unless given. Not used by PyTorch's style.</param>
        /// <param name="newLine">What ends a line; a line feed unless given. Not used by PyTorch's style.</param>
        /// <exception cref="NotSupportedException">The tensor's layout has no text.</exception>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            var styled = new StyledText(fltFormat ?? "g5", width ?? 100, cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? "\n");
            return (style == TensorStringStyle.Default ? torch.TensorStringStyle : style) switch
            {
                TensorStringStyle.Julia => styled.Julia(this),
                TensorStringStyle.Numpy => styled.Numpy(this),
                TensorStringStyle.CSharp => styled.CSharp(this),
                TensorStringStyle.Metadata => ToString(),
                _ => TensorText.Of(this, PrintOptions.Current),
            };
        }

        /// <summary>The elements in the style of <see cref="torch.TensorStringStyle"/>: as PyTorch prints them, unless that was set.</summary>
        /// <exception cref="NotSupportedException">The tensor's layout has no text.</exception>
        public string str() => ToString(TensorStringStyle.Default);

        /// <summary>The elements as PyTorch prints them, with settings of its own.</summary>
        /// <param name="precision">Digits after the point.</param>
        /// <param name="threshold">Elements above which the middle is left out.</param>
        /// <param name="edgeitems">Elements shown at either end of a dimension then.</param>
        /// <param name="linewidth">Characters of a line.</param>
        /// <param name="sci_mode">Exponents always, never, or (null) as the values ask.</param>
        /// <exception cref="NotSupportedException">The tensor's layout has no text.</exception>
        public string str(int precision, double threshold = 1000, int edgeitems = 3, int linewidth = 80, bool? sci_mode = null) =>
            TensorText.Of(this, new PrintOptions(precision, threshold, edgeitems, linewidth, sci_mode));

        /// <summary>Writes <see cref="str()"/> to the console; returns the tensor itself.</summary>
        public Tensor print()
        {
            Console.WriteLine(str());
            return this;
        }
    }
}
