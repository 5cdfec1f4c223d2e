using System.Text;
using Thelper.Torch.Serialization;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Writes an HDF5 file of arrays in its root, row by row, that h5py and the original read.</summary>
public sealed class Hdf5TableWriter
{
    private readonly Hdf5Writer writer;
    private readonly Dictionary<string, (Hdf5ArrayWriter Array, List<KeyValuePair<string, object>> Attributes)> columns = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> done = new(StringComparer.Ordinal);

    private Hdf5TableWriter(Stream stream) => writer = new Hdf5Writer(stream);

    /// <summary>Attributes of the file: texts and whole numbers, or lists of the latter.</summary>
    public IDictionary<string, object> Attributes { get; } = new OrderedDictionary<string, object>(StringComparer.Ordinal);

    /// <summary>Writes a file, which appears when it is whole.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="fill">Adds arrays, rows and attributes.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Write(string path, Action<Hdf5TableWriter> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        AtomicFile.Write(path, stream =>
        {
            var table = new Hdf5TableWriter(stream);
            fill(table);
            foreach (var (name, (array, attributes)) in table.columns)
            {
                table.done[name] = array.Finish(attributes);
            }

            table.writer.Finish(table.writer.Group(table.done, table.Attributes));
        });
    }

    /// <summary>Adds an array of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">numpy's name of its type, such as <c>&lt;u2</c>.</param>
    /// <param name="rowShape">Extent of a row.</param>
    /// <param name="rows">The most rows there can be.</param>
    /// <param name="lz4">Whether rows are compressed by the filter 32004 (<c>chunk_lz4</c>).</param>
    /// <param name="attributes">Its attributes; null for none.</param>
    public void AddArray(string name, string type, IReadOnlyList<long> rowShape, long rows, bool lz4 = false, IReadOnlyDictionary<string, object>? attributes = null)
    {
        var element = Hdf5Type.OfNumpy(type) ?? throw new ArgumentException($"'{type}' is no type of numbers", nameof(type));
        columns.Add(name, (new Hdf5ArrayWriter(writer, element, [.. rowShape], rows, lz4 ? Hdf5Filter.Lz4Chunks : null), [.. attributes ?? new Dictionary<string, object>()]));
    }

    /// <summary>Adds an array of texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">The most rows there can be.</param>
    public void AddTexts(string name, long rows) => columns.Add(name, (new Hdf5ArrayWriter(writer, Hdf5Type.VariableText, [], rows), []));

    /// <summary>Adds a row: its elements, least significant bytes first.</summary>
    /// <param name="name">The array.</param>
    /// <param name="row">The bytes.</param>
    public void AddRow(string name, ReadOnlySpan<byte> row) => columns[name].Array.Add(row);

    /// <summary>Adds a text.</summary>
    /// <param name="name">The array.</param>
    /// <param name="text">The text.</param>
    public void AddRow(string name, string text) => columns[name].Array.Add(Encoding.UTF8.GetBytes(text));
}
