using System.Collections.Concurrent;
using Thelper.Torch;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>The arrays of an HDF5 file of any layout, read row by row by any number of threads at once; nothing in the file is ever run.</summary>
public sealed class Hdf5Table : IDisposable
{
    private readonly Hdf5Input input;
    private readonly ConcurrentDictionary<string, Column> columns = new(StringComparer.Ordinal);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It is missing, no HDF5 file, or damaged.</exception>
    public Hdf5Table(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Path = path;
        input = Hdf5Input.Open(path);
        try
        {
            _ = Hdf5File.Root(input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Attributes of the file or of a group: texts, numbers, lists of these, or null for other types.</summary>
    /// <param name="group">Path of the group; empty for the file.</param>
    /// <exception cref="UserErrorException">There is no such group.</exception>
    public IReadOnlyDictionary<string, object?> Attributes(string group = "") =>
        (Find(group) ?? throw new Hdf5Exception($"{Path}: there is no group '{group}'")).Attributes;

    /// <summary>Names in the file or in a group.</summary>
    /// <param name="group">Path of the group; empty for the file.</param>
    public IReadOnlyList<string> Names(string group = "") => Find(group)?.Links.Keys.ToList() ?? [];

    /// <summary>Whether there is an array.</summary>
    /// <param name="name">Path of the array, with <c>/</c> between groups.</param>
    public bool Has(string name) => Find(name)?.Array is not null;

    /// <summary>The extent of an array, rows first.</summary>
    /// <param name="name">Path of the array.</param>
    /// <exception cref="UserErrorException">There is none.</exception>
    public IReadOnlyList<long> Shape(string name) => Get(name).Dims;

    /// <summary>Reads a row.</summary>
    /// <param name="name">Path of the array.</param>
    /// <param name="row">From 0.</param>
    /// <returns>A tensor (unsigned types beyond 8 bits as the next larger signed one), or where rows are single values a number or a text.</returns>
    /// <exception cref="UserErrorException">There is no such row, or the file is damaged there.</exception>
    public object Read(string name, long row)
    {
        var column = Get(name);
        return row >= 0 && row < column.Dims[0] && row <= int.MaxValue
            ? column.Field.Read((int)row)
            : throw new Hdf5Exception(FormattableString.Invariant($"{Path}: '{name}' has {column.Dims[0]} rows, there is no row {row}"));
    }

    /// <summary>Reads a row as a tensor.</summary>
    /// <param name="name">Path of the array.</param>
    /// <param name="row">From 0.</param>
    /// <exception cref="UserErrorException">There is no such row, or rows are single values.</exception>
    public torch.Tensor ReadTensor(string name, long row) => Read(name, row) as torch.Tensor ?? throw new Hdf5Exception($"{Path}: the rows of '{name}' are single values; arrays are expected");

    /// <summary>Closes the file.</summary>
    public void Dispose() => input.Dispose();

    private Column Get(string name) => columns.GetOrAdd(name, static (path, table) =>
    {
        var node = table.Find(path);
        return node?.Array is { Dims.Length: > 0 } array
            ? new Column(array.Dims, new ArchiveField(table.input, path, path, node, array, null))
            : throw new Hdf5Exception($"{table.Path}: there is no array '{path}'; the file has: {string.Join(", ", table.Find("")!.Links.Keys)}");
    }, this);

    private Hdf5Node? Find(string path)
    {
        var node = Hdf5File.Root(input);
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!node.Links.ContainsKey(part))
            {
                return null;
            }

            node = node.Child(part);
        }

        return node;
    }

    private sealed record Column(long[] Dims, ArchiveField Field);
}
