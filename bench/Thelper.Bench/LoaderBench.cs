using System.Diagnostics;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Loading;
using Thelper.Data.Sampling;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using ToTensor = Thelper.Vision.Transforms.ToTensor;

namespace Thelper.Bench;

/// <summary>Epochs over a folder of JPEG files, or over an archive of them, the counterpart of <c>bench/loader.py</c>.</summary>
internal static class LoaderBench
{
    /// <summary>The cases by name: the source and the number of loader threads. The folder is in the variable <c>BENCH_IMAGES</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All =
        new[] { 1, 2, 4 }.SelectMany(workers => new[] { ("jpeg", workers), ("lz4", workers) }).ToDictionary(
            source => FormattableString.Invariant($"loader-{source.Item1}-{source.workers}"),
            source => (Func<Func<double>>)(() => Epochs(source.Item1 == "lz4", source.workers)));

    /// <summary>Loads one epoch; the value is the time until the first batch, in milliseconds.</summary>
    private static Func<double> Epochs(bool archive, int workers)
    {
        var root = Environment.GetEnvironmentVariable("BENCH_IMAGES") ?? throw new UserErrorException("BENCH_IMAGES names no folder; bench/loader.py sets it");
        var stages = new Compose([
            OnImage(new RandomResizedCrop(new List<object?> { 224L, 224L })),
            OnImage(new HorizontalFlip()),
            OnImage(new NormalizeZeroMeanUnitVar(new List<object?> { 103.53, 116.28, 123.675 }, new List<object?> { 57.375, 57.12, 58.395 })),
            OnImage(new ToTensor()),
        ]);
        var dataset = archive ? (Dataset)new HDF5Dataset(Packed(root), transforms: stages) : new ImageDataset(root, stages, order: "name");
        var seeds = new Seeds(0, 0, 0, 0, 0);
        var sampler = new SubsetRandomSampler(new SamplerInput([.. Enumerable.Range(0, dataset.Count)], Seeds: seeds));
        var loader = new DataLoader(dataset, new DataLoaderOptions { BatchSize = 32, Workers = workers, Seeds = seeds }, sampler);
        return () =>
        {
            var clock = Stopwatch.StartNew();
            var first = 0.0;
            foreach (var batch in loader)
            {
                using (batch)
                {
                    first = first == 0.0 ? clock.Elapsed.TotalMilliseconds : first;
                }
            }

            return first;
        };
    }

    private static TransformWrapper OnImage(Operation operation) => new(operation, targetKeys: ["image"]);

    /// <summary>The archive beside the folder, written if there is none.</summary>
    private static string Packed(string root)
    {
        var path = root.TrimEnd('/') + ".hdf5";
        if (!File.Exists(path))
        {
            var dataset = new ImageDataset(root, order: "name");
            var compression = ConfigLoader.Parse("""{"image": {"type": "chunk_lz4"}}""", "bench");
            Archive.Create(path, dataset.Task, new DataLoader(dataset, new DataLoaderOptions { BatchSize = 32, Workers = 2 }), null, null, new ArchiveInfo("bench", "unknown", "0.6.2", null), compression);
        }

        return path;
    }

    private sealed class HorizontalFlip : Operation
    {
        protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => random.NextDouble() < 0.5 ? ImageOps.Flip(image, FlipAxis.Horizontal) : image;
    }
}
