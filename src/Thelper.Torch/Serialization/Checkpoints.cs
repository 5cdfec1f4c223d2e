using Thelper.Torch.Serialization.Containers;
using Thelper.Torch.Serialization.Pickling;

namespace Thelper.Torch.Serialization;

/// <summary>Reads and writes the files of <c>torch.save</c> and <c>torch.load</c> without running anything that is in them.</summary>
/// <remarks>
/// Values in Python and here: None null, bool bool, int long (BigInteger beyond 64 bits), float double, str string, bytes and bytearray byte[],
/// list List&lt;object?&gt;, tuple and torch.Size <see cref="PyTuple"/>, dict, OrderedDict, Counter and defaultdict <see cref="PyDict"/>,
/// set and frozenset HashSet&lt;object?&gt;, complex Complex, tensor (also a sparse one) and Parameter <see cref="torch.Tensor"/>,
/// numpy scalar the plain value, numpy array tensor (uint16 and uint32 as the next wider signed type, uint64 as int64), numpy array of texts
/// nested lists, dtype <see cref="torch.ScalarType"/>, layout <see cref="Layout"/>, device its name as a string.
/// </remarks>
public static class Checkpoints
{
    private const string StreamName = "the stream";

    /// <summary>Writes a value as a file that <c>torch.load</c> of PyTorch 1.6 and later opens. The file is either complete or unchanged.</summary>
    /// <param name="value">
    /// Anything that <see cref="Load(string, LoadLimits?, torch.Device?)"/> returns; also numbers of other types, arrays, lists and sets, value tuples,
    /// devices, and dictionaries. A dictionary from string to tensor becomes an OrderedDict, as state dicts are. A Parameter is saved as a plain tensor.
    /// Tensors of one storage are saved as such, and the whole storage with them; sparse tensors by their parts.
    /// </param>
    /// <param name="path">Where the file is to be; its folder must exist.</param>
    /// <exception cref="ArgumentException">The value holds something that has no counterpart in Python; no file is written.</exception>
    /// <exception cref="UserErrorException">The file cannot be written there.</exception>
    /// <exception cref="NotSupportedException">A tensor has a layout or type, or shares its memory in a way, that files do not have.</exception>
    public static void Save(object? value, string path)
    {
        using var storages = new StorageTable();
        var structure = new PickleWriter(storages).Write(value);
        AtomicFile.Write(path, stream => WriteArchive(new ZipWriter(stream), structure, storages));
    }

    /// <summary>Writes a value to a stream, as <see cref="Save(object?, string)"/> does to a file.</summary>
    /// <param name="value">The value.</param>
    /// <param name="stream">Where it goes, from its present position on; only written forward.</param>
    /// <exception cref="ArgumentException">The value holds something that has no counterpart in Python; nothing is written.</exception>
    /// <exception cref="NotSupportedException">A tensor has a layout or type, or shares its memory in a way, that files do not have.</exception>
    public static void Save(object? value, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var storages = new StorageTable();
        var structure = new PickleWriter(storages).Write(value);
        WriteArchive(new ZipWriter(stream), structure, storages);
    }

    /// <summary>Reads a file of <c>torch.save</c>: the zip layout or the older one. All of it is checked before anything is returned.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on what the file may ask for; null for <see cref="LoadLimits.Default"/>.</param>
    /// <param name="device">Where the tensors are to be, whatever device they were saved from; null for the processor.</param>
    /// <returns>
    /// The value; its tensors belong to the caller (<see cref="Release"/>) or to the innermost dispose scope.
    /// A tensor that occurs twice is one object; tensors of one storage share memory.
    /// </returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, of another kind, or holds classes that are not read.</exception>
    public static object? Load(string path, LoadLimits? limits = null, torch.Device? device = null)
        => Open(path, stream => Load(stream, path, limits ?? LoadLimits.Default, device));

    /// <summary>Reads a file of <c>torch.save</c> without its tensors: null stands in their places. libtorch is not loaded for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Bounds on what the file may ask for; null for <see cref="LoadLimits.Default"/>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, of another kind, or holds classes that are not read.</exception>
    public static object? LoadStructure(string path, LoadLimits? limits = null) => Open(path, stream =>
    {
        limits ??= LoadLimits.Default;
        var tree = new LoadedTree(Open(stream, path).ReadStructure(limits), path, limits);
        tree.Complete(null);
        return tree.Root;
    });

    /// <summary>Reads a checkpoint that reaches from the present position of a stream to its end.</summary>
    /// <param name="stream">A stream that can seek. It stays open; its position afterwards is not defined.</param>
    /// <param name="limits">Bounds on what the file may ask for; null for <see cref="LoadLimits.Default"/>.</param>
    /// <param name="device">Where the tensors are to be; null for the processor.</param>
    /// <returns>The value, as <see cref="Load(string, LoadLimits?, torch.Device?)"/> describes it.</returns>
    /// <exception cref="CheckpointException">The contents are damaged, of another kind, or hold classes that are not read.</exception>
    public static object? Load(Stream stream, LoadLimits? limits = null, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream.CanSeek && stream.Position > 0 ? new WindowStream(stream) : stream, StreamName, limits ?? LoadLimits.Default, device);
    }

    /// <summary>Disposes every tensor in a value that <see cref="Load(string, LoadLimits?, torch.Device?)"/> returned.</summary>
    /// <param name="value">The value.</param>
    public static void Release(object? value)
    {
        switch (value)
        {
            case torch.Tensor tensor:
                tensor.Dispose();
                break;
            case PyDict dictionary:
                foreach (var (_, item) in dictionary)
                {
                    Release(item);
                }

                break;
            case IReadOnlyList<object?> list:
                foreach (var item in list)
                {
                    Release(item);
                }

                break;
        }
    }

    /// <summary>Turns a value into one made of null, bool, long, double, string, List and Dictionary only; tuples become lists.</summary>
    /// <param name="value">A value without tensors.</param>
    /// <exception cref="ArgumentException">A dictionary has a key that is not a string, or a value has no plain form.</exception>
    public static object? ToPlain(object? value) => value switch
    {
        null or bool or long or double or string => value,
        PyDict dictionary => dictionary.ToDictionary(
            entry => entry.Key as string ?? throw new ArgumentException($"The key '{entry.Key}' is not a text."),
            entry => ToPlain(entry.Value)),
        IReadOnlyList<object?> list => list.Select(ToPlain).ToList(),
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no plain form."),
    };

    /// <summary>Writes the records of the zip layout.</summary>
    internal static void WriteArchive(ZipWriter archive, ReadOnlyMemory<byte> structure, StorageTable storages)
    {
        const string folder = "archive/";
        archive.Add(folder + "data.pkl", structure.Span);
        archive.Add(folder + "byteorder", "little"u8);
        foreach (var (storage, data) in storages.Storages)
        {
            archive.Add(folder + "data/" + storage.Key, data, storage.Bytes);
        }

        archive.Add(folder + "version", "3\n"u8);
        archive.Finish();
    }

    private static object? Open(string path, Func<Stream, object?> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "is a folder, not a checkpoint file");
        }

        if (!File.Exists(path))
        {
            throw new CheckpointException(path, "does not exist");
        }

        if (InputFile.Refusal(path) is { } refusal)
        {
            throw new CheckpointException(path, refusal);
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            return read(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"cannot be read: {exception.Message}", exception);
        }
    }

    private static object? Load(Stream stream, string file, LoadLimits limits, torch.Device? device)
    {
        var container = Open(stream, file);
        var tree = new LoadedTree(container.ReadStructure(limits), file, limits);
        CheckTensorBytes(tree, file, limits);
        tree.Complete(new TensorLoader(file, container, device).Load(tree.Leaves));
        return tree.Root;
    }

    private static ICheckpointContainer Open(Stream stream, string file)
    {
        if (!stream.CanSeek)
        {
            throw new CheckpointException(file, "is not a regular file: reading goes back and forth in it; copy it to a file first");
        }

        Span<byte> head = stackalloc byte[FileKinds.HeadLength];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (head.StartsWith("PK"u8))
        {
            return new ZipContainer(stream, file);
        }

        return LegacyContainer.Recognises(head)
            ? new LegacyContainer(stream, file)
            : throw new CheckpointException(file, FileKinds.OfHead(head, stream.Length));
    }

    private static void CheckTensorBytes(LoadedTree tree, string file, LoadLimits limits)
    {
        // The files hold these bytes, so their sum cannot overflow.
        var dense = tree.Leaves.OfType<TensorRef>().Concat(tree.Leaves.OfType<SparseRef>().SelectMany(sparse => sparse.Parts)).ToList();
        var bytes = dense.Select(tensor => tensor.Storage).Distinct().Sum(storage => storage.Bytes);

        // A lazy conjugate becomes a tensor with memory of its own, even if it is one of many views of a few elements.
        var copies = dense.Where(tensor => tensor.Conjugate || tensor.Negative)
            .Aggregate((Int128)0, (sum, tensor) => sum + tensor.Shape.Aggregate((Int128)tensor.Type.ElementSize(), (product, size) => product * size));
        if (copies > bytes && copies > limits.MaxExpandedTensorBytes)
        {
            throw new CheckpointException(file, $"its lazy tensors take {copies} bytes, more than is allowed");
        }

        if (bytes > limits.MaxTensorBytes)
        {
            throw new CheckpointException(file, $"its tensors take {bytes} bytes, more than the {limits.MaxTensorBytes} that are allowed");
        }
    }
}
