using System.Text.Json;
using Thelper.Config;
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
    private const string Torchvision = "torchvision.datasets.";
    private readonly ITransform? transforms;
    private readonly string key;
    private readonly bool isRgb;

    private InputPipeline(ITransform? transforms, string key, bool isRgb)
    {
        (this.transforms, this.key, this.isRgb) = (transforms, key, isRgb);
        KeepsPicture = Stages(transforms).All(KeepsView);
    }

    /// <summary>Whether all of the picture stays in view, whatever its size: what the model says of places can be said of the picture.</summary>
    public bool KeepsPicture { get; }

    /// <summary>Reads the pipeline of a configuration: the data sets' own transforms, then <c>base_transforms</c>. Augmentation is left out.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds the operations.</param>
    /// <exception cref="UserErrorException">An operation is wrong, or data sets differ in their transforms or their order of channels.</exception>
    public static InputPipeline Of(ConfigNode config, string key, TypeRegistry types)
    {
        var errors = new ConfigErrors();
        var datasets = config.Get("datasets") is { Kind: ConfigKind.Map } map ? map.Entries.Select(entry => entry.Value).ToList() : [];
        var own = datasets.Select(dataset => dataset.Get("transforms") is { Kind: ConfigKind.List } stages ? stages : null).ToList();
        var rgb = datasets.Select(dataset => dataset.Get("type")?.Value is string type && type.StartsWith(Torchvision, StringComparison.Ordinal)).Distinct().ToList();
        if (own.Select(stages => stages is null ? "" : JsonSerializer.Serialize(stages.ToPlain())).Distinct().Count() > 1 || rgb.Count > 1)
        {
            throw new UserErrorException($"{config.Where}: the data sets differ in their own transforms, or in the order of their channels, so nothing says what a new picture goes through; name a configuration that does.");
        }

        List<ITransform> stages = [];
        foreach (var node in new[] { own.FirstOrDefault(), config.Get("loaders", "data_config")?.Get("base_transforms") })
        {
            if (node is { Kind: not ConfigKind.Null } && TransformsFactory.Load(node, types, errors) is { } loaded)
            {
                stages.Add(loaded);
            }
        }

        errors.ThrowIfAny();
        return new(stages switch { [] => null, [var only] => only, _ => new Compose(stages) }, key, rgb is [true]);
    }

    /// <summary>Reads and prepares a picture.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It cannot be read, or does not suit the transforms.</exception>
    public PreparedPicture Prepare(string path)
    {
        using var scope = NewDisposeScope();

        // torchvision's loader does not turn pictures by their EXIF tag.
        var image = ImageCodec.Decode(path, isRgb ? DecodeMode.ColorUnrotated : DecodeMode.Color);
        try
        {
            return Prepare(image);
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
        ArgumentNullException.ThrowIfNull(image);
        if (image.dtype != ScalarType.Byte || image.dim() != 3 || image.shape[2] != 3 || image.numel() == 0)
        {
            throw new UserErrorException($"a picture is a uint8 tensor of the shape (height, width, 3), blue, green, red; this one is {image.dtype} of the shape ({string.Join(", ", image.shape)})");
        }

        using var scope = NewDisposeScope();
        var (height, width) = ((int)image.shape[0], (int)image.shape[1]);
        var sample = new Sample { [key] = isRgb ? image.flip(2).contiguous() : image };
        var changed = transforms is null ? sample : transforms.Apply(sample, TransformRandom.For(0, 0, 0)) as Sample;
        if (changed?.GetValueOrDefault(key) is not Tensor input)
        {
            throw new UserErrorException($"the transforms make no single tensor of a picture: {transforms}");
        }

        // The picture itself stays the caller's.
        return new((ReferenceEquals(input, image) ? input.detach() : input).DetachFromDisposeScope(), width, height);
    }

    private static IEnumerable<ITransform> Stages(ITransform? transform) => transform switch
    {
        null => [],
        Compose compose => compose.Transforms.SelectMany(Stages),
        TransformWrapper wrapper => Stages(wrapper.Operation),
        _ => [transform],
    };

    private static bool KeepsView(ITransform operation) => operation is Resize or ToGray or ToColor or ToNumpy or SelectChannels or NormalizeMinMax or NormalizeZeroMeanUnitVar
        or Transpose { KeepsPicture: true }
        or Vision.Transforms.ToTensor or Vision.Transforms.Normalize or Vision.Transforms.Resize or Vision.Transforms.Grayscale or Vision.Transforms.ConvertImageDtype
        or Vision.Transforms.ToPILImage or Vision.Transforms.PILToTensor || operation.GetType() == typeof(NoTransform);
}
