namespace Thelper.Data.Statistics;

/// <summary>What <see cref="DataStatistics"/> knows about one set of samples.</summary>
/// <param name="Name"><c>train</c>, <c>valid</c>, <c>test</c>, or <c>unused</c> for the samples that no set takes.</param>
public sealed record SetStatistics(string Name)
{
    /// <summary>Number of samples.</summary>
    public int Samples { get; internal set; }

    /// <summary>Number of samples of each class, in class order; samples without a label count as <c>&lt;unset&gt;</c>. Empty unless the task is a classification.</summary>
    public OrderedDictionary<string, int> Classes { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of pixels of each class in the label maps, in class order; <c>dontcare</c> and <c>&lt;unknown&gt;</c> if there are any. Empty unless the task is a segmentation.</summary>
    public OrderedDictionary<string, long> Pixels { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of boxes of each class, in class order. Empty unless the task is a detection.</summary>
    public OrderedDictionary<string, long> Boxes { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of samples without a box. 0 unless the task is a detection.</summary>
    public int WithoutBoxes { get; internal set; }

    /// <summary>Number of images of each size, written <c>width x height x channels</c>.</summary>
    public SortedDictionary<string, int> Sizes { get; } = new(StringComparer.Ordinal);

    /// <summary>Mean and deviation of each channel as the dataset gives it (blue, green, red for image files), in the image's own units.</summary>
    public ChannelMoments Moments { get; } = new();

    /// <summary>Number of images left out of <see cref="Moments"/>, because they have another number of channels than the first.</summary>
    public int OtherChannels { get; internal set; }

    /// <summary>The samples that could not be read: their names and what is wrong.</summary>
    public List<(string Sample, string Error)> Unreadable { get; } = [];
}
