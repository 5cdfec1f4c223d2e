namespace Thelper.Viz.Projection;

/// <summary>Moves points: neighbours towards each other, and away from others that are drawn (algorithm 5 of the paper, as umap-learn does it).</summary>
internal sealed class UmapLayout
{
    private const float Most = 4;
    private readonly List<Edge> edges = [];
    private readonly UmapOptions options;
    private readonly float a;
    private readonly float b;
    private readonly int epochs;
    private readonly int count;
    private ulong state;

    /// <summary>Lists the pairs that are looked at, and how often.</summary>
    /// <param name="graph">How surely points are neighbours.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Of the draws.</param>
    public UmapLayout(SparseGraph graph, UmapOptions options, int seed)
    {
        const int FewPoints = 10_000;
        this.options = options;
        count = graph.Count;
        state = unchecked((ulong)seed);
        epochs = options.Epochs ?? (count <= FewPoints ? 500 : 200);
        var (fittedA, fittedB) = options is { A: not null, B: not null } ? (0, 0) : UmapCurve.Fit(options.Spread, options.MinDist);
        (a, b) = ((float)(options.A ?? fittedA), (float)(options.B ?? fittedB));
        var highest = graph.Weights.Max();
        for (var row = 0; row < count; row++)
        {
            for (var i = graph.Starts[row]; i < graph.Starts[row + 1]; i++)
            {
                // Those whose turn would never come.
                if (graph.Weights[i] >= highest / epochs)
                {
                    var period = highest / graph.Weights[i];
                    edges.Add(new(row, graph.Columns[i], period) { Next = period, NextPush = period / Math.Max(1, options.NegativeSampleRate) });
                }
            }
        }
    }

    /// <summary>Moves them.</summary>
    /// <param name="x">Coordinates, changed in place.</param>
    /// <param name="y">The others.</param>
    public void Run(float[] x, float[] y)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rate = (float)(options.LearningRate * (1 - (epoch / (double)epochs)));
            foreach (var edge in edges)
            {
                if (edge.Next <= epoch)
                {
                    Pull(x, y, edge.From, edge.To, rate);
                    edge.Next += edge.Period;
                    Push(x, y, edge, epoch, rate);
                }
            }
        }
    }

    private void Pull(float[] x, float[] y, int from, int to, float rate)
    {
        var (dx, dy) = (x[from] - x[to], y[from] - y[to]);
        var square = (dx * dx) + (dy * dy);
        if (square <= 0)
        {
            return;
        }

        var power = MathF.Pow(square, b);
        var force = -2 * a * b * power / square / ((a * power) + 1);
        var (moveX, moveY) = (Limited(force * dx) * rate, Limited(force * dy) * rate);
        (x[from], y[from]) = (x[from] + moveX, y[from] + moveY);
        (x[to], y[to]) = (x[to] - moveX, y[to] - moveY);
    }

    private void Push(float[] x, float[] y, Edge edge, int epoch, float rate)
    {
        if (options.NegativeSampleRate == 0)
        {
            return;
        }

        var period = edge.Period / options.NegativeSampleRate;
        var times = (int)((epoch - edge.NextPush) / period);
        var from = edge.From;
        for (var i = 0; i < times; i++)
        {
            var other = Draw();
            var (dx, dy) = (x[from] - x[other], y[from] - y[other]);
            var square = (dx * dx) + (dy * dy);
            if (square > 0)
            {
                var force = 2 * (float)options.RepulsionStrength * b / ((0.001f + square) * ((a * MathF.Pow(square, b)) + 1));
                x[from] += Limited(force * dx) * rate;
                y[from] += Limited(force * dy) * rate;
            }
            else if (other != from)
            {
                // On top of each other: to any side, but apart.
                x[from] += Most * rate;
                y[from] += Most * rate;
            }
        }

        edge.NextPush += times * period;
    }

    // Vigna's splitmix64, of which the highest bits are taken.
    private int Draw()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)(((mixed ^ (mixed >> 31)) >> 32) * (ulong)count >> 32);
    }

    private static float Limited(float value) => Math.Clamp(value, -Most, Most);

    private sealed record Edge(int From, int To, double Period)
    {
        public double Next { get; set; }

        public double NextPush { get; set; }
    }
}
