using Microsoft.Extensions.Logging;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Logging;
using static Thelper.Torch.torch;

namespace Thelper.Bundles;

/// <summary>Pictures that an export is tried on and that a bundle holds: files of the user's, or drawn ones.</summary>
internal static class SamplePictures
{
    private const string Ending = ".png";

    /// <summary>Reads files.</summary>
    /// <param name="named">Files, folders, patterns, lists.</param>
    /// <param name="most">How many are taken.</param>
    /// <param name="log">Told where there are more, and what of a folder is left out.</param>
    /// <exception cref="UserErrorException">Something does not exist, or is no picture.</exception>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Read(IReadOnlyList<string> named, int most, ILogger log)
    {
        var files = ImagePaths.Of(named, null, log.Warn).Take(most + 1).ToList();
        if (files.Count > most)
        {
            log.Warn($"of the samples the first {most} are taken");
        }

        return [.. files.Take(most).Select(file => (Plain(Path.GetFileName(file)), InputFile.ReadAllBytes(file)))];
    }

    /// <summary>Draws two pictures that the transforms take: slopes of colour, and a disc on them.</summary>
    /// <param name="pipeline">The transforms.</param>
    /// <param name="example">One input of the network.</param>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Draw(InputPipeline pipeline, Tensor example)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (120, 160);
        using (var first = pipeline.Prepare(Slopes(height, width)))
        {
            if (!first.Input.shape.AsSpan().SequenceEqual(example.shape.AsSpan(1)))
            {
                // Pictures keep their size: the network's it is.
                (height, width) = ((int)example.shape[^2], (int)example.shape[^1]);
            }
        }

        var slopes = Slopes(height, width);
        var (y, x) = (arange(0, height).view(-1, 1), arange(0, width).view(1, -1));
        var disc = ((y - (height / 2)).pow(2) + (x - (width / 3)).pow(2)).lt(Math.Min(height, width) * Math.Min(height, width) / 9).unsqueeze(2);
        var color = tensor((byte[])[30, 60, 220]).view(1, 1, 3);
        return [("slopes" + Ending, ImageCodec.Encode(slopes, Ending)), ("disc" + Ending, ImageCodec.Encode(where(disc, color, slopes).contiguous(), Ending))];
    }

    /// <summary>A picture of the same size that shows nothing: a slope of grey. Of a single grey all places score alike, and which of equal ones comes first no two engines agree on.</summary>
    /// <param name="pipeline">Says whether pictures are turned by their EXIF tag.</param>
    /// <param name="like">The other picture.</param>
    /// <exception cref="UserErrorException">It is no picture.</exception>
    public static (string Name, byte[] Bytes) Empty(InputPipeline pipeline, (string Name, byte[] Bytes) like)
    {
        using var scope = NewDisposeScope();
        var shape = pipeline.Decode(like.Bytes, like.Name).shape;
        var grey = EmptyScene.Of(shape[0], shape[1]).mul(255).to(ScalarType.Byte);
        return ("empty" + Ending, ImageCodec.Encode(stack([grey, grey, grey], 2).contiguous(), Ending));
    }

    // Names that every system and list of sums can hold.
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));

    private static Tensor Slopes(int height, int width)
    {
        var (y, x) = (arange(0, height).view(-1, 1).expand(height, width), arange(0, width).view(1, -1).expand(height, width));
        return stack([x * 255 / width, y * 255 / height, (x + y) * 7 % 256], 2).to(ScalarType.Byte).contiguous();
    }
}
