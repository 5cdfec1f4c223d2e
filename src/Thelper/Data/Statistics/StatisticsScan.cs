using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Statistics;

/// <summary>Reads every sample once, in blocks: several threads look at the samples of a block, one adds them up in order.</summary>
internal sealed class StatisticsScan
{
    public const string Unused = "unused";

    private const string Unset = "<unset>";
    private const string Unknown = "<unknown>";
    private const int BlockSize = 512;
    private const long BlockValues = 1 << 20;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private readonly Loaders loaders;
    private readonly int workers;
    private readonly Classification? task;
    private readonly Dictionary<string, SetStatistics> sets = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, List<DuplicateSample>> contents = [];

    public StatisticsScan(Loaders loaders, int workers)
    {
        this.loaders = loaders;
        this.workers = workers;
        task = loaders.Task as Classification;
    }

    public DataStatistics Run(Action? poll)
    {
        string[] names = ["train", "valid", "test", Unused];
        foreach (var (name, dataset) in loaders.Datasets)
        {
            var setOf = Enumerable.Repeat(names[3], dataset.Count).ToArray();
            foreach (var set in new[] { LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test })
            {
                foreach (var index in loaders.Split.Of(set).GetValueOrDefault(name) ?? [])
                {
                    setOf[index] = names[(int)set];
                }
            }

            for (var start = 0; start < dataset.Count; start += BlockSize)
            {
                poll?.Invoke();
                var found = Look(dataset, start, Math.Min(BlockSize, dataset.Count - start), poll);
                for (var i = 0; i < found.Length; i++)
                {
                    Add(name, dataset, start + i, setOf[start + i], found[i]);
                }
            }
        }

        return new DataStatistics(
            loaders.Datasets.ToDictionary(pair => pair.Key, pair => pair.Value.Count),
            [.. names.Where(sets.ContainsKey).Select(name => sets[name])],
            [.. contents.Values.Where(group => group.Count > 1)]);
    }

    private Seen[] Look(Dataset dataset, int start, int count, Action? poll)
    {
        var found = new Seen[count];
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            LoaderThread.Prepare();
            try
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    found[i] = Look(dataset, start + i);
                }
            }
            catch (Exception error)
            {
                // Not handled here: the calling thread raises it again.
                Interlocked.Exchange(ref next, count);
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }

        var threads = Enumerable.Range(0, Math.Min(workers, count)).Select(_ => new Thread(Work) { IsBackground = true, Name = "statistics" }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        try
        {
            foreach (var thread in threads)
            {
                while (!thread.Join(Glance))
                {
                    poll?.Invoke();
                }
            }
        }
        finally
        {
            Interlocked.Exchange(ref next, count);
        }

        failure?.Throw();
        return found;
    }

    private Seen Look(Dataset dataset, int index)
    {
        var seen = new Seen();
        try
        {
            using var scope = torch.NewDisposeScope();
            seen.Label = dataset.HasLabels ? dataset.LabelInTask(index) : null;
            var sample = dataset.LoadRaw(index);
            if (!dataset.HasLabels && task is not null)
            {
                seen.Label = LabelValue.Plain(sample.GetValueOrDefault(task.LabelKey));
            }

            seen.Truth = CountTruth(sample);
            var file = dataset.Describe(index);
            var hasFile = File.Exists(file);
            if (sample.GetValueOrDefault(loaders.Task.InputKey) is torch.Tensor image)
            {
                Measure(image, dataset.ValidOf(index), seen);
                seen.Content = hasFile ? null : Hash(image);
            }

            if (hasFile)
            {
                using var stream = InputFile.OpenRead(file);
                seen.Content = Short(SHA256.HashData(stream));
            }
        }
        catch (Exception error) when (BadSamples.IsBadData(error))
        {
            seen.Error = error.Message;
        }
        catch (Exception error) when (error is not LoadingException)
        {
            throw SampleFailure.Of(error, dataset, index, $"reading {dataset.Describe(index)}");
        }

        return seen;
    }

    // Pixels or boxes by class; null for other tasks, and for samples without truth.
    private Dictionary<string, long>? CountTruth(Sample sample)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        switch (loaders.Task)
        {
            case Segmentation segmentation when sample.GetValueOrDefault(segmentation.LabelMapKey) is torch.Tensor map && !map.is_floating_point() && !map.is_complex():
                var sizes = new Dictionary<long, long>();
                foreach (var value in map.to(torch.int64).contiguous().DataSpan<long>())
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sizes, value, out _)++;
                }

                foreach (var (value, size) in sizes)
                {
                    var name = value == segmentation.DontCare ? Segmentation.DontCareName : value >= 0 && value < segmentation.ClassNames.Count ? segmentation.ClassNames[(int)value] : Unknown;
                    counts[name] = counts.GetValueOrDefault(name) + size;
                }

                return counts;
            case Detection detection when sample.GetValueOrDefault(detection.BBoxesKey) is IReadOnlyList<object?> boxes:
                foreach (var box in boxes.OfType<BoundingBox>())
                {
                    var name = detection.ClassNames[detection.IndexOf(box)];
                    counts[name] = counts.GetValueOrDefault(name) + 1;
                }

                return counts;
            default:
                return null;
        }
    }

    private static void Measure(torch.Tensor image, torch.Tensor? valid, Seen seen)
    {
        var shape = image.shape;
        seen.Size = shape.Length switch
        {
            2 => string.Create(CultureInfo.InvariantCulture, $"{shape[1]} x {shape[0]} x 1"),
            3 => string.Create(CultureInfo.InvariantCulture, $"{shape[1]} x {shape[0]} x {shape[2]}"),
            _ => $"[{string.Join(", ", shape)}]",
        };
        if (shape.Length is not (2 or 3) || image.numel() == 0 || image.is_complex())
        {
            return;
        }

        var channels = shape.Length == 3 ? shape[2] : 1;
        using var all = image.reshape(-1, channels);
        using var values = valid is null || valid.numel() != all.shape[0] ? all : all[valid.reshape(-1) != 0];
        seen.Values = values.shape[0];
        if (seen.Values == 0)
        {
            return;
        }

        using var sum = SumOfBlocks(values, block => aten.sum_dim_IntList(block, [0L]));
        using var mean = sum / (double)seen.Values;
        using var squares = SumOfBlocks(values, block =>
        {
            using var distances = block - mean;
            using var squared = distances * distances;
            return aten.sum_dim_IntList(squared, [0L]);
        });
        seen.Mean = mean.contiguous().DataSpan<double>().ToArray();
        seen.Squares = squares.contiguous().DataSpan<double>().ToArray();
    }

    // A large image in double precision takes gigabytes, so block by block.
    private static torch.Tensor SumOfBlocks(torch.Tensor values, Func<torch.Tensor, torch.Tensor> sumOf)
    {
        var rows = Math.Max(1, BlockValues / values.shape[1]);
        torch.Tensor? total = null;
        for (var start = 0L; start < values.shape[0]; start += rows)
        {
            using var part = values.narrow(0, start, Math.Min(rows, values.shape[0] - start));
            using var block = part.to(torch.float64);
            var sum = sumOf(block);
            if (total is null)
            {
                total = sum;
            }
            else
            {
                total.add_(sum);
                sum.Dispose();
            }
        }

        return total!;
    }

    private static unsafe UInt128 Hash(torch.Tensor image)
    {
        using var plain = image.contiguous();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{plain.dtype} {string.Join(' ', plain.shape)}\n"));
        hash.AppendData(new ReadOnlySpan<byte>((void*)plain.DataPointer, checked((int)(plain.numel() * plain.dtype.ElementSize()))));
        return Short(hash.GetHashAndReset());
    }

    // Half of the hash: 128 bits still tell any number of files apart.
    private static UInt128 Short(byte[] hash) => new(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));

    private void Add(string name, Dataset dataset, int index, string setName, Seen seen)
    {
        if (!sets.TryGetValue(setName, out var set))
        {
            sets.Add(setName, set = new SetStatistics(setName));
            foreach (var className in task?.ClassNames ?? [])
            {
                set.Classes.Add(className, 0);
            }

            foreach (var className in (loaders.Task as Segmentation)?.ClassNames ?? [])
            {
                set.Pixels.Add(className, 0);
            }

            foreach (var className in (loaders.Task as Detection)?.ClassNames.Where((_, i) => i != ((Detection)loaders.Task).Background) ?? [])
            {
                set.Boxes.Add(className, 0);
            }
        }

        set.Samples++;
        if (seen.Error is { } error)
        {
            set.Unreadable.Add((dataset.Describe(index), error));
        }

        Count(dataset, index, set, seen);
        foreach (var (className, count) in seen.Truth ?? [])
        {
            var counts = loaders.Task is Segmentation ? set.Pixels : set.Boxes;
            counts[className] = counts.GetValueOrDefault(className) + count;
        }

        set.WithoutBoxes += loaders.Task is Detection && seen.Truth is { Count: 0 } ? 1 : 0;
        if (seen.Size is { } size)
        {
            set.Sizes[size] = set.Sizes.GetValueOrDefault(size) + 1;
        }

        if (seen.Mean is not null && !set.Moments.Add(seen.Values, seen.Mean, seen.Squares))
        {
            set.OtherChannels++;
        }

        if (seen.Content is { } content)
        {
            if (!contents.TryGetValue(content, out var group))
            {
                contents.Add(content, group = new List<DuplicateSample>(1));
            }

            group.Add(new DuplicateSample(setName, name, index, dataset.Describe(index)));
        }
    }

    private void Count(Dataset dataset, int index, SetStatistics set, Seen seen)
    {
        if (task is null || (seen.Error is not null && !dataset.HasLabels))
        {
            return;
        }

        try
        {
            foreach (var (className, members) in task.GetClassSampleMap([seen.Label], Unset))
            {
                if (members.Count > 0)
                {
                    set.Classes[className] = set.Classes.GetValueOrDefault(className) + 1;
                }
            }
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{dataset.Describe(index)}: {error.Message}", error);
        }
    }

    private sealed class Seen
    {
        public object? Label { get; set; }

        public string? Error { get; set; }

        public string? Size { get; set; }

        public long Values { get; set; }

        public double[]? Mean { get; set; }

        public double[]? Squares { get; set; }

        public UInt128? Content { get; set; }

        public Dictionary<string, long>? Truth { get; set; }
    }
}
