using Thelper.Torch.Serialization.Pickling;

namespace Thelper.Torch.Serialization;

/// <summary>Reads bare pickles, such as the batches of the CIFAR datasets, without running anything that is in them.</summary>
public static class Pickles
{
    /// <summary>Reads a file that is one pickle; all of it is checked before anything is returned.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on what the file may ask for; null for <see cref="LoadLimits.Default"/>.</param>
    /// <returns>The value, as <see cref="Checkpoints"/> describes it; numpy arrays are tensors that belong to the caller or to the innermost dispose scope.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, or holds classes that are not read.</exception>
    public static object? Load(string path, LoadLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= LoadLimits.Default;
        try
        {
            using var stream = InputFile.OpenRead(path);
            var reader = new PickleReader(new PickleInput(stream, stream.Length, path), limits);
            var tree = new LoadedTree(reader.Read(), path, limits);
            tree.Complete(new TensorLoader(path).Load(tree.Leaves));
            return tree.Root;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"cannot be read: {exception.Message}", exception);
        }
    }
}
