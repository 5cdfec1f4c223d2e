using System.Globalization;
using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>The example input of a trace, from a small expression that is parsed and never run.</summary>
internal static partial class TraceInput
{
    private const long MaxElements = 1L << 28;
    private static readonly string[] TensorEndings = [".pt", ".pth"];

    /// <summary>Reports what cannot be an example.</summary>
    /// <param name="node">The node of the configuration.</param>
    /// <param name="text">Its text.</param>
    /// <param name="errors">Receives the mistake.</param>
    public static void Check(ConfigNode node, string text, ConfigErrors errors)
    {
        if (Expression().Match(text) is { Success: true } match)
        {
            if (Sizes(match) is null)
            {
                errors.Add(node, $"'{text}': the sizes must be at least 1, and make no more than {MaxElements} numbers");
            }
        }
        else if (!File.Exists(text))
        {
            errors.Add(node, $"'{text}' is neither an example (torch.rand(1, 3, 224, 224); also randn, ones, zeros) nor the path of an image or of a tensor (.pt)");
        }
    }

    /// <summary>The expression for a size as command lines give it.</summary>
    /// <param name="text"><c>224</c>, <c>224x320</c> (height, width) or <c>3x224x320</c>; or what <see cref="Check"/> takes.</param>
    /// <param name="channels">Channels of the model's input, where the text has none.</param>
    /// <exception cref="UserErrorException">It is none of these.</exception>
    public static string OfSize(string text, long channels)
    {
        if (SizeText().Match(text) is { Success: true } match)
        {
            var sizes = text.Split('x');
            text = sizes.Length switch
            {
                1 => $"torch.rand(1, {channels}, {sizes[0]}, {sizes[0]})",
                2 => $"torch.rand(1, {channels}, {sizes[0]}, {sizes[1]})",
                _ => $"torch.rand(1, {sizes[0]}, {sizes[1]}, {sizes[2]})",
            };
        }

        var errors = new ConfigErrors();
        Check(ConfigNode.Scalar(text, "--input", 0, ""), text, errors);
        errors.ThrowIfAny();
        return text;
    }

    /// <summary>What is wrong with a size as command lines give it, in words about what was written.</summary>
    /// <param name="text">The text.</param>
    /// <returns>One sentence; null for nothing, and for what is no such size.</returns>
    public static string? FaultOfSize(string text) =>
        File.Exists(text) || !SizeLike().IsMatch(text) ? null
        : !SizeText().IsMatch(text) ? $"--input {text}: is no size: 224, 224x320 (height, width) or 3x224x320."
        : text.Split('x').Any(size => long.Parse(size, CultureInfo.InvariantCulture) == 0) ? $"--input {text}: sizes are at least 1."
        : null;

    /// <summary>Whether a text that was checked is the path of an image.</summary>
    public static bool IsImage(string text) => !Expression().IsMatch(text) && !TensorEndings.Contains(Path.GetExtension(text).ToLowerInvariant());

    /// <summary>Makes the example.</summary>
    /// <param name="text">The text, which was checked.</param>
    /// <returns>A tensor, the first axis the batch.</returns>
    /// <exception cref="UserErrorException">The image or the tensor cannot be read.</exception>
    public static Tensor Read(string text)
    {
        if (Expression().Match(text) is not { Success: true } match)
        {
            if (TensorEndings.Contains(Path.GetExtension(text).ToLowerInvariant()))
            {
                return ReadTensor(text);
            }

            using var scope = NewDisposeScope();
            var image = ImageCodec.Decode(text);
            return image.to(ScalarType.Float32).div(255).permute(2, 0, 1).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
        }

        var sizes = Sizes(match)!;
        return match.Groups["kind"].Value switch
        {
            "rand" => rand(sizes),
            "randn" => randn(sizes),
            "ones" => ones(sizes),
            _ => zeros(sizes),
        };
    }

    private static Tensor ReadTensor(string path)
    {
        var content = Checkpoints.Load(path);
        try
        {
            using var plain = (content as Tensor)?.detach();
            return plain is not null && plain.dim() > 0 && plain.numel() > 0
                ? plain.clone()
                : throw new UserErrorException($"{path}: is no example, which is one tensor whose first axis is the batch: torch.save(x, \"{Path.GetFileName(path)}\") writes it");
        }
        finally
        {
            Checkpoints.Release(content);
        }
    }

    private static long[]? Sizes(Match match)
    {
        var total = 1L;
        var sizes = new List<long>();
        foreach (var part in match.Groups["sizes"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > MaxElements || (total *= size) > MaxElements)
            {
                return null;
            }

            sizes.Add(size);
        }

        return sizes.Count == 0 ? null : [.. sizes];
    }

    [GeneratedRegex(@"^[0-9]{1,9}(x[0-9]{1,9}){0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex SizeText();

    [GeneratedRegex(@"^[0-9x]+$", RegexOptions.CultureInvariant)]
    private static partial Regex SizeLike();

    [GeneratedRegex(@"^\s*(torch\.)?(?<kind>randn|rand|ones|zeros)\s*\(\s*(size\s*=\s*)?[\(\[]?(?<sizes>[\d\s,]*)[\)\]]?\s*\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Expression();
}
