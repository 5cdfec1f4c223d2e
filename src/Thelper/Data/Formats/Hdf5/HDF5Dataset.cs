using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>One set (training, validation or test) of an archive that <c>thelper split</c>, here or in Python, wrote.</summary>
/// <remarks>
/// The sample's fields are the task's keys. An array becomes a tensor of its type (unsigned types beyond 8 bits the next larger signed one),
/// a number a number, a text a text. Threads read and decode at the same time; nothing in the file is ever run.
/// Labels are not known before a sample is loaded, so a split of the archive is not balanced over classes, as in the original.
/// </remarks>
[TypeName("thelper.data.parsers.HDF5Dataset", "thelper.data.HDF5Dataset")]
public sealed class HDF5Dataset : Dataset, IDisposable
{
    private readonly string root;
    private readonly string subset;
    private readonly Hdf5Input input;
    private readonly ArchiveField[] fields;
    private readonly string config;

    /// <summary>Opens an archive.</summary>
    /// <param name="root">The file.</param>
    /// <param name="subset"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="types">Finds the type of the archive's task; null for one of this program.</param>
    /// <exception cref="UserErrorException">The file cannot be read, is no archive, or has no such set.</exception>
    public HDF5Dataset(string root, [ConfigValue(Choices = ["train", "valid", "test"])] string subset = "train", ITransform? transforms = null, TypeRegistry? types = null)
        : base(transforms)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (subset is not ("train" or "valid" or "test"))
        {
            throw new UserErrorException($"{root}: an archive has the subsets 'train', 'valid' and 'test', not '{subset}'");
        }

        this.root = root;
        this.subset = subset;
        input = Hdf5Input.Open(root);
        try
        {
            var archive = Hdf5File.Root(input);
            Source = archive.Text("source");
            GitSha1 = archive.Text("git_sha1");
            Version = archive.Text("version");
            config = archive.Text("config");
            Task = TaskFactory.Parse(archive.Text("task"), (types ?? new()).Received(root), $"{root}: task");
            var settings = ArchiveEncoding.ReadAll(archive.Text("compression"), root);
            if (!archive.Links.ContainsKey(subset))
            {
                throw new Hdf5Exception($"{root}: the archive has no subset '{subset}'; it has: {string.Join(", ", archive.Links.Keys)}");
            }

            var group = archive.Child(subset);
            Count = group.Attributes.GetValueOrDefault("count") is long count and >= 0 and <= int.MaxValue && count / Hdf5Filter.Growth([Hdf5Filter.Lz4Chunks]) <= input.Length
                ? (int)count
                : throw new Hdf5Exception($"{root}: the subset '{subset}' does not say how many samples it has");
            fields = [.. Task.Keys.Select(key => Open(group, key, settings))];
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>False, as in the original: an archive is split as a whole.</summary>
    internal override bool MayLoadLabels => false;

    /// <summary>Host and time of the run that wrote the archive.</summary>
    public string Source { get; }

    /// <summary>The commit of the program that wrote the archive, or <c>unknown</c>.</summary>
    public string GitSha1 { get; }

    /// <summary>The version of the program that wrote the archive.</summary>
    public string Version { get; }

    /// <summary>The configuration of the run that wrote the archive, as plain values.</summary>
    /// <exception cref="UserErrorException">It is no literal.</exception>
    public object? OriginalConfig
    {
        get
        {
            try
            {
                return PythonLiteral.Parse(config);
            }
            catch (UserErrorException e)
            {
                throw new Hdf5Exception($"{root}: the attribute 'config' cannot be read: {e.Message}", e);
            }
        }
    }

    /// <inheritdoc/>
    public override string Describe(int index) => $"{root}: {subset} sample {Invariant(index)}";

    /// <summary>Closes the file; no sample can be loaded afterwards.</summary>
    public void Dispose() => input.Dispose();

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FilesOf(int index) => [root];

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var sample = new Sample();
        foreach (var field in fields)
        {
            sample.Add(field.Key, field.Read(index));
        }

        return sample;
    }

    private ArchiveField Open(Hdf5Node group, string key, IReadOnlyDictionary<string, ArchiveEncoding> settings)
    {
        if (!group.Links.ContainsKey(key))
        {
            throw new Hdf5Exception($"{root}: the subset '{subset}' has no field '{key}', which its task names");
        }

        var node = group.Child(key);
        var array = node.Array ?? throw new Hdf5Exception($"{root}: '{subset}/{key}' is no array");
        return array.Dims.Length > 0 && array.Dims[0] == Count
            ? new ArchiveField(input, $"{subset}/{key}", key, node, array, settings.GetValueOrDefault(key))
            : throw new Hdf5Exception(FormattableString.Invariant($"{root}: '{subset}/{key}' has not as many rows as the subset has samples ({Count})"));
    }
}
