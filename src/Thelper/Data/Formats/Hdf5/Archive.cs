using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch.Serialization;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Writes the samples of loaders into an HDF5 archive, which <see cref="HDF5Dataset"/>, h5py and the original read (<c>create_hdf5</c>).</summary>
public static class Archive
{
    /// <summary>Writes an archive; the file appears under its name when it is complete and on the disk, and never before.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="task">Names the fields that are kept.</param>
    /// <param name="train">Training samples, written in the loader's order after its transforms; or null.</param>
    /// <param name="valid">Validation samples, or null.</param>
    /// <param name="test">Test samples, or null.</param>
    /// <param name="info">What the archive says about itself.</param>
    /// <param name="compression">A map from fields to <c>{type, encode_params, decode_params, flatten}</c>; null compresses nothing.</param>
    /// <param name="progress">Shows how far it has come; null for none.</param>
    /// <param name="stop">The user's wish to stop; null for none.</param>
    /// <exception cref="UserErrorException">A setting or sample does not fit an archive, or the file cannot be written.</exception>
    /// <exception cref="SessionInterruptedException">The user wished to stop.</exception>
    public static void Create(
        string path, Task task, DataLoader? train, DataLoader? valid, DataLoader? test, ArchiveInfo info, ConfigNode? compression = null, IProgressDisplay? progress = null, StopRequest? stop = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(info);
        var encodings = ReadCompression(task, compression);
        AtomicFile.Write(path, stream =>
        {
            var writer = new Hdf5Writer(stream);
            var groups = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var (name, loader) in new[] { ("train", train), ("valid", valid), ("test", test) })
            {
                if (loader is not null)
                {
                    groups[name] = WriteSet(writer, name, task, loader, encodings, progress, stop);
                }
            }

            writer.Finish(writer.Group(groups,
            [
                new("source", info.Source),
                new("git_sha1", info.GitSha1),
                new("version", info.Version),
                new("task", task.ToString()),
                new("config", PythonRepr.Of(info.Config)),
                new("compression", PythonRepr.Of(WithFlags(compression, encodings))),
            ]));
        });
    }

    /// <summary>Checks a <c>compression</c> map without writing anything.</summary>
    /// <param name="task">Names the fields.</param>
    /// <param name="compression">The map, or null.</param>
    /// <exception cref="UserErrorException">It is wrong; the message lists every mistake.</exception>
    internal static Dictionary<string, ArchiveEncoding> ReadCompression(Task task, ConfigNode? compression)
    {
        var encodings = new Dictionary<string, ArchiveEncoding>(StringComparer.Ordinal);
        if (compression is null or { Kind: ConfigKind.Null })
        {
            return encodings;
        }

        var errors = new ConfigErrors();
        if (compression.Kind != ConfigKind.Map)
        {
            errors.Add(compression, $"expected a map from the samples' fields to their compression, such as {{\"{task.InputKey}\": {{\"type\": \"lz4\"}}}}, got {compression.Describe()}");
        }

        foreach (var (key, node) in compression.Entries)
        {
            if (!task.Keys.Contains(key))
            {
                errors.Add(node, $"the samples have no field '{key}'; the task's are {string.Join(", ", task.Keys)}");
            }
            else if (node.Kind != ConfigKind.Map)
            {
                errors.Add(node, $"expected a map such as {{\"type\": \"lz4\"}}, got {node.Describe()}");
            }
            else
            {
                encodings[key] = ArchiveEncoding.Bind(node, errors);
            }
        }

        errors.ThrowIfAny();
        return encodings;
    }

    // The original's reader insists on being told how to decode an image.
    private static OrderedDictionary<string, object?> WithFlags(ConfigNode? compression, Dictionary<string, ArchiveEncoding> encodings)
    {
        var printed = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, node) in compression?.Entries ?? [])
        {
            printed[key] = node.ToPlain();
            if (encodings[key] is { IsImage: true, Mode: { } mode } && node.Get("decode_params", "decode_kwargs")?.Get("flags") is null)
            {
                printed[key] = node.With("decode_params", ConfigNode.FromPlain(new Dictionary<string, object?> { ["flags"] = (long)mode }, node.File, node.Path)).ToPlain();
            }
        }

        return printed;
    }

    private static long WriteSet(
        Hdf5Writer writer, string name, Task task, DataLoader loader, Dictionary<string, ArchiveEncoding> encodings, IProgressDisplay? progress, StopRequest? stop)
    {
        using var display = progress?.Begin($"packing {name}", loader.BatchCount);
        var fields = new SortedDictionary<string, ArchiveFieldWriter>(StringComparer.Ordinal);
        long count = 0;
        var limit = (long)loader.BatchCount * loader.BatchSize;
        foreach (var batch in loader)
        {
            using var owned = batch;
            var size = -1;
            foreach (var key in task.Keys)
            {
                if (!batch.TryGetValue(key, out var values))
                {
                    throw new UserErrorException($"the samples of the {name} set have no field '{key}', which the task {task} names");
                }

                if (!fields.TryGetValue(key, out var field))
                {
                    fields[key] = field = new(writer, key, encodings.GetValueOrDefault(key, ArchiveEncoding.None), limit, values);
                    encodings[key] = field.Encoding;
                }

                var added = field.Add(values);
                size = size < 0 || size == added ? added : throw new UserErrorException(FormattableString.Invariant($"the field '{key}' has {added} values in a batch of {size}"));
            }

            count += size;
            progress?.Advance(size);
            stop?.ThrowIfRequested();
        }

        var children = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, field) in fields)
        {
            children[key] = field.Finish();
        }

        return writer.Group(children, [new("count", count)]);
    }
}
