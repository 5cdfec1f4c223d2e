using Thelper.Config;
using Thelper.Data.Caching;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data;

/// <summary>A numbered collection of samples and the task that they serve.</summary>
/// <remarks>
/// A dataset is immutable and used by several threads at once: <see cref="Load"/> must not change shared state. One instance
/// therefore serves every loader; <see cref="DeepCopy"/> is kept for the original's configurations and changes nothing.
/// </remarks>
public abstract class Dataset
{
    private ITransform? bound;

    /// <summary>Creates the base part.</summary>
    /// <param name="transforms">Applied last, to the complete sample; null for none.</param>
    /// <param name="deepcopy">Recorded in the text form.</param>
    protected Dataset(ITransform? transforms = null, bool deepcopy = false)
    {
        Transforms = transforms;
        DeepCopy = deepcopy;
    }

    /// <summary>Applied to every sample after it is loaded; null for none.</summary>
    public ITransform? Transforms { get; }

    /// <summary>The original's flag of the same name.</summary>
    public bool DeepCopy { get; }

    /// <summary>What the samples are for, and the names of their input, truth and other fields.</summary>
    public abstract Task Task { get; }

    /// <summary>Number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>Whether <see cref="LabelOf"/> knows the truth of the samples without loading them.</summary>
    public virtual bool HasLabels => false;

    /// <summary>Whether the channels of images of three are blue, green, red, as OpenCV reads files; pictures of samples are drawn accordingly. By default they are red, green, blue.</summary>
    public virtual bool IsBgr => false;

    /// <summary>In which order the colours are where that is sure: a class of a user's own that says nothing, or an archive, may have either.</summary>
    internal virtual ChannelOrder KnownColors => IsBgr ? ChannelOrder.Bgr : ChannelOrder.Unknown;

    /// <summary>Whether a balanced split may load samples to learn their labels; otherwise they count as unlabelled, and the split is that of the whole list.</summary>
    internal virtual bool MayLoadLabels => true;

    /// <summary>Keeps loaded samples; null for none.</summary>
    internal SampleCache? Cache { get; set; }

    /// <summary>Changes a sample after it was read, before anything is done to it: its truth is corrected. Null for nobody.</summary>
    internal Action<int, Sample>? Amend { get; set; }

    /// <summary>Says truths in the numbers of the task that covers several data sets; null where they have these.</summary>
    internal ClassNumbers? ClassNumbers { get; set; }

    /// <summary>The name of the type as configurations write it.</summary>
    protected virtual string TypeText => TypeRegistry.NameOf(GetType()) ?? GetType().FullName!;

    /// <summary>Loads and transforms a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1, or negative to count from the end.</param>
    /// <param name="random">The random numbers of the transforms.</param>
    /// <returns>The sample, owned by the caller; its tensors belong to no dispose scope.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="UserErrorException">The sample cannot be read.</exception>
    public virtual Sample GetItem(int index, TransformRandom random) => GetItem(index, PipelineOf(index), random);

    /// <summary>The ground truth of a sample without loading it: a class name, a class index, or a list of these.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The truth, or null where the sample has none or it is not known before loading.</returns>
    public virtual object? LabelOf(int index) => null;

    /// <summary>The same in the numbers of the task that covers several data sets.</summary>
    internal object? LabelInTask(int index) => InTask(LabelOf(index), index);

    /// <summary>What an error message calls a sample; datasets of files give the path.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public virtual string Describe(int index) => $"sample {Invariant(index)} of {TypeText}";

    /// <summary>Where a sample lies on the ground; null where that is not known.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="UserErrorException">Its file cannot be read.</exception>
    public virtual SampleGround? GroundOf(int index) => null;

    /// <summary>Which pixels of a sample's picture have data: others are no part of means and deviations (<c>thelper stats</c>).</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>uint8, height x width, 0 where there are no data; null where all pixels have some.</returns>
    /// <exception cref="UserErrorException">Its file cannot be read.</exception>
    public virtual torch.Tensor? ValidOf(int index) => null;

    /// <summary>The folder that samples are files of: they are known by their paths below it. Null where they are not.</summary>
    internal virtual string? Root => null;

    /// <summary>The files that a sample is read from, its own one first if it has one; empty where there are none. Of data sets of the user's own, what <see cref="Describe"/> names.</summary>
    internal virtual IReadOnlyList<string> FilesOf(int index) => Describe(index) is var path && (Root is not null || File.Exists(path)) ? [path] : [];

    /// <summary>The truth of a sample as a text, where it is not in files of its own; null where it is not known before loading.</summary>
    internal virtual string? TruthOf(int index) => HasLabels ? PythonRepr.Of(LabelOf(index)) : null;

    /// <summary>The original's text form, which also goes into the logs.</summary>
    public override string ToString() => $"{TypeText}(transforms={Transforms?.ToString() ?? "None"}, deepcopy={(DeepCopy ? "True" : "False")})";

    internal Sample GetItem(int index, ITransform? transforms, TransformRandom random)
    {
        var position = index < 0 ? index + Count : index;
        if ((uint)position >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the dataset has {Invariant(Count)} samples");
        }

        using var scope = torch.NewDisposeScope();
        var sample = Cache is { } cache ? cache.Load(this, position, LoadRaw) : transforms is IRegionTransform { TakesImageFiles: true } ? Numbered(Load(position), position) : LoadRaw(position);
        Amend?.Invoke(position, sample);
        RequireGood(sample, position);
        if (transforms is not null)
        {
            sample = transforms.Apply(sample, random) as Sample
                ?? throw new UserErrorException($"the transforms {transforms} turned the sample into something that has no named fields");
        }

        sample.DecodeImages();
        sample.ForEachLeaf(static leaf => (leaf as torch.Tensor)?.DetachFromDisposeScope());
        return sample;
    }

    private void RequireGood(Sample sample, int index)
    {
        try
        {
            SampleCheck.Raw(Task, sample);
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{Describe(index)}: {error.Message}", error);
        }
    }

    private Sample Numbered(Sample sample, int index)
    {
        if (ClassNumbers?.Task.GtKey is { } key && sample.TryGetValue(key, out var truth) && InTask(truth, index) is var said && !ReferenceEquals(said, truth))
        {
            sample[key] = said;
            (truth as torch.Tensor)?.Dispose();
        }

        return sample;
    }

    private object? InTask(object? truth, int index)
    {
        try
        {
            return ClassNumbers is { } numbers ? numbers.Of(truth) : truth;
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{Describe(index)}: {error.Message}", error);
        }
    }

    /// <summary>Reads a sample, without transforms and without the cache.</summary>
    internal Sample LoadRaw(int index) => LoadRaw(index, null);

    /// <summary>Reads a sample, without transforms and without the cache.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <param name="whole">Receives the fields that are whole image files, and the paths of these; null for nobody who asks.</param>
    internal Sample LoadRaw(int index, IDictionary<string, string>? whole)
    {
        var sample = Numbered(Load(index), index);
        foreach (var (key, value) in sample)
        {
            if (whole is not null && value is Imaging.ImageFile file)
            {
                whole[key] = file.Path;
            }
        }

        sample.DecodeImages();
        return sample;
    }

    /// <summary>What is done to a sample after it is loaded, bound to its fields; null for nothing.</summary>
    internal virtual ITransform? PipelineOf(int index) => bound ??= SamplePipeline.For(Transforms, (ClassNumbers?.Task ?? Task).Fields);

    /// <summary>The dataset that a sample comes from, and its number there: of several datasets in a row the one of them.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1, or negative to count from the end.</param>
    public virtual (Dataset Dataset, int Index) Locate(int index) => (this, index < 0 ? index + Count : index);

    /// <summary>What is known to be wrong with a sample before it is loaded; null where nothing is.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    internal virtual string? KnownFault(int index) => null;

    /// <summary>Reads a sample, without transforms; called from several threads at once.</summary>
    /// <remarks>A field may be an <see cref="Imaging.ImageFile"/>: it is decoded before anything sees it that does not know how to decode just a part.</remarks>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="UserErrorException">The sample cannot be read.</exception>
    protected abstract Sample Load(int index);

    private protected static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
