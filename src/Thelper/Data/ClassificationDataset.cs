using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data;

/// <summary>A dataset whose task is to classify each sample.</summary>
public abstract class ClassificationDataset : Dataset
{
    /// <summary>Creates the base part.</summary>
    /// <param name="classNames">The classes; a sample's class index is its place here.</param>
    /// <param name="inputKey">Name of the model's input in a sample.</param>
    /// <param name="labelKey">Name of the label in a sample.</param>
    /// <param name="metaKeys">Names of further fields to keep; null for none.</param>
    /// <param name="transforms">Applied last, to the complete sample; null for none.</param>
    /// <param name="deepcopy">Recorded in the text form.</param>
    protected ClassificationDataset(
        IReadOnlyList<string> classNames,
        string inputKey,
        string labelKey,
        IReadOnlyList<string>? metaKeys = null,
        ITransform? transforms = null,
        bool deepcopy = false)
        : base(transforms, deepcopy) => Classes = new Classification(classNames, inputKey, labelKey, metaKeys);

    /// <inheritdoc/>
    public override Task Task => Classes;

    /// <summary>The task, with its classes.</summary>
    public Classification Classes { get; }
}
