using System.IO.Compression;
using System.Text.Json;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Viz.Projection;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Viz.Projection;

/// <summary>Projections against scikit-learn and umap-learn (<c>tools/golden/projections.py</c>).</summary>
[NoLeaks]
public class ProjectionTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(PathOf("projections.json"))).RootElement;

    [Fact]
    public void Principal_components_equal_scikit_learns()
    {
        using var scope = NewDisposeScope();
        foreach (var entry in Golden.GetProperty("pca").EnumerateArray())
        {
            var expected = Numbers(entry.GetProperty("result"));
            Near(Pca.Project(Matrix(entry.GetProperty("points")), entry.GetProperty("components").GetInt32()), expected, 1e-9);
        }

        Should.Throw<ArgumentException>(() => Pca.Project(zeros(1, 3), 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Pca.Project(zeros(4, 3), 4));
    }

    [Fact]
    public void Likelihoods_of_pairs_equal_scikit_learns_over_all_points_and_over_neighbours()
    {
        using var scope = NewDisposeScope();
        foreach (var entry in Golden.GetProperty("joint").EnumerateArray())
        {
            var points = Matrix(entry.GetProperty("points"));
            var perplexity = entry.GetProperty("perplexity").GetDouble();
            var count = (int)points.shape[0];
            Near(Dense(JointProbabilities.Of(Neighbors.Find(points, count - 1), perplexity)), Numbers(entry.GetProperty("all")), 2e-6);
            var each = Math.Min(count - 1, (int)((3 * perplexity) + 1));
            Near(Dense(JointProbabilities.Of(Neighbors.Find(points, each), perplexity)), Numbers(entry.GetProperty("near")), 2e-6);
        }
    }

    [Fact]
    public void Gradient_and_divergence_equal_scikit_learns()
    {
        using var scope = NewDisposeScope();
        var entry = Golden.GetProperty("gradient")[0];
        var points = Matrix(entry.GetProperty("points"));
        var joint = JointProbabilities.Of(Neighbors.Find(points, (int)points.shape[0] - 1), entry.GetProperty("perplexity").GetDouble());
        var (x, y) = Columns(Numbers(entry.GetProperty("places")));
        var gradient = new TSneGradient(joint, 0);
        gradient.Compute(x, y, 1);
        var expected = Numbers(entry.GetProperty("gradient"));
        for (var i = 0; i < x.Length; i++)
        {
            ((double)gradient.X[i]).ShouldBe(expected[2 * i], 2e-6);
            ((double)gradient.Y[i]).ShouldBe(expected[(2 * i) + 1], 2e-6);
        }

        gradient.Divergence(x, y, 1).ShouldBe(entry.GetProperty("divergence").GetDouble(), 1e-5);
    }

    [Fact]
    public void The_tree_gives_the_exact_forces_at_an_angle_of_0_and_near_ones_up_to_half()
    {
        var (x, y) = Clusters(3000, same: 40);
        var (exactX, exactY) = (new float[x.Length], new float[x.Length]);
        var exact = new Repulsion(x.Length, 0).Sum(x, y, exactX, exactY);
        var tree = new PointTree(x.Length);
        tree.Build(x, y);
        tree.Order.ToArray().Order().ShouldBe(Enumerable.Range(0, x.Length));
        ErrorAt(0).ShouldBeLessThan(1e-5);
        ErrorAt(0.2).ShouldBeInRange(1e-6, 0.01);
        ErrorAt(0.5).ShouldBeInRange(1e-5, 0.06);

        // Of the whole: lengths of differences by lengths of forces.
        double ErrorAt(double angle)
        {
            var (difference, length, sum) = (0.0, 0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                var (fx, fy, part) = tree.ForceOn(i, (float)(angle * angle));
                var point = tree.Order[i];
                difference += Math.Pow(fx - exactX[point], 2) + Math.Pow(fy - exactY[point], 2);
                length += Math.Pow(exactX[point], 2) + Math.Pow(exactY[point], 2);
                sum += part;
            }

            (sum / exact).ShouldBe(1, angle == 0 ? 1e-5 : 0.02);
            return Math.Sqrt(difference / length);
        }
    }

    [Fact]
    public void Fuzzy_neighbourhoods_equal_umap_learns()
    {
        using var scope = NewDisposeScope();
        foreach (var entry in Golden.GetProperty("fuzzy").EnumerateArray())
        {
            var neighbors = Neighbors.Find(Matrix(entry.GetProperty("points")), entry.GetProperty("neighbors").GetInt32() - 1);
            var graph = FuzzyNeighborhoods.Of(neighbors, entry.GetProperty("connectivity").GetDouble(), entry.GetProperty("mix").GetDouble());
            Near(Dense(graph), Numbers(entry.GetProperty("result")), 2e-4);
        }
    }

    [Fact]
    public void The_curve_is_umap_learns()
    {
        foreach (var entry in Golden.GetProperty("curve").EnumerateArray())
        {
            var (a, b) = UmapCurve.Fit(entry.GetProperty("spread").GetDouble(), entry.GetProperty("distance").GetDouble());
            a.ShouldBe(entry.GetProperty("a").GetDouble(), 1e-3);
            b.ShouldBe(entry.GetProperty("b").GetDouble(), 1e-3);
        }
    }

    [Fact]
    public void Trustworthiness_equals_scikit_learns()
    {
        using var scope = NewDisposeScope();
        foreach (var entry in Golden.GetProperty("trust").EnumerateArray())
        {
            var (points, projected, neighbors) = (Matrix(entry.GetProperty("points")), Matrix(entry.GetProperty("projected")), entry.GetProperty("neighbors").GetInt32());
            Trustworthiness.Of(points, projected, neighbors).ShouldBe(entry.GetProperty("result").GetDouble(), 1e-12);
            Trustworthiness.Of(points, points, neighbors).ShouldBe(1);
            Should.Throw<ArgumentOutOfRangeException>(() => Trustworthiness.Of(points, projected, 15));
            Should.Throw<ArgumentException>(() => Trustworthiness.Of(points, zeros(3, 2), neighbors));
        }
    }

    [Fact]
    public void Digits_keep_their_neighbours_as_in_scikit_learns_t_SNE()
    {
        using var scope = NewDisposeScope();
        var digits = Digits();
        var least = Golden.GetProperty("digits").GetProperty("tsne").EnumerateArray().Max(value => value.GetDouble()) - 0.01;
        var pairwise = TSne.Project(digits);
        Trustworthiness.Of(digits, pairwise, 12).ShouldBeGreaterThan(least);
        Bytes(TSne.Project(digits, new() { Init = "random", RandomState = 3 })).ShouldNotBe(Bytes(pairwise));
    }

    [Fact]
    public void Digits_keep_their_neighbours_in_a_t_SNE_through_the_tree()
    {
        using var scope = NewDisposeScope();

        // Each digit twice, shifted a little: more points than are looked at pair by pair.
        manual_seed(0);
        var digits = Digits();
        var twice = cat([digits, digits + (rand(digits.shape, ScalarType.Float64) * 0.5)]);
        twice.shape[0].ShouldBeGreaterThan(Repulsion.MostPairwise);
        Trustworthiness.Of(twice, TSne.Project(twice), 12).ShouldBeGreaterThan(Golden.GetProperty("digits").GetProperty("tsne")[0].GetDouble() - 0.01);
    }

    [Fact]
    public void Digits_keep_their_neighbours_as_in_umap_learn()
    {
        using var scope = NewDisposeScope();
        var digits = Digits();
        var least = Golden.GetProperty("digits").GetProperty("umap").EnumerateArray().Max(value => value.GetDouble()) - 0.01;
        var projected = Umap.Project(digits);
        Trustworthiness.Of(digits, projected, 12).ShouldBeGreaterThan(least);
        Bytes(Umap.Project(digits)).ShouldBe(Bytes(projected));
        Bytes(Umap.Project(digits, seed: 1)).ShouldNotBe(Bytes(projected));
    }

    [Fact]
    public void Projections_are_the_same_with_any_number_of_threads()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var points = cat([randn(1400, 8), randn(1400, 8) + 5]);
        var options = new TSneOptions { Iterations = 300 };
        var expected = Bytes(TSne.Project(points, options));
        Bytes(TSne.Project(points, new() { Iterations = 250, Angle = 0.9 })).ShouldNotBe(Bytes(TSne.Project(points, new() { Iterations = 250 })), "so many points are seen in groups");
        ThreadPool.GetMinThreads(out var workers, out var ports);
        try
        {
            ThreadPool.SetMinThreads(16, ports);
            foreach (var threads in (int[])[1, 5])
            {
                var before = get_num_threads();
                set_num_threads(threads);
                try
                {
                    Bytes(TSne.Project(points, options)).ShouldBe(expected);
                }
                finally
                {
                    set_num_threads(before);
                }
            }
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    [Theory]
    [InlineData("cosine")]
    [InlineData("manhattan")]
    public void Other_distances_group_what_they_find_near(string metric)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);

        // Two directions, and in each lengths from 1 to 30: near by the angle alone.
        var directions = cat([tensor(new[] { 1f, 0, 0 }).expand(60, 3), tensor(new[] { 0f, 1, 0 }).expand(60, 3)]);
        var points = metric == "cosine" ? (directions * (rand(120, 1) * 29 + 1)) + (randn(120, 3) * 0.01) : (directions * 20) + randn(120, 3);
        foreach (var projected in (Tensor[])[TSne.Project(points, new() { Metric = metric, Perplexity = 10 }), Umap.Project(points, new() { Metric = metric, Neighbors = 10 })])
        {
            var near = Neighbors.Find(projected, 5);
            Enumerable.Range(0, near.Indices.Length).Count(i => near.Indices[i] / 60 == i / 5 / 60).ShouldBeGreaterThan(560);
        }
    }

    [Fact]
    public void Every_option_counts()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var points = cat([randn(30, 4), randn(30, 4) + 3]);
        Differs<TSneOptions>(options => Bytes(TSne.Project(points, options)), () => new() { Iterations = 300, Perplexity = 10 },
        [
            options => options.Perplexity = 5, options => options.EarlyExaggeration = 4, options => options.LearningRate = ConfigNode.Scalar(20.0, "", 0, ""), options => options.Iterations = 350,
            options => options.Method = "exact", options => (options.Method, options.Perplexity) = ("exact", 5),
            options => options.MinGradNorm = 1e3, options => options.Metric = "manhattan", options => options.Init = "random", options => (options.Init, options.RandomState) = ("random", 7),
        ]);
        Differs<UmapOptions>(options => Bytes(Umap.Project(points, options, seed: 3)), () => new() { Epochs = 30 },
        [
            options => options.Neighbors = 10, options => options.MinDist = 0.5, options => options.Spread = 2, options => options.Epochs = 40, options => options.NegativeSampleRate = 4, options => options.RandomState = 7,
            options => options.LocalConnectivity = 3, options => options.SetOpMixRatio = 0.5, options => options.RepulsionStrength = 2, options => options.LearningRate = 0.5, options => options.Init = "pca",
            options => options.Init = "random", options => options.A = 1, options => options.B = 1, options => options.Metric = "manhattan",
        ]);

        // One after another, and no two of them come to the same.
        static void Differs<T>(Func<T, byte[]> project, Func<T> usual, Action<T>[] changes)
        {
            var found = new List<byte[]> { project(usual()) };
            foreach (var (i, change) in changes.Index())
            {
                var options = usual();
                change(options);
                var other = project(options);
                found.ShouldAllBe(earlier => !earlier.SequenceEqual(other), $"{typeof(T).Name}, change {i}");
                found.Add(other);
            }
        }
    }

    [Fact]
    public void Points_are_pulled_by_their_neighbours_and_pushed_by_as_many_as_are_asked_for()
    {
        // Two points, each the other's neighbour, at a distance of 3; with a = b = 1 the force is 2d / (1 + d * d). Their turn comes in the second of two passes, at half the rate.
        var pair = new SparseGraph([0, 1, 2], [1, 0], [1, 1]);
        float[] x = [0, 3], y = [0, 0];
        new UmapLayout(pair, new() { A = 1, B = 1, Epochs = 2, NegativeSampleRate = 0 }, 0).Run(x, y);
        x[0].ShouldBe(0.3f + (2.4f / 6.76f), 1e-5f);
        x[1].ShouldBe(2.7f - (2.4f / 6.76f), 1e-5f);

        // With a = 0 nothing pulls, and what pushes is so weak that every push is the same: every second one that is drawn is the other point.
        foreach (var pushes in (int[])[4, 5])
        {
            const int Passes = 4000;
            (x, y) = ([0, 1], [0, 0]);
            new UmapLayout(pair, new() { A = 0, B = 1, Epochs = Passes, NegativeSampleRate = pushes, RepulsionStrength = 1e-7 }, 0).Run(x, y);
            (-x[0] * 1.001 / 2e-7).ShouldBe(pushes * Passes / 2 / 2, pushes * Passes * 0.02);
        }
    }

    [Fact]
    public void Points_that_are_the_same_and_graphs_that_fall_apart_are_projected()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        foreach (var points in (Tensor[])[ones(50, 3), cat([zeros(30, 3), ones(30, 3) * 1000]), cat([randn(40, 2), randn(40, 2) + 1e4]), randn(40, 1)])
        {
            AllFinite(TSne.Project(points));
            AllFinite(Umap.Project(points));
        }

        Should.Throw<ArgumentException>(() => TSne.Project(randn(20, 3)));
        Should.Throw<ArgumentException>(() => Umap.Project(randn(10, 3)));
        Should.Throw<ArgumentException>(() => Umap.Project(randn(40, 3), new() { MinDist = 2 }));
    }

    private static void AllFinite(Tensor values) => values.DataSpan<float>().ToArray().ShouldAllBe(value => float.IsFinite(value));

    private static string PathOf(string name) => Repository.File("tests", "Thelper.Tests", "Golden", "viz", name);

    private static Tensor Digits()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf("digits.csv.gz")), CompressionMode.Decompress));
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return tensor(rows.SelectMany(row => row.Split(',')[..64].Select(double.Parse)).ToArray(), [rows.Length, 64]);
    }

    private static double[] Numbers(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble())];

    private static Tensor Matrix(JsonElement rows) => tensor(Numbers(rows), [rows.GetArrayLength(), rows[0].GetArrayLength()]);

    private static (float[] X, float[] Y) Columns(double[] pairs) =>
        ([.. pairs.Where((_, i) => i % 2 == 0).Select(value => (float)value)], [.. pairs.Where((_, i) => i % 2 == 1).Select(value => (float)value)]);

    private static double[] Dense(SparseGraph graph)
    {
        var dense = new double[graph.Count * graph.Count];
        for (var row = 0; row < graph.Count; row++)
        {
            for (var i = graph.Starts[row]; i < graph.Starts[row + 1]; i++)
            {
                dense[(row * graph.Count) + graph.Columns[i]] = graph.Weights[i];
            }
        }

        return dense;
    }

    private static void Near(Tensor values, double[] expected, double tolerance) => Near(values.DataSpan<double>().ToArray(), expected, tolerance);

    private static void Near(double[] values, double[] expected, double tolerance)
    {
        values.Length.ShouldBe(expected.Length);
        values.Zip(expected, (one, other) => Math.Abs(one - other)).Max().ShouldBeLessThan(tolerance);
    }

    private static byte[] Bytes(Tensor values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.DataSpan<float>()).ToArray();

    private static (float[] X, float[] Y) Clusters(int count, int same)
    {
        var random = new Thelper.Random.NumpyRandom(7);
        var (x, y) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var group = i % 7;
            (x[i], y[i]) = i < same ? (1.5f, -2f) : ((float)((group * 9) + (3 * random.NextDouble())), (float)((group * group) + (2 * random.NextDouble())));
        }

        return (x, y);
    }
}
