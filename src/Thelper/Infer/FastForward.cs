using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Runs a network, after some batches of one shape by a program that libtorch optimises for inference; a network of pixels or classes on the CPU.</summary>
/// <remarks>
/// The program is the network as it was traced on a batch of that shape. It counts only where the network does the same steps whatever the values are, and where both agree on a batch; else the
/// network itself goes on. Safe for any number of threads at once.
/// </remarks>
/// <param name="network">What holds the parameters.</param>
/// <param name="compute">The computation, from a batch to its answer.</param>
internal sealed class FastForward(nn.Module network, Func<Tensor, Tensor> compute) : IDisposable
{
    // Making a program takes as long as some batches.
    private const int Before = 3;

    // As of every export.
    private const double Tolerance = 1e-4;

    // Pictures of many sizes are not worth so many programs.
    private const int MostPrograms = 2;
    private readonly Lock making = new();
    private readonly Dictionary<string, Entry> entries = [];
    private int programs;

    /// <summary>Runs it. The answer belongs to the current dispose scope.</summary>
    /// <param name="batch">The batch.</param>
    public Tensor Run(Tensor batch)
    {
        if (ProgramFor(batch) is not { } program)
        {
            return compute(batch);
        }

        using var none = no_grad();
        return (Tensor)program.forward(batch)!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (making)
        {
            foreach (var entry in entries.Values)
            {
                entry.Program?.Dispose();
            }

            entries.Clear();
        }
    }

    private jit.ScriptModule? ProgramFor(Tensor batch)
    {
        var key = $"{batch.dtype} {string.Join('x', batch.shape)}";
        lock (making)
        {
            if (!entries.TryGetValue(key, out var entry))
            {
                entry = entries[key] = new();
            }

            if (++entry.Count == Before + 1 && programs < MostPrograms)
            {
                programs++;
                entry.Program = Make(batch);
            }

            return entry.Program;
        }
    }

    private jit.ScriptModule? Make(Tensor batch)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        jit.ScriptModule? program = null;
        var good = false;
        try
        {
            var trace = DynamicTrace.Of(network, batch, compute, VaryingAxes.None);
            using var module = trace.Module;
            if (trace.ReadsValues is not null || trace.AsksForNumbers)
            {
                return null;
            }

            program = jit.optimize_for_inference(module);

            // The batch is still to be answered, and a network may change its input in place.
            good = program.forward(batch.clone()) is Tensor found && Agree(found, compute(batch.clone()));
            return good ? program : null;
        }
        catch (Exception e) when (e is TorchException { IsOutOfMemory: false } or NotSupportedException or UserErrorException)
        {
            // What cannot be traced runs as it is.
            return null;
        }
        finally
        {
            if (!good)
            {
                program?.Dispose();
            }
        }
    }

    private static bool Agree(Tensor found, Tensor expected) => found.shape.SequenceEqual(expected.shape) && found.dtype == expected.dtype
        && (found - expected).abs().max().ToDouble() <= Tolerance * Math.Max(1, expected.abs().max().ToDouble());

    private sealed class Entry
    {
        public int Count { get; set; }

        public jit.ScriptModule? Program { get; set; }
    }
}
