using System.Reflection;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Layered;

/// <summary>The layers of PyTorch that a list of layers can name, with PyTorch's names of parameters. A size is one number, or one for rows and one for columns.</summary>
#pragma warning disable CA1707 // PyTorch's own names
internal static class LayerCatalog
{
    private static readonly string[] Prefixes = ["torch.nn.", "nn."];

    private static readonly Dictionary<string, MethodInfo> Makers = typeof(LayerCatalog).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => method.ReturnType == typeof(nn.Module<Tensor, Tensor>)).ToDictionary(method => method.Name, StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>The function that makes a layer; null where there is none of that name.</summary>
    /// <param name="type">PyTorch's name, with or without its module.</param>
    public static MethodInfo? Find(string type)
    {
        var prefix = Array.Find(Prefixes, prefix => type.StartsWith(prefix, StringComparison.Ordinal)) ?? "";
        return Makers.GetValueOrDefault(type[prefix.Length..]);
    }

    public static nn.Module<Tensor, Tensor> Conv2d(
        long in_channels, long out_channels, IReadOnlyList<long> kernel_size, IReadOnlyList<long>? stride = null, IReadOnlyList<long>? padding = null, IReadOnlyList<long>? dilation = null,
        [ConfigValue(Min = 1)] long groups = 1, bool bias = true, PaddingModes padding_mode = PaddingModes.Zeros) =>
        nn.Conv2d(in_channels, out_channels, [.. kernel_size], Sizes(stride), Sizes(padding), Sizes(dilation), padding_mode, groups, bias);

    public static nn.Module<Tensor, Tensor> ConvTranspose2d(
        long in_channels, long out_channels, IReadOnlyList<long> kernel_size, IReadOnlyList<long>? stride = null, IReadOnlyList<long>? padding = null, IReadOnlyList<long>? output_padding = null,
        [ConfigValue(Min = 1)] long groups = 1, bool bias = true, IReadOnlyList<long>? dilation = null) =>
        nn.ConvTranspose2d(in_channels, out_channels, [.. kernel_size], Sizes(stride), Sizes(padding), Sizes(output_padding), Sizes(dilation), groups: groups, bias: bias);

    public static nn.Module<Tensor, Tensor> Linear(long in_features, long out_features, bool bias = true) => nn.Linear(in_features, out_features, bias);

    public static nn.Module<Tensor, Tensor> BatchNorm2d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true) =>
        nn.BatchNorm2d(num_features, eps, momentum, affine, track_running_stats);

    public static nn.Module<Tensor, Tensor> BatchNorm1d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true) =>
        nn.BatchNorm1d(num_features, eps, momentum, affine, track_running_stats);

    public static nn.Module<Tensor, Tensor> InstanceNorm2d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false) =>
        nn.InstanceNorm2d(num_features, eps, momentum, affine, track_running_stats);

    public static nn.Module<Tensor, Tensor> GroupNorm([ConfigValue(Min = 1)] long num_groups, long num_channels, double eps = 1e-5, bool affine = true) =>
        nn.GroupNorm(num_groups, num_channels, eps, affine);

    public static nn.Module<Tensor, Tensor> ReLU(bool inplace = false) => nn.ReLU(inplace);

    public static nn.Module<Tensor, Tensor> ReLU6(bool inplace = false) => nn.ReLU6(inplace);

    public static nn.Module<Tensor, Tensor> LeakyReLU(double negative_slope = 0.01, bool inplace = false) => nn.LeakyReLU(negative_slope, inplace);

    public static nn.Module<Tensor, Tensor> PReLU([ConfigValue(Min = 1)] long num_parameters = 1, double init = 0.25) => nn.PReLU(num_parameters, init);

    public static nn.Module<Tensor, Tensor> ELU(double alpha = 1.0, bool inplace = false) => nn.ELU(alpha, inplace);

    public static nn.Module<Tensor, Tensor> GELU() => nn.GELU();

    public static nn.Module<Tensor, Tensor> SiLU(bool inplace = false) => nn.SiLU(inplace);

    public static nn.Module<Tensor, Tensor> Hardswish(bool inplace = false) => nn.Hardswish(inplace);

    public static nn.Module<Tensor, Tensor> Sigmoid() => nn.Sigmoid();

    public static nn.Module<Tensor, Tensor> Tanh() => nn.Tanh();

    public static nn.Module<Tensor, Tensor> Dropout([ConfigValue(Min = 0, Max = 1)] double p = 0.5, bool inplace = false) => nn.Dropout(p, inplace);

    public static nn.Module<Tensor, Tensor> Dropout2d([ConfigValue(Min = 0, Max = 1)] double p = 0.5, bool inplace = false) => nn.Dropout2d(p, inplace);

    public static nn.Module<Tensor, Tensor> MaxPool2d(
        IReadOnlyList<long> kernel_size, IReadOnlyList<long>? stride = null, IReadOnlyList<long>? padding = null, IReadOnlyList<long>? dilation = null, bool ceil_mode = false) =>
        nn.MaxPool2d([.. kernel_size], Sizes(stride), Sizes(padding), Sizes(dilation), ceil_mode);

    public static nn.Module<Tensor, Tensor> AvgPool2d(
        IReadOnlyList<long> kernel_size, IReadOnlyList<long>? stride = null, IReadOnlyList<long>? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
        nn.AvgPool2d([.. kernel_size], Sizes(stride), Sizes(padding), ceil_mode, count_include_pad);

    public static nn.Module<Tensor, Tensor> AdaptiveAvgPool2d(IReadOnlyList<long> output_size) => nn.AdaptiveAvgPool2d(Pair(output_size));

    public static nn.Module<Tensor, Tensor> AdaptiveMaxPool2d(IReadOnlyList<long> output_size) => nn.AdaptiveMaxPool2d(Pair(output_size));

    public static nn.Module<Tensor, Tensor> Upsample(
        IReadOnlyList<long>? size = null, IReadOnlyList<double>? scale_factor = null, [ConfigValue(Choices = ["nearest", "bilinear", "bicubic"])] string mode = "nearest", bool? align_corners = null) =>
        nn.Upsample(Sizes(size), scale_factor is null ? null : [.. scale_factor], mode switch { "bilinear" => UpsampleMode.Bilinear, "bicubic" => UpsampleMode.Bicubic, _ => UpsampleMode.Nearest }, align_corners);

    public static nn.Module<Tensor, Tensor> PixelShuffle([ConfigValue(Min = 1)] long upscale_factor) => nn.PixelShuffle(upscale_factor);

    public static nn.Module<Tensor, Tensor> Flatten(long start_dim = 1, long end_dim = -1) => nn.Flatten(start_dim, end_dim);

    public static nn.Module<Tensor, Tensor> Identity() => nn.Identity();

    private static long[]? Sizes(IReadOnlyList<long>? sizes) => sizes is null ? null : [.. sizes];

    private static (long, long) Pair(IReadOnlyList<long> sizes) => (sizes[0], sizes[^1]);
}
#pragma warning restore CA1707
