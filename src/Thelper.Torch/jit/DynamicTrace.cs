namespace Thelper.Torch;

/// <summary>A trace whose sizes may vary where the model allows it.</summary>
/// <remarks>
/// A trace holds the sizes of its example as constants. So the model is traced at a second batch size, and at a larger and a smaller height and width, and the
/// programs are compared: a constant that changed with the input has to be a size of a tensor of the program, or a multiple or a part of one. Where
/// one is not, or the model refuses the larger size, the axis stays as it is.
/// </remarks>
public sealed class DynamicTrace
{
    private const int HeightStep = 32;
    private const int WidthStep = 64;
    private const double MirroredBy = 0.7;
    private const string Half = "half the height and width";

    private DynamicTrace(torch.jit.ScriptModule module, bool batch, bool space, string? whyNot, string? reads) =>
        (Module, BatchVaries, SpaceVaries, WhyNot, ReadsValues) = (module, batch, space, whyNot, reads);

    /// <summary>The program. The caller disposes it.</summary>
    public torch.jit.ScriptModule Module { get; }

    /// <summary>Whether the first axis of the input may have any size.</summary>
    public bool BatchVaries { get; }

    /// <summary>Whether height and width of the input may vary, as far as the model can take them.</summary>
    public bool SpaceVaries { get; }

    /// <summary>Why an axis may not vary; null where all may.</summary>
    public string? WhyNot { get; }

    /// <summary>Where the model goes by the values of its input (<c>item()</c>, a branch): the program keeps what those of the example gave. Null where it does not.</summary>
    public string? ReadsValues { get; }

    /// <summary>Whether the model asked for a number of a tensor (<c>item()</c>, a condition). It may then go by the values of its input also where <see cref="ReadsValues"/>, which tries other ones, did not come upon it.</summary>
    public bool AsksForNumbers => Module.AsksForNumbers;

    /// <summary>Traces a model.</summary>
    /// <param name="model">The model, in the mode that the program is to have.</param>
    /// <param name="example">One input: N×C×H×W, or N×anything.</param>
    /// <param name="forward">The computation.</param>
    /// <param name="axes">Which sizes may vary at most.</param>
    /// <exception cref="TorchException">The model cannot be traced.</exception>
    /// <exception cref="NotSupportedException">Its result is neither a tensor nor a tuple, list or dictionary of such.</exception>
    public static DynamicTrace Of(torch.nn.Module model, torch.Tensor example, Func<torch.Tensor, object?> forward, VaryingAxes axes = VaryingAxes.BatchAndSpace)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(forward);
        using var scope = torch.NewDisposeScope();
        var reasons = new List<string>();
        if (axes == VaryingAxes.None || example.dim() == 0)
        {
            return Fixed(model, example, forward, null);
        }

        var single = aten.narrow(example, 0, 0, 1);
        var pair = torch.cat([single, single], 0);
        var module = torch.jit.trace(model, [pair], given => forward(given[0]));
        try
        {
            var graph = module.Graph();
            var batch = Other(model, torch.cat([single, single, single], 0), forward, graph, "another batch size", reasons);
            var space = example.dim() == 4 && axes == VaryingAxes.BatchAndSpace
                ? Other(model, Enlarged(pair), forward, graph, "another height and width", reasons)
                : null;
            var unify = new SizeUnification(graph, batch, space);
            if (batch is not null && unify.Unexplained(byBatch: true) is { } fixedBatch)
            {
                reasons.Add($"the batch size is a constant of the model: {fixedBatch}");
                batch = null;
            }

            if (space is not null && unify.Unexplained(byBatch: false) is { } fixedSpace)
            {
                reasons.Add($"height and width are constants of the model: {fixedSpace}");
                space = null;
            }

            if (space is not null && DiffersBelow(model, pair, forward, graph, batch) is { } below)
            {
                reasons.Add(below);
                space = null;
            }

            if (batch is null)
            {
                module.Dispose();
                return Fixed(model, example, forward, string.Join("; ", reasons));
            }

            var reads = ValuesRead(model, pair, forward, graph);
            foreach (var (node, input, size) in new SizeUnification(graph, batch, space).Replacements())
            {
                module.UseSize(node, input, size);
            }

            return new DynamicTrace(module, true, space is not null, reasons.Count == 0 ? null : string.Join("; ", reasons), reads);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static DynamicTrace Fixed(torch.nn.Module model, torch.Tensor example, Func<torch.Tensor, object?> forward, string? whyNot)
    {
        var module = torch.jit.trace(model, [example], given => forward(given[0]));
        return new DynamicTrace(module, false, false, whyNot, ValuesRead(model, example, forward, module.Graph()));
    }

    // The program at other values: the same steps with the same constants, or the first place where they differ.
    private static string? ValuesRead(torch.nn.Module model, torch.Tensor input, Func<torch.Tensor, object?> forward, ScriptGraph graph)
    {
        if (!input.is_floating_point() || input.numel() == 0)
        {
            return null;
        }

        var mirrored = (input.max() + input.min() - input) * MirroredBy;
        var reasons = new List<string>();
        return Other(model, mirrored, forward, graph, "other values", reasons) is { } other ? SizeUnification.FirstDifference(graph, other) : reasons[0];
    }

    // A branch may be taken below the example's size and not above it. Sizes that the model does not take itself need not be right.
    private static string? DiffersBelow(torch.nn.Module model, torch.Tensor input, Func<torch.Tensor, object?> forward, ScriptGraph graph, ScriptGraph? batch)
    {
        if (input.shape[2] < 2 || input.shape[3] < 2)
        {
            return null;
        }

        var (half, refusals) = (input.narrow(2, 0, input.shape[2] / 2).narrow(3, 0, input.shape[3] / 2).contiguous(), new List<string>());
        var below = Other(model, half, forward, graph, Half, refusals);
        return below is null
            ? refusals.Find(reason => reason.StartsWith($"with {Half}", StringComparison.Ordinal))
            : new SizeUnification(graph, batch, below).Unexplained(byBatch: false) is { } constant ? $"height and width are constants of the model below the example's: {constant}" : null;
    }

    private static torch.Tensor Enlarged(torch.Tensor input) => aten.constant_pad_nd(input, [0, WidthStep, 0, HeightStep]);

    // The program at another size, or null with the reason.
    private static ScriptGraph? Other(torch.nn.Module model, torch.Tensor input, Func<torch.Tensor, object?> forward, ScriptGraph graph, string what, List<string> reasons)
    {
        try
        {
            using var module = torch.jit.trace(model, [input], given => forward(given[0]));
            var other = module.Graph();
            if (other.Nodes.Count == graph.Nodes.Count && other.Nodes.Zip(graph.Nodes).All(pair => pair.First.Kind == pair.Second.Kind && pair.First.Inputs.Count == pair.Second.Inputs.Count))
            {
                return other;
            }

            reasons.Add($"with {what} the model does other steps");
        }
        catch (Exception e) when (e is TorchException { IsOutOfMemory: false } or UserErrorException or ArgumentException)
        {
            reasons.Add($"the model does not take {what}: {e.Message.Split('\n')[0]}");
        }

        return null;
    }
}
