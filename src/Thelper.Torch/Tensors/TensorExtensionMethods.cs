using System.Globalization;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>Texts of tensors in several styles, and other short forms of TorchSharp's.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The tensor's text in the style of <see cref="torch.TensorStringStyle"/>.</summary>
    /// <inheritdoc cref="Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>
    public static string str(this Tensor tensor, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
        tensor.ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine);

    /// <summary>The tensor's text in Julia's style.</summary>
    /// <inheritdoc cref="Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>
    public static string jlstr(this Tensor tensor, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    /// <summary>The tensor's text in NumPy's style.</summary>
    /// <inheritdoc cref="Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>
    public static string npstr(this Tensor tensor, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    /// <summary>The tensor's text in C#'s style.</summary>
    /// <inheritdoc cref="Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>
    public static string cstr(this Tensor tensor, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    /// <summary>Writes the tensor's text to the console; returns the tensor itself.</summary>
    /// <inheritdoc cref="Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>
    public static Tensor print(
        this Tensor tensor,
        string? fltFormat = null,
        int? width = null,
        CultureInfo? cultureInfo = null,
        string? newLine = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(tensor.ToString(style, fltFormat, width, cultureInfo, newLine));
        return tensor;
    }

    /// <summary>A parameter of the tensor, which is left empty.</summary>
    public static Parameter AsParameter(this Tensor data, bool requires_grad = true) => new(data, requires_grad);
}
