using Thelper.Imaging;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Writes label maps as PNG: the value of a pixel is its class's index, in 8 bits, or 16 where there are more than 256 classes.</summary>
/// <param name="folder">The folder; it is made with the first map.</param>
/// <param name="classes">The number of classes.</param>
internal sealed class LabelMapFolder(string folder, int classes)
{
    private const int ByteValues = 256;
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes a map under the picture's name; pictures of one name in several folders get a number.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="map">Its map.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public string Write(string picture, MapPrediction map)
    {
        var stem = Path.GetFileNameWithoutExtension(picture);
        var name = stem + ".png";
        for (var i = 2; !names.Add(name); i++)
        {
            name = FormattableString.Invariant($"{stem}-{i}.png");
        }

        using var scope = NewDisposeScope();
        var labels = tensor(map.Labels.ToArray(), [map.MapHeight, map.MapWidth]);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{folder}: cannot be made: {error.Message}", error);
        }

        var file = Path.Join(folder, name);
        ImageCodec.Save(file, labels.to(classes <= ByteValues ? ScalarType.Byte : ScalarType.Int16));
        return file;
    }
}
