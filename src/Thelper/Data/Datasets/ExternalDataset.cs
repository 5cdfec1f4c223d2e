using System.Runtime.CompilerServices;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Thelper.Vision.Datasets;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Wraps a collection that is no <see cref="Dataset"/>: torchvision's datasets, or any list of samples.</summary>
/// <remarks>
/// A tuple or list becomes a sample with the fields <c>"0"</c>, <c>"1"</c>, ...; a bare tensor the field <c>"0"</c>; a dictionary stays as it is.
/// </remarks>
[TypeName("thelper.data.parsers.ExternalDataset", "thelper.data.ExternalDataset")]
public sealed class ExternalDataset : Dataset
{
    private readonly object wrapped;
    private readonly IVisionDataset? vision;
    private readonly IReadOnlyList<object?>? list;

    /// <summary>Wraps a collection.</summary>
    /// <param name="dataset">An <see cref="IVisionDataset"/>, or a list of samples whose access is thread-safe.</param>
    /// <param name="task">What the samples are for.</param>
    /// <param name="transforms">Applied last, to the complete sample.</param>
    /// <param name="deepcopy">Recorded in the text form.</param>
    /// <exception cref="UserErrorException">The object has no numbered samples.</exception>
    public ExternalDataset(object dataset, Task task, ITransform? transforms = null, bool deepcopy = false)
        : base(transforms, deepcopy)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(task);
        wrapped = dataset;
        vision = dataset as IVisionDataset;
        list = dataset as IReadOnlyList<object?>;
        if (vision is null && list is null)
        {
            throw new UserErrorException($"{dataset.GetType()} is no dataset: it must derive from Thelper.Data.Dataset, or implement IVisionDataset or IReadOnlyList of objects");
        }

        Task = task;
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count => vision?.Count ?? list!.Count;

    /// <inheritdoc/>
    public override bool HasLabels => vision is { HasLabels: true } && Task is Classification { LabelKey: "1" };

    /// <summary>Whether it is a folder of torchvision's: thelper 0.6.2 looks for the label of a sample under its name, and finds none in the pairs of path and class that these hold.</summary>
    internal bool IsImageFolder => vision is ImageFolder or DatasetFolder;

    /// <inheritdoc/>
    protected override string TypeText => TypeRegistry.NameOf(wrapped.GetType()) ?? wrapped.GetType().FullName!;

    /// <summary>Whether objects of a type can be wrapped.</summary>
    /// <param name="type">The type.</param>
    public static bool CanWrap(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !typeof(Dataset).IsAssignableFrom(type) && (typeof(IVisionDataset).IsAssignableFrom(type) || typeof(IReadOnlyList<object?>).IsAssignableFrom(type));
    }

    /// <inheritdoc/>
    public override object? LabelOf(int index) => HasLabels ? vision!.LabelOf(index) : null;

    /// <inheritdoc/>
    public override string Describe(int index) => vision?.Describe(index) ?? base.Describe(index);

    /// <inheritdoc/>
    internal override ChannelOrder KnownColors => vision is IdxDataset ? ChannelOrder.Grey : vision?.GetType().Assembly == typeof(IVisionDataset).Assembly ? ChannelOrder.Rgb : ChannelOrder.Unknown;

    /// <inheritdoc/>
    internal override string? Root => vision?.Root;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) => vision?.FilesOf(index) is { Count: > 0 } files ? files : base.FilesOf(index);

    /// <inheritdoc/>
    protected override Sample Load(int index) => vision is not null ? Numbered(vision.GetItem(index)) : Convert(list![index], index);

    private static Sample Convert(object? value, int index) => value switch
    {
        Sample or IReadOnlyDictionary<string, object?> => Copied((IReadOnlyDictionary<string, object?>)value),
        ITuple tuple => Numbered(Enumerable.Range(0, tuple.Length).Select(i => Shared(tuple[i]))),
        IReadOnlyList<object?> elements => Numbered(elements.Select(Shared)),
        torch.Tensor tensor => Numbered([Shared(tensor)]),
        null => throw new UserErrorException(FormattableString.Invariant($"sample {index} is null")),
        _ => throw new UserErrorException(FormattableString.Invariant($"sample {index} is a {value.GetType().Name}; expected a tuple, a list, a dictionary or a tensor")),
    };

    private static Sample Numbered(IEnumerable<object?> elements)
    {
        var sample = new Sample();
        foreach (var element in elements)
        {
            sample.Add(Invariant(sample.Count), element);
        }

        return sample;
    }

    private static Sample Copied(IReadOnlyDictionary<string, object?> fields)
    {
        var sample = new Sample();
        foreach (var (key, value) in fields)
        {
            sample.Add(key, Shared(value));
        }

        return sample;
    }

    // The collection keeps its tensors: a sample gets handles of its own on the same memory.
    private static object? Shared(object? value) => value is torch.Tensor tensor ? tensor.detach() : value;
}
