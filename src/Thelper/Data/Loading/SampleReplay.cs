using System.Globalization;
using System.Text.Json;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Data.Loading;

/// <summary>The draws of one sample's way through the pipeline of its set: they can be written, read, and drawn again.</summary>
/// <remarks>
/// Every operation draws from a stream of its own, whatever its vocabulary. A record holds these streams, the numbers that were drawn from them (for people to read), and a digest of each field
/// of the result, so that doing it again tells whether the result is the same bit for bit. <c>ReplayCompose</c>'s records have the same <c>stream</c>.
/// </remarks>
public sealed class SampleReplay
{
    private const int MostNumbers = 100;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<StepRecord> steps;
    private readonly Dictionary<string, string> results;

    private SampleReplay(string set, int index, int epoch, string name, List<StepRecord> steps, Dictionary<string, string> results) =>
        (Set, Index, Epoch, Name, this.steps, this.results) = (set, index, epoch, name, steps, results);

    /// <summary>The set.</summary>
    public string Set { get; }

    /// <summary>The sample's number in the set's data.</summary>
    public int Index { get; }

    /// <summary>The epoch that the draws belong to.</summary>
    public int Epoch { get; }

    /// <summary>What messages call the sample.</summary>
    public string Name { get; }

    /// <summary>Records what a sample meets in an epoch, the first time that it is drawn in it.</summary>
    /// <param name="loader">The set.</param>
    /// <param name="index">The sample's number in the set's data.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    /// <exception cref="UserErrorException">It cannot be loaded.</exception>
    public static SampleReplay Record(DataLoader loader, int index, int epoch)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        Require(loader, index);
        using var scope = torch.NewDisposeScope();
        var taken = PipelineStep.Of(loader.Dataset.PipelineOf(index), BatchSource.StreamOf(loader.Seeds, epoch, index));
        var sample = Raw(loader, index);
        var records = new List<StepRecord>();
        foreach (var step in taken)
        {
            var numbers = new List<double>();
            var more = 0;
            sample = step.Apply(sample, number =>
            {
                if (numbers.Count < MostNumbers)
                {
                    numbers.Add(number);
                }
                else
                {
                    more++;
                }
            });
            records.Add(new(step.Name, step.Place, step.Stream, numbers, more));
        }

        return new(loader.Name, index, epoch, loader.Dataset.Describe(index), records, SampleDigest.Of(sample));
    }

    /// <summary>Reads a record.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It cannot be read, or is no record.</exception>
    public static SampleReplay Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadAllText(path));
            var root = document.RootElement;
            return new(
                root.GetProperty("set").GetString()!, root.GetProperty("sample").GetInt32(), root.GetProperty("epoch").GetInt32(), root.GetProperty("name").GetString()!,
                [.. root.GetProperty("steps").EnumerateArray().Select(step => new StepRecord(
                    step.GetProperty("operation").GetString()!, null, TransformRandom.Parse(step.GetProperty("stream").GetString()!).ToString(), [], 0))],
                root.GetProperty("result").EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString()!));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException or UserErrorException)
        {
            throw new UserErrorException($"{path}: is no record of a sample's draws ({error.Message}); 'thelper audit CONFIG DIR' writes them", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Writes the record.</summary>
    /// <param name="path">The file, which is replaced if it exists.</param>
    public void Save(string path) => File.WriteAllText(path, ToJson());

    /// <summary>The record as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["set"] = Set,
            ["sample"] = Index,
            ["epoch"] = Epoch,
            ["name"] = Name,
            ["steps"] = steps.Select(step => new Dictionary<string, object?>
            {
                ["operation"] = step.Operation,
                ["place"] = step.Place,
                ["stream"] = step.Stream,
                ["drawn"] = step.Drawn.Select(number => double.IsFinite(number) ? (object)number : number.ToString(CultureInfo.InvariantCulture)).ToList(),
                ["drawn_more"] = step.More,
            }).ToList(),
            ["result"] = results,
        },
        Readable) + "\n";

    /// <summary>Does to the sample what was done to it, whatever the seeds are now; or the same to another one.</summary>
    /// <param name="loader">The set.</param>
    /// <param name="index">The sample's number in the set's data; null for the recorded one.</param>
    /// <returns>The sample, owned by the caller.</returns>
    /// <exception cref="UserErrorException">The pipeline has other steps now, or the sample cannot be loaded.</exception>
    public Sample Apply(DataLoader loader, int? index = null)
    {
        ArgumentNullException.ThrowIfNull(loader);
        using var scope = torch.NewDisposeScope();
        var sample = Steps(loader).Aggregate(Raw(loader, index ?? Index), (value, step) => step.Apply(value));
        sample.ForEachLeaf(static leaf => (leaf as torch.Tensor)?.DetachFromDisposeScope());
        return sample;
    }

    /// <summary>The fields of a result that are not, bit for bit, what was recorded.</summary>
    /// <param name="sample">The result.</param>
    public IReadOnlyList<string> Differences(Sample sample)
    {
        var now = SampleDigest.Of(sample);
        return [.. now.Keys.Union(results.Keys).Where(key => now.GetValueOrDefault(key) != results.GetValueOrDefault(key))];
    }

    /// <summary>The steps of the set's pipeline with the recorded streams.</summary>
    internal List<PipelineStep> Steps(DataLoader loader)
    {
        Require(loader, Index);
        var now = PipelineStep.Of(loader.Dataset.PipelineOf(Index), BatchSource.StreamOf(loader.Seeds, Epoch, Index));
        var names = now.ConvertAll(step => step.Name);
        return names.SequenceEqual(steps.Select(step => step.Operation))
            ? [.. now.Zip(steps, (step, record) => PipelineStep.With(step.Stage!, record.Stream))]
            : throw new UserErrorException($"the record is of another pipeline: it has the steps {string.Join(", ", steps.Select(step => step.Operation))}, and the {loader.Name} set {(names.Count == 0 ? "none" : string.Join(", ", names))}");
    }

    private static void Require(DataLoader loader, int index)
    {
        if (index < 0 || index >= loader.Dataset.Count)
        {
            throw new UserErrorException($"there is no sample {index}: the data of the {loader.Name} set has {loader.Dataset.Count}, counted from 0");
        }
    }

    private static Sample Raw(DataLoader loader, int index)
    {
        var (home, local) = loader.Dataset.Locate(index);
        return home.LoadRaw(local);
    }

    private sealed record StepRecord(string Operation, string? Place, string Stream, List<double> Drawn, int More);
}
