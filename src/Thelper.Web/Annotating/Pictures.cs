using Thelper.Data;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Web.Annotating;

/// <summary>Loads the images of samples, and keeps the last few until their files change.</summary>
/// <param name="key">Field of a sample that holds the image.</param>
/// <param name="isRaw">Whether samples are shown as they are read, without their data set's transforms.</param>
internal sealed class Pictures(string key, bool isRaw = false)
{
    private const int Kept = 6;
    private const int CompressionFlag = 16;
    private readonly Lock gate = new();
    private readonly LinkedList<(int Number, (long, DateTime) Stamp, Picture Picture)> last = new();

    /// <summary>The image of a sample.</summary>
    /// <param name="number">The sample's number over all data sets.</param>
    /// <param name="dataset">Its data set.</param>
    /// <param name="index">Its number there.</param>
    /// <exception cref="UserErrorException">The sample cannot be read, or has no image of that name.</exception>
    public Picture Of(int number, Dataset dataset, int index)
    {
        var stamp = StampOf(dataset.Describe(index));
        lock (gate)
        {
            if (last.FirstOrDefault(entry => entry.Number == number && (entry.Stamp == stamp || stamp == default)).Picture is { } known)
            {
                return known;
            }
        }

        using var scope = NewDisposeScope();
        var image = Load(dataset, index);
        var picture = new Picture((int)image.shape[1], (int)image.shape[0], ImageCodec.Encode(image, ".png", CompressionFlag, 1));
        lock (gate)
        {
            last.AddFirst((number, stamp, picture));
            if (last.Count > Kept)
            {
                last.RemoveLast();
            }
        }

        return picture;
    }

    /// <summary>A sample's image, for models.</summary>
    /// <param name="dataset">Its data set.</param>
    /// <param name="index">Its number there.</param>
    /// <returns>uint8 H×W×3, blue, green, red.</returns>
    /// <exception cref="UserErrorException">The sample cannot be read, or has no image of that name.</exception>
    public Tensor Load(Dataset dataset, int index)
    {
        using var scope = NewDisposeScope();
        using var sample = isRaw ? AnnotationSession.LoadRaw(dataset, index) : dataset.GetItem(index, TransformRandom.For(0, 0, index));
        if (!sample.TryGetValue(key, out var value))
        {
            throw new UserErrorException($"{dataset.Describe(index)}: the sample has no field '{key}' (sample_input_key); it has {string.Join(", ", sample.Keys)}");
        }

        if (value is not Tensor { ndim: 2 or 3 } image || image.numel() == 0)
        {
            throw new UserErrorException($"{dataset.Describe(index)}: the field '{key}' is no image of height x width x channels; give a field that is (sample_input_key)");
        }

        image = image.ndim == 2 ? image.unsqueeze(2) : image;
        if (image.dtype != ScalarType.Byte || image.shape[2] == 2)
        {
            image = Displayable.Image(image);
        }
        else if (image.shape[2] == 1)
        {
            image = image.expand(image.shape[0], image.shape[1], 3);
        }
        else if (image.shape[2] > 3)
        {
            image = aten.narrow(image, 2, 0, 3);
        }

        return (dataset.IsBgr ? image.clone() : aten.flip(image, [2])).contiguous().MoveToOuterDisposeScope();
    }

    // Length and time of a sample's file; nothing where there is none, so that a file that was deleted leaves the picture that was loaded.
    private static (long Length, DateTime Changed) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
    }
}
