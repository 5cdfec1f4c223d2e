namespace Thelper.Torch;

/// <summary>A trace whose sizes may vary where the model allows it.</summary>
/// <remarks>
/// A trace holds the sizes of its example as constants. So the model is traced at a second batch size, and at a larger, an odd and a smaller height and width, and the
/// programs are compared: a constant that changed with the input has to be a size of a tensor of the program, or a multiple or a part of one, the same at all of them. Where
/// one is not, or the model refuses the larger size, the axis stays as it is.
/// </remarks>
public sealed class DynamicTrace
{
    private const int HeightStep = 32;
    private const int WidthStep = 64;
    private const double MirroredBy = 0.7;
    private const double GoldenSection = 0.6180339887498949;

    private DynamicTrace(torch.jit.ScriptModule module, bool batch, IReadOnlyList<(long Height, long Width)> sizes, IReadOnlyList<IReadOnlyList<ResultAxis>> results, string? whyNot, string? reads) =>
        (Module, BatchVaries, OtherSizes, ResultAxes, WhyNot, ReadsValues) = (module, batch, sizes, results, whyNot, reads);

    /// <summary>The program. The caller disposes it.</summary>
    public torch.jit.ScriptModule Module { get; }

    /// <summary>Whether the first axis of the input may have any size.</summary>
    public bool BatchVaries { get; }

    /// <summary>Whether height and width of the input may vary, as far as the model can take them.</summary>
    public bool SpaceVaries => OtherSizes.Count > 0;

    /// <summary>Heights and widths beside the example's at which the model was seen to do what the program does, the larger one first; none where they may not vary.</summary>
    public IReadOnlyList<(long Height, long Width)> OtherSizes { get; }

    /// <summary>
    /// What the sizes of the result hang on: for each of its tensors, in the order in which tuples, lists and dictionaries hold them, its axes. What hangs on values (how many objects were found) is not seen here.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ResultAxis>> ResultAxes { get; }

    /// <summary>Why an axis may not vary; null where all may.</summary>
    public string? WhyNot { get; }

    /// <summary>Where the model goes by the values of its input (<c>item()</c>, a branch): the program keeps what those of the example gave. Null where it does not.</summary>
    public string? ReadsValues { get; }

    /// <summary>Whether the model asked for a number of a tensor (<c>item()</c>, a condition). It may then go by the values of its input also where <see cref="ReadsValues"/>, which tries other ones, did not come upon it.</summary>
    public bool AsksForNumbers => Module.AsksForNumbers;

    /// <summary>Traces a model.</summary>
    /// <param name="model">The model, in the mode that the program is to have.</param>
    /// <param name="example">One input: N×C×H×W, or N×anything. It stays as it is, also where the model changes its input in place.</param>
    /// <param name="forward">The computation.</param>
    /// <param name="axes">Which sizes may vary at most.</param>
    /// <exception cref="TorchException">The model cannot be traced.</exception>
    /// <exception cref="NotSupportedException">Its result is neither a tensor nor a tuple, list or dictionary of such.</exception>
    public static DynamicTrace Of(torch.nn.Module model, torch.Tensor example, Func<torch.Tensor, object?> forward, VaryingAxes axes = VaryingAxes.BatchAndSpace)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(forward);
        using var scope = torch.NewDisposeScope();

        // The model may change its input in place, and the tracer does not copy it: neither the caller nor a later trace is to see that.
        example = example.detach().clone();
        var reasons = new List<string>();
        if (axes == VaryingAxes.None || example.dim() == 0)
        {
            return Fixed(model, example, forward, null);
        }

        var single = aten.narrow(example, 0, 0, 1);
        var pair = torch.cat([single, single], 0);
        var module = torch.jit.trace(model, [pair.clone()], given => forward(given[0]));
        try
        {
            var graph = module.Graph();
            var again = new RepeatedTrace(model, forward, graph);
            var batch = Other(again, torch.cat([single, single, single], 0), "another batch size", reasons);
            var spaces = example.dim() == 4 && axes == VaryingAxes.BatchAndSpace ? Spaces(again, pair, batch, reasons) : [];
            var unify = new SizeUnification(graph, batch, spaces.ConvertAll(space => space.Graph));
            if (batch is not null && unify.Unexplained(byBatch: true) is { } fixedBatch)
            {
                reasons.Add($"the batch size is a constant of the model: {fixedBatch}");
                batch = null;
            }

            if (batch is null)
            {
                module.Dispose();
                return Fixed(model, example, forward, string.Join("; ", reasons));
            }

            var results = ResultSizes.Axes([graph, batch, .. spaces.Select(space => space.Graph)]);
            var reads = ValuesRead(again, pair);
            foreach (var (node, input, size) in unify.Replacements())
            {
                module.UseSize(node, input, size);
            }

            return new DynamicTrace(module, true, spaces.ConvertAll(space => (space.Height, space.Width)), results, reasons.Count == 0 ? null : string.Join("; ", reasons), reads);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static DynamicTrace Fixed(torch.nn.Module model, torch.Tensor example, Func<torch.Tensor, object?> forward, string? whyNot)
    {
        var module = torch.jit.trace(model, [example.clone()], given => forward(given[0]));
        var graph = module.Graph();
        return new DynamicTrace(module, false, [], ResultSizes.Axes([graph]), whyNot, ValuesRead(new(model, forward, graph), example));
    }

    // The program at other values: the same steps with the same constants, or the first place where they differ.
    private static string? ValuesRead(RepeatedTrace again, torch.Tensor input)
    {
        if (!input.is_floating_point() || input.numel() == 0)
        {
            return null;
        }

        var reasons = new List<string>();
        return OtherValues(input).Select(values => Other(again, values, "other values", reasons) is { } other ? SizeUnification.FirstDifference(again.Graph, other) : reasons[0])
            .FirstOrDefault(difference => difference is not null);
    }

    // Mirrored between the least and the greatest. One number has no mirror: scattered ones above and below 0, without a draw from the caller's generator.
    private static torch.Tensor[] OtherValues(torch.Tensor input)
    {
        var (least, greatest) = (input.min(), input.max());
        if (!aten.equal(least, greatest))
        {
            return [(greatest + least - input) * MirroredBy];
        }

        var scattered = (torch.arange(1, input.numel() + 1, dtype: torch.ScalarType.Float64, device: input.device) * GoldenSection).frac().view(input.shape).to(input.dtype) * greatest.abs().clamp(1);
        return [scattered, -scattered];
    }

    // The programs at other heights and widths; none, with the reason, where they cannot be one. A larger size says nothing of a bound or a branch at the example's or below, even ones nothing of what is
    // rounded or filled up. The model must take the first; others that it refuses need not be right.
    private static List<(long Height, long Width, ScriptGraph Graph)> Spaces(RepeatedTrace again, torch.Tensor input, ScriptGraph? batch, List<string> reasons)
    {
        var (height, width) = (input.shape[2], input.shape[3]);
        var odd = $"{height + HeightStep - 1}x{width + WidthStep - 3}";
        (string Where, (string What, long Height, long Width)[] Sizes)[] attempts =
        [
            ("", [("another height and width", height + HeightStep, width + WidthStep)]),
            ($" at {odd}", [($"a height and width of {odd}", height + HeightStep - 1, width + WidthStep - 3)]),
            (" below the example's", [("half the height and width", Math.Max(1, height / 2), Math.Max(1, width / 2)), ("a smaller height and width", height - HeightStep, width - HeightStep)]),
        ];
        var found = new List<(long Height, long Width, ScriptGraph Graph)>();
        foreach (var (where, sizes) in attempts)
        {
            foreach (var (what, h, w) in sizes.Where(size => size.Height > 0 && size.Width > 0))
            {
                var other = again.At(aten.constant_pad_nd(input, [0, w - width, 0, h - height]).contiguous(), out var refusal);
                if (refusal is not null && found.Count > 0)
                {
                    continue;
                }

                if (other is null)
                {
                    reasons.Add(Reason(what, refusal));
                    return [];
                }

                found.Add((h, w, other));
                if (new SizeUnification(again.Graph, batch, found.ConvertAll(one => one.Graph)).Unexplained(byBatch: false) is { } constant)
                {
                    reasons.Add($"height and width are constants of the model{where}: {constant}");
                    return [];
                }

                break;
            }
        }

        return found;
    }

    // The program for another input, or null with the reason.
    private static ScriptGraph? Other(RepeatedTrace again, torch.Tensor input, string what, List<string> reasons)
    {
        var other = again.At(input, out var refusal);
        if (other is null)
        {
            reasons.Add(Reason(what, refusal));
        }

        return other;
    }

    private static string Reason(string what, string? refusal) => refusal is null ? $"with {what} the model does other steps" : $"the model does not take {what}: {refusal}";
}
