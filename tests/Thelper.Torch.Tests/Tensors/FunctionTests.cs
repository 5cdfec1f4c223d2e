using System.Runtime.CompilerServices;
using Thelper.Testing;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public sealed partial class FunctionTests : IDisposable
{
    private readonly DisposeScope inputs = NewDisposeScope();
    private readonly Tensor x = W([3, 4]);
    private readonly Tensor y = W([3, 4], 1);
    private readonly Tensor c = W([2, 3, 5]);
    private readonly Tensor v = W([16]);
    private readonly Tensor b = W([4, 2], 2);
    private readonly Tensor m;
    private readonly Tensor s;
    private readonly Tensor z;
    private readonly Tensor p;

    public FunctionTests()
    {
        m = W([4, 4]) + (3 * eye(4, dtype: float64));
        s = m.matmul(m.T);
        z = complex(W([8]), W([8], 1));
        p = W([3, 4]).abs() + 0.1;
    }

    public void Dispose() => inputs.Dispose();

    [Fact]
    public void Functions_on_elements_give_what_PyTorch_gives() => Compare(Elements, other: Algebra.Count);

    [Fact]
    public void Algebra_transforms_and_special_functions_give_what_PyTorch_gives() => Compare(Algebra, other: Elements.Count);

    private static void Compare(Dictionary<string, Func<Tensor[]>> cases, int other)
    {
        var golden = Reference.Load("tensor_functions.json").GetProperty("cases");
        var failures = new List<string>();
        foreach (var (name, run) in cases)
        {
            using var scope = NewDisposeScope();
            try
            {
                var results = run();
                var expected = golden.GetProperty(name);
                results.Length.ShouldBe(expected.GetArrayLength(), name);
                for (var k = 0; k < results.Length; k++)
                {
                    results[k].dtype.PythonName().ShouldBe(expected[k].GetProperty("type").GetString(), name);
                    Real(results[k]).ShouldMatch(expected[k], $"{name} [{k}]");
                }
            }
            catch (Exception error) when (error is ShouldAssertException or TorchException)
            {
                failures.Add($"{name}: {error.Message}");
            }
        }

        failures.ShouldBeEmpty(string.Join("\n", failures));
        (cases.Count + other).ShouldBe(golden.EnumerateObject().Count());
    }

    private static Tensor Real(Tensor tensor) => tensor.is_complex() ? tensor.resolve_conj().view_as_real() : tensor;

    private static Tensor W(long[] shape, int k = 0) =>
        tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => Math.Sin((0.7 * i) + k)), shape);

    private static Tensor Seeded(Func<Tensor> draw)
    {
        manual_seed(3);
        return draw();
    }

    // What defines an orthogonal factor: x and y have rank 2, so that rounding chooses its other columns.
    private static Tensor[] Factors((Tensor Q, Tensor R) pair) => [pair.Q.matmul(pair.R), pair.Q.T.matmul(pair.Q)];

    // A tuple of tensors as a list.
    private static Tensor[] P(ITuple tuple) => [.. Enumerable.Range(0, tuple.Length).Select(k => (Tensor)tuple[k]!)];
}
