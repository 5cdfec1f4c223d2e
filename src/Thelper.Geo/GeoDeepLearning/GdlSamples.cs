using Thelper.Data.Formats.Hdf5;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.GeoDeepLearning;

/// <summary>The samples of one archive of Geo Deep Learning. Used by several threads at once.</summary>
internal sealed class GdlSamples : IDisposable
{
    private const string Images = "sat_img";
    private const string Maps = "map_img";
    private const string Numbers = "meta_idx";
    private const string Records = "metadata";
    private readonly Hdf5Table table;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, object?>>? metadata;
    private readonly int? dontcare;

    public GdlSamples(string workFolder, string datasetType, int? maxSampleCount, int? dontcare)
    {
        this.dontcare = dontcare;
        var path = Path.Combine(workFolder, $"{datasetType}_samples.hdf5");
        table = new Hdf5Table(File.Exists(path) ? path : throw new UserErrorException($"{path}: no such file; work_folder and dataset_type say where the archive of Geo Deep Learning is"));
        try
        {
            var (images, maps) = (table.Shape(Images), table.Shape(Maps));
            if (images.Count != 4 || maps.Count != 3 || !images.Take(3).SequenceEqual(maps) || images[0] > int.MaxValue)
            {
                throw new UserErrorException($"{path}: '{Images}' ({string.Join(" x ", images)}) and '{Maps}' ({string.Join(" x ", maps)}) do not fit each other");
            }

            Count = Math.Min((int)images[0], maxSampleCount is null or > 0 ? maxSampleCount ?? int.MaxValue : throw new UserErrorException("max_sample_count must be above 0"));
            metadata = table.Has(Records) ? [.. Enumerable.Range(0, (int)table.Shape(Records)[0]).Select(Record)] : null;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    public int Count { get; }

    /// <summary>The value of <c>dontcare</c>: a number that is one already, or a pair whose first number, 0, becomes the second while all other labels are lowered by one.</summary>
    public static (int? Value, bool Lowered) ReadDontCare(object? value) => PlainValues.Normalize(value) switch
    {
        null => (null, false),
        long number => ((int)number, false),
        System.Collections.IList { Count: 2 } pair when PlainValues.Normalize(pair[0]) is 0L && PlainValues.Normalize(pair[1]) is long becomes => ((int)becomes, true),
        var other => throw new UserErrorException($"dontcare: a number, or a pair [0, v] (all labels are lowered by one, and the former 0 becomes v), is needed, got {PythonRepr.Of(other)}"),
    };

    public string Describe(int index) => FormattableString.Invariant($"{table.Path}: sample {index}");

    public (Tensor Image, Tensor Map, IReadOnlyDictionary<string, object?>? Metadata) Read(int index, bool lowered)
    {
        var image = table.ReadTensor(Images, index);
        var map = table.ReadTensor(Maps, index);
        if (lowered)
        {
            using var before = map;
            using var scope = NewDisposeScope();
            var wide = map.to(ScalarType.Int64);
            map = torch.where(wide.eq(0), tensor((long)dontcare!.Value), wide.sub(1)).MoveToOuterDisposeScope();
        }

        return (image, map, MetadataOf(index));
    }

    public void Dispose() => table.Dispose();

    private IReadOnlyDictionary<string, object?>? MetadataOf(int index)
    {
        if (metadata is null || !table.Has(Numbers))
        {
            return null;
        }

        var number = table.Read(Numbers, index) switch { long whole => whole, Tensor tensor => One(tensor), _ => -1 };
        return number >= 0 && number < metadata.Count ? metadata[(int)number] : throw new UserErrorException(FormattableString.Invariant($"{Describe(index)}: '{Numbers}' is {number}, but there are {metadata.Count} entries in '{Records}'"));
    }

    private static long One(Tensor tensor)
    {
        using (tensor)
        {
            using var wide = tensor.to(ScalarType.Int64);
            return wide.numel() == 1 ? wide.DataSpan<long>()[0] : -1;
        }
    }

    private IReadOnlyDictionary<string, object?> Record(int number)
    {
        try
        {
            return DictionaryText.Parse(table.Read(Records, number) as string ?? throw new UserErrorException("it is no text"));
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException(FormattableString.Invariant($"{table.Path}: entry {number} of '{Records}' cannot be read: {error.Message}"), error);
        }
    }
}
