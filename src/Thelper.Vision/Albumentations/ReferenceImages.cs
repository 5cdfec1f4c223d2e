using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Image files that operations take something from. They are read anew for each use, as there may be many.</summary>
internal sealed class ReferenceImages
{
    private readonly string[] paths;

    /// <summary>Checks the files.</summary>
    /// <param name="value">A path or a list of them.</param>
    /// <param name="name">The argument's name.</param>
    /// <exception cref="UserErrorException">There is none, or a file is missing.</exception>
    public ReferenceImages(object? value, string name)
    {
        paths = [.. (TransformArguments.Items(value) ?? [value]).Select(item => item as string
            ?? throw new UserErrorException($"'{name}' must be the path of an image file or a list of paths, got {PythonRepr.Of(item)}; an array cannot stand in a configuration"))];
        var missing = Array.Find(paths, path => !File.Exists(path));
        if (paths.Length == 0 || missing is not null)
        {
            throw new UserErrorException(missing is null ? $"'{name}' names no image file" : $"'{name}': there is no file '{missing}'");
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => paths.Length;

    /// <summary>Refuses a function that reads files, which a configuration cannot hold.</summary>
    public static void RefuseReader(object? value)
    {
        if (value is not null and not "read_rgb_image")
        {
            throw new UserErrorException("'read_fn' is a function in albumentations, which a configuration cannot hold; leave it out: files are read as the data sets read theirs");
        }
    }

    /// <summary>Reads an image: of the size, type and number of channels (1 or 3) of another, and as a data set would read it.</summary>
    public torch.Tensor Read(int index, torch.Tensor like)
    {
        var mode = Pixels.Channels(like) == 1 ? DecodeMode.Gray : DecodeMode.Color;
        var file = ImageCodec.Decode(paths[index], mode);
        var sized = (file.shape[0], file.shape[1]) == (like.shape[0], like.shape[1]) ? file : ImageOps.Resize(file, like.shape[1], like.shape[0]);
        return Pixels.As(Pixels.IsBytes(like) ? sized : Pixels.ToReal(sized), like);
    }
}
