using System.Reflection;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Transforms;

/// <summary>A stage of a pipeline with the stream of random numbers that one sample meets there: the same step can be taken again.</summary>
internal sealed class PipelineStep
{
    private readonly Func<Sample, Action<double>?, Sample> apply;

    private PipelineStep(string name, Func<Sample, Action<double>?, Sample> apply) => (Name, this.apply) = (name, apply);

    /// <summary>The operation's name.</summary>
    public string Name { get; }

    /// <summary>File and line; null outside configurations.</summary>
    public string? Place { get; private init; }

    /// <summary>The stream's text, see <see cref="TransformRandom.Parse"/>.</summary>
    public string Stream { get; private init; } = "";

    /// <summary>Least area in pixels and least share of boxes that the stage keeps; null where it has no such limits.</summary>
    public (double Area, double Visibility)? Limits { get; private init; }

    /// <summary>The stage; null for several as one.</summary>
    public ITransform? Stage { get; private init; }

    /// <summary>Does the step.</summary>
    /// <param name="sample">The sample; it stays as it is.</param>
    /// <param name="drawn">Told every number that chance decides; null for nobody.</param>
    /// <exception cref="UserErrorException">The sample does not suit the operation.</exception>
    public Sample Apply(Sample sample, Action<double>? drawn = null) => apply(sample, drawn);

    /// <summary>The steps of a pipeline in their order, whatever composers they stand in.</summary>
    /// <param name="transform">The pipeline, bound to its samples' fields; null for none.</param>
    /// <param name="random">The sample's stream.</param>
    public static List<PipelineStep> Of(ITransform? transform, TransformRandom random) => transform switch
    {
        null => [],
        Compose compose => [.. compose.Transforms.SelectMany((stage, i) => Of(stage, random.Fork(i)))],
        CustomStepCompose steps => Of(steps.At(random.Epoch), random),
        _ => [With(transform, random.ToString())],
    };

    /// <summary>A stage with another stream than a sample would meet.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="stream">The stream's text.</param>
    public static PipelineStep With(ITransform stage, string stream) => new(NameOf(stage), (sample, drawn) => Result(stage.Apply(sample, StreamOf(stream, drawn)), stage))
    {
        Stage = stage,
        Stream = stream,
        Place = (stage as TransformWrapper)?.Place,
        Limits = stage switch
        {
            TransformWrapper wrapper => (wrapper.Limits.MinArea, wrapper.Limits.MinVisibility),
            AlbumentationsWrapper wrapper => (Math.Max(wrapper.Options.BboxParams.MinArea, wrapper.Options.BboxParams.MinWidth * wrapper.Options.BboxParams.MinHeight), wrapper.Options.BboxParams.MinVisibility),
            _ => null,
        },
    };

    /// <summary>Several steps as one.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="steps">The steps.</param>
    public static PipelineStep Whole(string name, IReadOnlyList<PipelineStep> steps) => new(name, (sample, drawn) => steps.Aggregate(sample, (value, step) => step.Apply(value, drawn)));

    /// <summary>What the step consists of for a sample, where its stage is a composition of albumentations; else nothing.</summary>
    /// <param name="sample">The sample that comes to it.</param>
    public IReadOnlyList<PipelineStep> PartsFor(Sample sample) => Stage is AlbumentationsWrapper wrapper
        ? [.. wrapper.Parts(sample, TransformRandom.Parse(Stream)).Select(part => new PipelineStep(part.Name, (given, _) => part.Apply(given)) { Place = Place, Limits = Limits })]
        : [];

    private static TransformRandom StreamOf(string text, Action<double>? drawn) => drawn is null ? TransformRandom.Parse(text) : TransformRandom.Parse(text).Observed(drawn);

    private static Sample Result(object? value, ITransform stage) => value as Sample
        ?? throw new UserErrorException($"the transforms {stage} turned the sample into something that has no named fields");

    private static string NameOf(ITransform stage) => stage switch
    {
        TransformWrapper wrapper => NameOf(wrapper.Operation),
        AlbumentationsWrapper wrapper => wrapper.Composition.TypeName,
        Operation operation => Declared(stage) ?? operation.TypeName,
        _ => Declared(stage) ?? stage.GetType().FullName!,
    };

    private static string? Declared(ITransform stage) => stage.GetType().GetCustomAttribute<TypeNameAttribute>() is { } names ? names.Aliases.Prepend(names.Name).MinBy(name => name.Length) : null;
}
