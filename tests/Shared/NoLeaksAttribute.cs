using System.Diagnostics;
using System.Reflection;
using Thelper.Torch;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: Thelper.Testing.NoLeaks]

namespace Thelper.Testing;

/// <summary>Fails a test that leaves more live native handles behind than it found.</summary>
/// <remarks>Test classes of an assembly run one after another, so the process-wide count belongs to one test at a time.</remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoLeaksAttribute : BeforeAfterTestAttribute
{
    // What was begun for a page that is closed meanwhile ends by itself, on a machine with more to do a little later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long before;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => before = torch.Diagnostics.LiveHandles;

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var waiting = Stopwatch.StartNew();
        while (torch.Diagnostics.LiveHandles > before && waiting.Elapsed < Patience)
        {
            Thread.Sleep(10);
        }

        var after = torch.Diagnostics.LiveHandles;
        if (after > before)
        {
            // THELPER_TRACE_HANDLES=1 tells where they were made.
            var origins = string.Concat(torch.Diagnostics.LiveTensors().Select(tensor => $"{Environment.NewLine}{tensor}"));
            throw new InvalidOperationException($"{test.TestDisplayName} left {after - before} native handles alive.{origins}");
        }

        NativeHeap.TrimIfLarge();
    }
}
