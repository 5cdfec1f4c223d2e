using System.Diagnostics;
using System.Globalization;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>This side of the benchmarks, the counterpart of <c>bench/worker.py</c>; <c>bench/run.py</c> drives both.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is ["operations", _])
        {
            OperationsBench.Serve();
            return 0;
        }

        if (args.Length != 2 || !(Cases.All.TryGetValue(args[0], out var setup) || OptimBench.All.TryGetValue(args[0], out setup)
            || LoaderBench.All.TryGetValue(args[0], out setup) || MetricsBench.All.TryGetValue(args[0], out setup)
            || InferBench.All.TryGetValue(args[0], out setup) || GeoBench.All.TryGetValue(args[0], out setup) || ZooBench.All.TryGetValue(args[0], out setup)
            || ProjectionBench.All.TryGetValue(args[0], out setup) || ScenesBench.All.TryGetValue(args[0], out setup)))
        {
            Console.Error.WriteLine($"usage: Thelper.Bench {string.Join('|', Cases.All.Keys)} THREADS");
            return 2;
        }

        set_num_threads(int.Parse(args[1], CultureInfo.InvariantCulture));
        manual_seed(0);
        var step = setup();
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            Run(step, int.Parse(line, CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary>Takes some steps; prints the time of each in milliseconds, the last value, and the live native handles.</summary>
    private static void Run(Func<double> step, int steps)
    {
        var times = new double[steps];
        var value = 0.0;
        for (var i = 0; i < steps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            value = step();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"times": [{{string.Join(", ", times.Select(t => t.ToString("F4", CultureInfo.InvariantCulture)))}}], "value": {{value}}, "handles": {{Diagnostics.LiveHandles}}}"""));
    }
}
