namespace Thelper.Vision.Datasets;

/// <summary>A dataset of torchvision: numbered tuples, mostly of an image and a class index.</summary>
/// <remarks>Immutable after construction; several threads read it at once.</remarks>
public interface IVisionDataset
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Class names by index, or null.</summary>
    IReadOnlyList<string>? Classes { get; }

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The tuple's elements; tensors in it belong to the caller.</returns>
    /// <exception cref="UserErrorException">The sample cannot be read; the message names the file.</exception>
    IReadOnlyList<object?> GetItem(int index);

    /// <summary>Whether the truth of a sample is a class index, which <see cref="LabelOf"/> tells.</summary>
    bool HasLabels => true;

    /// <summary>The class index of a sample, without loading it.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="NotSupportedException">There is none: <see cref="HasLabels"/> is false.</exception>
    long LabelOf(int index);

    /// <summary>What an error message calls a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    string Describe(int index);

    /// <summary>The folder that samples are files of; null where they are not.</summary>
    string? Root => null;

    /// <summary>The files that a sample is read from, its own one first if it has one; empty where there are none.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    IReadOnlyList<string> FilesOf(int index) => [];
}
