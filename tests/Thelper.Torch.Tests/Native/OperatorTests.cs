using System.Diagnostics;
using System.Runtime.CompilerServices;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Native;

[NoLeaks]
public sealed class OperatorTests
{
    [Fact]
    public void Operators_are_those_they_were_generated_from()
    {
        var differences = Diagnostics.OperatorDifferences();
        if (__version__.StartsWith("1.13.", StringComparison.Ordinal))
        {
            string.Join("\n", differences.Take(5)).ShouldBeEmpty("'make operators' writes them again");
        }
        else
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", differences));
            differences.Count.ShouldBeLessThan(100);
        }
    }

    // Once libtorch has used the processor's matrix registers (AMX), their state does not fit on the stack that .NET 10 gives to signals;
    // the shim's larger one takes it. Without it, this test ends the process on such a processor. It needs the processor's own kernels.
    [Fact]
    public void A_null_reference_is_an_exception_beside_libtorch()
    {
        if (ProcessorPins.Active)
        {
            RepeatUnpinned(nameof(A_null_reference_is_an_exception_beside_libtorch));
            return;
        }

        for (var i = 0; i < 20; i++)
        {
            var other = new Thread(UseMatrixRegistersAndNothing);
            other.Start();
            other.Join();
            UseMatrixRegistersAndNothing();
        }
    }

    private static void RepeatUnpinned(string test)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(OperatorTests).Assembly.Location, "-noColor", "-noLogo", "-method", $"{typeof(OperatorTests).FullName}.{test}"]) { RedirectStandardOutput = true };
        foreach (var name in ProcessorPins.Values.Keys)
        {
            start.Environment.Remove(name);
        }

        start.Environment[Exactness.Unpinned] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output);
        output.ShouldContain("Total: 1, Errors: 0, Failed: 0, Skipped: 0");
    }

    private static void UseMatrixRegistersAndNothing()
    {
        using (NewDisposeScope())
        {
            _ = matmul(ones([256, 256], bfloat16), ones([256, 256], bfloat16));
        }

        var nothing = Nothing();
        Should.Throw<NullReferenceException>(() => _ = nothing!.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => null;

    [Theory]
    [InlineData("aten::f(Tensor self, int n=1) -> Tensor", "aten::f(Tensor(a!) self, SymInt? n=None, *, bool extra=False) -> Tensor", 2, true)]
    [InlineData("aten::f(Tensor self, int[2] n) -> Tensor", "aten::f(Tensor self, int[] n) -> Tensor", 2, true)]
    [InlineData("aten::f(Tensor(a -> *)[] self) -> ()", "aten::f(Tensor[] self) -> ()", 1, true)]
    [InlineData("aten::f(Tensor self, int a, int b) -> Tensor", "aten::f(Tensor self, int a, int c, int b) -> Tensor", 3, false)]
    [InlineData("aten::f(Tensor self, int a) -> Tensor", "aten::f(Tensor self, float a) -> Tensor", 2, false)]
    [InlineData("aten::f(Tensor self, int a) -> Tensor", "aten::f(Tensor self) -> Tensor", 2, false)]
    public void Only_what_a_call_by_position_needs_is_compared(string generated, string running, int count, bool same)
    {
        Torch.Native.Signature.Count(generated).ShouldBe(count);
        (Torch.Native.Signature.Hash(generated, count) == Torch.Native.Signature.Hash(running, count)).ShouldBe(same);
    }
}
