using Microsoft.Extensions.Logging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data;

/// <summary>A dataset whose task is to assign a class to each pixel.</summary>
public abstract class SegmentationDataset : Dataset
{
    /// <summary>Creates the base part.</summary>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="inputKey">Name of the model's input in a sample.</param>
    /// <param name="labelMapKey">Name of the label map in a sample.</param>
    /// <param name="metaKeys">Names of further fields to keep; null for none.</param>
    /// <param name="dontcare">Value in label maps that belongs to no class; null for none.</param>
    /// <param name="transforms">Applied last, to the complete sample; null for none.</param>
    /// <param name="deepcopy">Recorded in the text form.</param>
    /// <param name="colorMap">Colours by class; see <see cref="ColorMap.Read"/>.</param>
    /// <param name="log">Told of classes that are left out or renamed.</param>
    protected SegmentationDataset(
        object classNames,
        string inputKey,
        string labelMapKey,
        IReadOnlyList<string>? metaKeys = null,
        int? dontcare = null,
        ITransform? transforms = null,
        bool deepcopy = false,
        object? colorMap = null,
        ILogger? log = null)
        : base(transforms, deepcopy) => Classes = new Segmentation(classNames, inputKey, labelMapKey, metaKeys, dontcare, colorMap, log);

    /// <inheritdoc/>
    public override Task Task => Classes;

    /// <summary>The task, with its classes.</summary>
    public Segmentation Classes { get; }
}
