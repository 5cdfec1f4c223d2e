using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Transforms;

/// <summary>A stage of albumentations: draws what a composition does to a sample's image, and does it to all that belongs to it.</summary>
/// <remarks>
/// Fields of the sample are named by the stage; what else the task says moves with the image (label maps, boxes, points, twins) moves too. Where a field holds lists, as
/// behind <c>Duplicator</c>, the elements with one index belong together.
/// </remarks>
[TypeName("thelper.transforms.wrappers.AlbumentationsWrapper", "thelper.transforms.AlbumentationsWrapper")]
public sealed class AlbumentationsWrapper : ITransform
{
    private readonly Composition composition;
    private readonly AlbumentationsOptions options;
    private readonly SampleFields? task;

    internal AlbumentationsWrapper(Composition composition, AlbumentationsOptions options, SampleFields? task = null) => (this.composition, this.options, this.task) = (composition, options, task);

    /// <summary>Creates the stage from a configuration.</summary>
    /// <param name="transforms">A map of operations to their arguments, or a list as albumentations writes it.</param>
    /// <param name="types">Finds the operations.</param>
    /// <param name="bboxParams">How boxes are written and kept.</param>
    /// <param name="addTargets">More fields, as a map of name to target.</param>
    /// <param name="imageKey">The field of the image.</param>
    /// <param name="bboxesKey">The field of the boxes.</param>
    /// <param name="maskKey">The field of the mask.</param>
    /// <param name="keypointsKey">The field of the key points.</param>
    /// <param name="probability">How often the stage is applied, 0 to 1.</param>
    /// <param name="cvtKptsToBboxes">Accepted for old configurations: operations move points.</param>
    /// <param name="linkedFate">Whether copies of a sample share one draw.</param>
    /// <exception cref="UserErrorException">Something is badly formed.</exception>
    [ConfigConstructor]
    public AlbumentationsWrapper(
        ConfigNode transforms, TypeRegistry types, ConfigNode? bboxParams = null, Dictionary<string, string>? addTargets = null, string imageKey = "image", string bboxesKey = "bboxes",
        string maskKey = "mask", string keypointsKey = "keypoints", double probability = 1.0, bool cvtKptsToBboxes = false, bool linkedFate = false)
    {
        var errors = new ConfigErrors();
        options = new AlbumentationsOptions
        {
            Probability = probability,
            BboxParams = bboxParams is null ? new() : OptionsBinder.Bind<BboxParams>(bboxParams, errors),
            AddTargets = addTargets,
            ImageKey = imageKey,
            BboxesKey = bboxesKey,
            MaskKey = maskKey,
            KeypointsKey = keypointsKey,
            CvtKptsToBboxes = cvtKptsToBboxes,
            LinkedFate = linkedFate,
        };
        options.Check(transforms, errors);
        var composed = AlbumentationsFactory.Compose(transforms, "Compose", types, errors);
        errors.ThrowIfAny();
        composition = composed!;
    }

    /// <summary>What is applied.</summary>
    internal Composition Composition => composition;

    /// <summary>What it says about samples.</summary>
    internal AlbumentationsOptions Options => options;

    /// <summary>The same stage for samples whose fields are known.</summary>
    internal AlbumentationsWrapper For(SampleFields fields) => new(composition, options, fields);

    /// <inheritdoc/>
    public object? Apply(object? value, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        switch (value)
        {
            case null:
                return null;
            case IDictionary<string, object?> sample when sample.TryGetValue(options.ImageKey, out var image) && image is IReadOnlyList<object?> copies:
                return ApplyToCopies(sample, copies.Count, random);
            case IDictionary<string, object?> sample:
                return ApplyToSample(sample, random);
            case IReadOnlyList<object?> list:
                return list.Select((item, i) => Apply(item, options.LinkedFate ? random : random.Fork(2 + i))).ToList();
            default:
                return ((Sample)ApplyToSample(new Sample { [options.ImageKey] = value }, random))[options.ImageKey];
        }
    }

    /// <inheritdoc/>
    public object? Invert(object? value) => throw new UserErrorException($"{composition.TypeName}: cannot be inverted, as it loses data");

    /// <inheritdoc/>
    public override string ToString() => $"thelper.transforms.wrappers.AlbumentationsWrapper({composition.TypeName}([{string.Join(", ", composition.Transforms.Select(part => ((Operation)part).TypeName))}]))";

    /// <summary>Does to a sample what was done to another.</summary>
    /// <param name="replay">What <c>ReplayCompose</c> wrote into that one.</param>
    /// <param name="sample">A sample.</param>
    /// <exception cref="UserErrorException">The record is none.</exception>
    public object? Replay(object? replay, object? sample) => replay is IDictionary<string, object?> record && record.TryGetValue("stream", out var stream) && stream is string text
        ? Apply(sample, TransformRandom.Parse(text))
        : throw new UserErrorException("is no record of ReplayCompose: it has no 'stream'");

    /// <summary>The steps that a sample takes in the stage; none where it holds copies, or chance decided so.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="random">The stage's stream.</param>
    internal IReadOnlyList<(string Name, Func<Sample, Sample> Apply)> Parts(Sample sample, TransformRandom random) => new AlbumentationsPass(sample, composition, options, task).Parts(random);

    private Sample ApplyToCopies(IDictionary<string, object?> sample, int count, TransformRandom random)
    {
        var lists = sample.Where(entry => entry.Value is IReadOnlyList<object?> list && list.Count == count).Select(entry => entry.Key).ToList();
        var results = new List<Sample>();
        for (var i = 0; i < count; i++)
        {
            var one = new Sample();
            foreach (var (key, value) in sample)
            {
                one.Add(key, lists.Contains(key) ? ((IReadOnlyList<object?>)value!)[i] : value);
            }

            results.Add(ApplyToSample(one, options.LinkedFate ? random : random.Fork(2 + i)));
        }

        var joined = new Sample();
        foreach (var key in results.SelectMany(result => result.Keys).Distinct().ToList())
        {
            joined.Add(key, sample.TryGetValue(key, out var shared) && !lists.Contains(key) ? shared : results.ConvertAll(result => result[key]));
        }

        return joined;
    }

    private Sample ApplyToSample(IDictionary<string, object?> sample, TransformRandom random)
    {
        try
        {
            return new AlbumentationsPass(sample, composition, options, task).Run(random);
        }
        catch (Exception error) when ((error is UserErrorException || error is TorchException { IsOutOfMemory: false }) && !error.Message.StartsWith("albumentations.", StringComparison.Ordinal))
        {
            throw new UserErrorException($"{composition.TypeName}: {error.Message}", error);
        }
    }
}
