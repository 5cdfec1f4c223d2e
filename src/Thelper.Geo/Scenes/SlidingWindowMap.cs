using System.Runtime.InteropServices;
using System.Text;
using Thelper.Geo.Parsers;
using Thelper.Geo.Utils;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>Collects the classes of windows by the pixels in their middles, in plain files, and hands over the rasters at the end.</summary>
/// <param name="raster">The scene.</param>
/// <param name="legend">The classes.</param>
/// <param name="normalize">Whether shares are those of a softmax.</param>
internal sealed class SlidingWindowMap(RasterMetadata raster, ClassLegend legend, bool normalize) : IConsumer, IDisposable
{
    private SceneScratch? scratch;
    private ClassRasters? rasters;

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        if (iteration.Sample.GetValueOrDefault(SlidingWindowDataset.CenterKey) is not IReadOnlyList<object?> { Count: 2 } centers || centers[0] is not Tensor x || centers[1] is not Tensor y)
        {
            throw new UserErrorException($"the samples have no '{SlidingWindowDataset.CenterKey}' any more, so nothing says where they belong; transforms must leave it alone");
        }

        using var scope = NewDisposeScope();
        Begin(iteration.OutputPath);
        var answer = iteration.Prediction!;
        var scores = answer.reshape(answer.shape[0], -1).narrow(1, 0, legend.Names.Count).to(ScalarType.Float32);
        var shares = (normalize ? scores.softmax(1) : scores).contiguous().DataSpan<float>();
        var labels = (scores.argmax(1) + 1).DataSpan<long>();
        var columns = x.to(ScalarType.Int64).contiguous().DataSpan<long>();
        var rows = y.to(ScalarType.Int64).contiguous().DataSpan<long>();

        // Windows come row by row: those in one row are written at once.
        for (var from = 0; from < labels.Length;)
        {
            var to = from + 1;
            while (to < labels.Length && rows[to] == rows[from] && columns[to] == columns[to - 1] + 1)
            {
                to++;
            }

            Write(labels[from..to], shares[(from * legend.Names.Count)..(to * legend.Names.Count)], (int)columns[from], (int)rows[from]);
            from = to;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        scratch?.Dispose();
        if (scratch is { } old && Directory.Exists(old.Folder))
        {
            Directory.Delete(old.Folder, recursive: true);
        }

        (scratch, rasters) = (null, null);
    }

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        if (scratch is null)
        {
            return [];
        }

        var writer = new SceneRasters(raster.Source.Info, scratch.Folder, new() { Folder = scratch.Folder });
        return
        [
            new TextFile(Encoding.UTF8.GetString(ClassNumbers.ToJson(legend.Numbers)), "json") { Name = "config-classes" },
            new WrittenFile(path => writer.WriteClasses(path, rasters!, legend)) { Name = raster.Name + "_class" },
            new WrittenFile(path =>
            {
                writer.WriteShares(path, rasters!.Shares!, legend.Names);
                Reset();
            }) { Name = raster.Name + "_probs" },
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();

    private void Begin(string folder)
    {
        if (scratch is null)
        {
            scratch = new(Path.Combine(folder, $".{raster.Name}.unfinished"), "");
            rasters = ClassRasters.Open(scratch, raster.Source.Info.Width, raster.Source.Info.Height, legend, withShares: true);
        }
    }

    private void Write(ReadOnlySpan<long> labels, ReadOnlySpan<float> shares, int column, int row)
    {
        // Little-endian, as all machines are that libtorch runs on.
        var numbers = new byte[labels.Length * legend.Size];
        for (var i = 0; i < labels.Length; i++)
        {
            BitConverter.GetBytes(labels[i]).AsSpan(0, legend.Size).CopyTo(numbers.AsSpan(i * legend.Size));
        }

        rasters!.Labels.Write(0, row, column, numbers);
        var line = new float[labels.Length];
        for (var band = 0; band < legend.Names.Count; band++)
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = shares[(i * legend.Names.Count) + band];
            }

            rasters.Shares!.Write(band, row, column, MemoryMarshal.AsBytes(line.AsSpan()));
        }
    }

    private sealed record WrittenFile(Action<string> Write) : OutputFile("tif")
    {
        public override string Kind => "raster";

        public override void Save(string path) => Write(path);
    }
}
