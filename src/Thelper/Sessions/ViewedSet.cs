using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Sessions;

/// <summary>Samples that are looked at: those of a loader's set in its order, or those of a data set. Safe for several threads at once.</summary>
public sealed class ViewedSet
{
    private readonly Dataset dataset;
    private readonly DataLoader? loader;
    private readonly IReadOnlyList<int>? indices;
    private readonly IReadOnlyDictionary<Dataset, string> names;

    internal ViewedSet(DataLoader loader, IReadOnlyDictionary<Dataset, string> names)
    {
        (Name, dataset, this.loader, this.names) = (loader.Name, loader.Dataset, loader, names);
        indices = [.. loader.Sampler.Indices.Distinct()];
        Colors = loader.Colors;
    }

    internal ViewedSet(string name, Dataset dataset)
    {
        (Name, this.dataset, names) = (name, dataset, new Dictionary<Dataset, string> { [dataset] = name });
        Colors = ChannelOrders.After(Count > 0 ? dataset.PipelineOf(0) : null, dataset.Task.Fields.ImageKey, RawColors);
    }

    /// <summary>The set: <c>train</c>, <c>valid</c>, <c>test</c>, or the data set's name.</summary>
    public string Name { get; }

    /// <summary>How many samples there are.</summary>
    public int Count => indices?.Count ?? dataset.Count;

    /// <summary>Whether the samples come from a loader, with its augmentation.</summary>
    public bool IsLoader => loader is not null;

    /// <summary>Whether the truth of samples is known without loading them.</summary>
    public bool HasLabels => dataset.HasLabels;

    /// <summary>In which order the colours of images come before the transforms.</summary>
    public ChannelOrder RawColors => dataset.IsBgr ? ChannelOrder.Bgr : ChannelOrder.Rgb;

    /// <summary>In which order they come after them.</summary>
    public ChannelOrder Colors { get; }

    /// <summary>The data set that a sample is from, and its number there.</summary>
    /// <param name="position">The sample, from 0 to <see cref="Count"/> - 1.</param>
    public (string Dataset, int Index) HomeOf(int position)
    {
        var (home, index) = dataset.Locate(IndexOf(position));
        return (names[home], index);
    }

    /// <summary>What messages call a sample: of data sets of files the path.</summary>
    /// <param name="position">The sample.</param>
    public string Describe(int position) => dataset.Describe(IndexOf(position));

    /// <summary>The files that a sample is read from; empty where there are none.</summary>
    /// <param name="position">The sample.</param>
    public IReadOnlyList<string> FilesOf(int position)
    {
        var (home, index) = dataset.Locate(IndexOf(position));
        return home.FilesOf(index);
    }

    /// <summary>Where a sample lies on the ground; null where that is not known.</summary>
    /// <param name="position">The sample.</param>
    public SampleGround? GroundOf(int position)
    {
        var (home, index) = dataset.Locate(IndexOf(position));
        return home.GroundOf(index);
    }

    /// <summary>The truth of a sample without loading it; null where it is not known.</summary>
    /// <param name="position">The sample.</param>
    public object? LabelOf(int position) => dataset.LabelInTask(IndexOf(position));

    /// <summary>Reads a sample, without transforms.</summary>
    /// <param name="position">The sample.</param>
    /// <param name="whole">Receives the fields that are whole image files, and the paths of these; null for nobody who asks.</param>
    /// <returns>It, owned by the caller; its tensors may be in the current dispose scope.</returns>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public Sample LoadRaw(int position, IDictionary<string, string>? whole = null)
    {
        var (home, index) = dataset.Locate(IndexOf(position));
        try
        {
            return home.LoadRaw(index, whole);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{Describe(position)}: cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Loads a sample as an epoch of a session does.</summary>
    /// <param name="position">The sample.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <returns>It, owned by the caller; its tensors belong to no dispose scope.</returns>
    /// <exception cref="UserErrorException">It cannot be loaded.</exception>
    public Sample Load(int position, int epoch) => loader is not null
        ? loader.Load(IndexOf(position), epoch)
        : dataset.GetItem(position, BatchSource.StreamOf(new(), epoch, position));

    /// <summary>What a sample's transforms draw in an epoch.</summary>
    /// <param name="position">The sample.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <returns>The record; null for a set without loader.</returns>
    /// <exception cref="UserErrorException">It cannot be loaded.</exception>
    public SampleReplay? DrawsOf(int position, int epoch) => loader is null ? null : SampleReplay.Record(loader, IndexOf(position), epoch);

    /// <summary>A loaded sample as a batch of its own.</summary>
    /// <param name="sample">The sample, which is used up.</param>
    /// <param name="position">Which it is.</param>
    internal Sample Pack(Sample sample, int position) => loader!.PackOne(sample, IndexOf(position));

    private int IndexOf(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
        return indices?[position] ?? position;
    }
}
