using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>What a picture goes through before the model sees it: the transforms of the session's configuration, on images in the order of channels of its data sets.</summary>
internal sealed class InputPipeline
{
    private readonly ITransform? transforms;
    private readonly string key;
    private readonly bool isRgb;
    private readonly bool isByPixel;
    private readonly SpatialOperation[] moving;
    private readonly Lock tabling = new();
    private readonly Dictionary<(int Height, int Width, int Channels, bool ArePictures), PixelTable?> tables = [];

    private InputPipeline(ITransform? transforms, string key, bool isRgb)
    {
        (this.transforms, this.key, this.isRgb) = (transforms, key, isRgb);
        List<ITransform> stages = [.. Stages(transforms)];
        FillsView = stages.TrueForAll(KeepsView);
        KeepsPicture = stages.TrueForAll(stage => KeepsView(stage) || PicturePlace.IsKnown(stage));
        isByPixel = stages.TrueForAll(KeepsPixels);
        moving = [.. stages.Where(stage => stage is Resize or Vision.Transforms.Resize || PicturePlace.IsKnown(stage)).OfType<SpatialOperation>()];
    }

    /// <summary>Whether all of the picture stays in view, whatever its size, at a place that is known: what the model says of places can be said of the picture.</summary>
    public bool KeepsPicture { get; }

    /// <summary>Whether it fills the view as well: there is no border, as that of a letterbox.</summary>
    public bool FillsView { get; }

    /// <summary>Reads the pipeline of a configuration: the data sets' own transforms, then <c>base_transforms</c>. Augmentation is left out.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds the operations.</param>
    /// <exception cref="UserErrorException">An operation is wrong, or data sets differ in their transforms or their order of channels.</exception>
    public static InputPipeline Of(ConfigNode config, string key, TypeRegistry types)
    {
        var pictures = PictureTransforms.Of(config);
        return new(pictures.Load(types, key), key, pictures.IsRgb);
    }

    // torchvision's loader does not turn pictures by their EXIF tag.
    private DecodeMode Mode => isRgb ? DecodeMode.ColorUnrotated : DecodeMode.Color;

    /// <summary>Finds what pixels become, to know them again in what a network paints.</summary>
    /// <returns>The scale; null where the transforms do more to pixels than to shift and stretch each channel.</returns>
    public PixelScale? FindScale() => FillsView ? PixelScale.Of(Probe) : null;

    /// <summary>Where a picture lies in what the model sees.</summary>
    /// <param name="height">Height of the picture.</param>
    /// <param name="width">Its width.</param>
    /// <returns>Null where the transforms cut something off, or move something to a place that nobody knows.</returns>
    public PicturePlace? PlaceOf(int height, int width) => FillsView ? PicturePlace.Whole(height, width)
        : KeepsPicture ? PicturePlace.After(moving, height, width)
        : null;

    /// <summary>Reads a picture as the data sets do.</summary>
    /// <param name="path">The file.</param>
    /// <returns>uint8 height x width x 3, blue, green, red.</returns>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public Tensor Decode(string path) => ImageCodec.Decode(path, Mode);

    /// <summary>Reads the bytes of a picture's file as the data sets do.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">What messages call the picture.</param>
    /// <returns>uint8 height x width x 3, blue, green, red.</returns>
    /// <exception cref="UserErrorException">They cannot be read.</exception>
    public Tensor Decode(ReadOnlySpan<byte> file, string? name = null) => ImageCodec.Decode(file, Mode, name);

    /// <summary>Reads and prepares a picture.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It cannot be read, or does not suit the transforms.</exception>
    public PreparedPicture Prepare(string path)
    {
        using var scope = NewDisposeScope();
        var image = Decode(path);
        try
        {
            return Prepare(image) with { Name = path };
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Prepares a picture.</summary>
    /// <param name="image">uint8 H×W×3, blue, green, red.</param>
    /// <exception cref="UserErrorException">It has another form, or does not suit the transforms.</exception>
    public PreparedPicture Prepare(Tensor image)
    {
        Checked(image);
        using var scope = NewDisposeScope();
        return PrepareBands(isRgb ? image.flip(2).contiguous() : image);
    }

    /// <summary>Prepares bands of a raster, which go through the transforms as they are.</summary>
    /// <param name="image">height x width x bands, of any type.</param>
    /// <exception cref="UserErrorException">It does not suit the transforms.</exception>
    public PreparedPicture PrepareBands(Tensor image)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)image.shape[0], (int)image.shape[1]);
        var sample = new Sample { [key] = image };
        var changed = transforms is null ? sample : transforms.Apply(sample, TransformRandom.For(0, 0, 0)) as Sample;
        if (changed?.GetValueOrDefault(key) is not Tensor input)
        {
            throw new UserErrorException($"the transforms make no single tensor of a picture: {transforms}");
        }

        // The picture itself stays the caller's.
        return new((ReferenceEquals(input, image) ? input.detach() : input).DetachFromDisposeScope(), width, height);
    }

    /// <summary>Prepares several windows of one size.</summary>
    /// <param name="windows">height x width x channels each.</param>
    /// <param name="arePictures">Whether they are pictures, or bands of a raster.</param>
    /// <returns>A batch for the network, in the current dispose scope.</returns>
    /// <exception cref="UserErrorException">They do not suit the transforms.</exception>
    public Tensor Batch(IReadOnlyList<Tensor> windows, bool arePictures)
    {
        if (windows[0] is { dtype: ScalarType.Byte, ndim: 3 } first && TableOf((int)first.shape[0], (int)first.shape[1], (int)first.shape[2], arePictures) is { } table)
        {
            return table.Batch(windows);
        }

        // These come without a dispose scope.
        var inputs = new List<PreparedPicture>(windows.Count);
        try
        {
            foreach (var window in windows)
            {
                inputs.Add(arePictures ? Prepare(window) : PrepareBands(window));
            }

            return stack([.. inputs.Select(input => input.Input)]);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    /// <summary>What becomes of bytes, if of each pixel's each on its own.</summary>
    /// <param name="height">Height of the pictures.</param>
    /// <param name="width">Their width.</param>
    /// <param name="channels">Their channels.</param>
    /// <param name="arePictures">Whether they are pictures, or bands of a raster.</param>
    /// <returns>Null where the transforms may do more, or need what those pictures are not.</returns>
    public PixelTable? TableOf(int height, int width, int channels, bool arePictures)
    {
        if (!isByPixel || (arePictures && channels != 3))
        {
            return null;
        }

        lock (tabling)
        {
            var key = (height, width, channels, arePictures);
            if (!tables.TryGetValue(key, out var table))
            {
                table = tables[key] = PixelTable.Of(height, width, channels, image => Tried(image, arePictures));
            }

            return table;
        }
    }

    /// <summary>A picture, if it is one.</summary>
    /// <param name="image">uint8 H×W×3.</param>
    /// <exception cref="UserErrorException">It has another form.</exception>
    public static Tensor Checked(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.dtype == ScalarType.Byte && image.dim() == 3 && image.shape[2] == 3 && image.numel() > 0
            ? image
            : throw new UserErrorException($"a picture is a uint8 tensor of the shape (height, width, 3), blue, green, red; this one is {image.dtype} of the shape ({string.Join(", ", image.shape)})");
    }

    // What becomes of pictures of one colour.
    private Tensor? Probe(byte blue, byte green, byte red)
    {
        using var scope = NewDisposeScope();
        return Tried(tensor(new[] { blue, green, red }).expand(PixelScale.Side, PixelScale.Side, 3).contiguous(), arePictures: true);
    }

    // The transforms may be for other sizes or channels.
    private Tensor? Tried(Tensor image, bool arePictures)
    {
        try
        {
            return (arePictures ? Prepare(image) : PrepareBands(image)).Input;
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    private static IEnumerable<ITransform> Stages(ITransform? transform) => transform switch
    {
        null => [],
        Compose compose => compose.Transforms.SelectMany(Stages),
        AlbumentationsWrapper { Options.Probability: >= 1 } wrapper => [wrapper.Composition],

        // Chance decides whether the picture has a border at all.
        TransformWrapper { IsCertain: false, Operation: Vision.Albumentations.IAlbumentation } => [transform],
        TransformWrapper wrapper => Stages(wrapper.Operation),
        _ => [transform],
    };

    // Those whose numbers depend on nothing but the pixel's. Resize counts because it changes nothing where sizes are equal already, and else is found out.
    private static bool KeepsPixels(ITransform operation) => operation is Resize or ToNumpy or NormalizeMinMax or NormalizeZeroMeanUnitVar or Transpose { KeepsPicture: true }
        or Vision.Transforms.ToTensor or Vision.Transforms.Normalize or Vision.Transforms.ConvertImageDtype || operation.GetType() == typeof(NoTransform);

    private static bool KeepsView(ITransform operation) => operation is IKeepsPicture or Resize or ToGray or ToColor or ToNumpy or SelectChannels or NormalizeMinMax or NormalizeZeroMeanUnitVar
        or Transpose { KeepsPicture: true }
        or Vision.Transforms.ToTensor or Vision.Transforms.Normalize or Vision.Transforms.Resize or Vision.Transforms.Grayscale or Vision.Transforms.ConvertImageDtype
        or Vision.Transforms.ToPILImage or Vision.Transforms.PILToTensor || operation.GetType() == typeof(NoTransform);
}
