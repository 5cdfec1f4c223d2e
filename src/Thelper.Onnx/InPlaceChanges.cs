using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Changes in place that a graph of values cannot say.</summary>
/// <remarks>What is changed gets a new value, which all later steps take; but a view of it, or what it is a view of, would keep the old one.</remarks>
internal sealed class InPlaceChanges
{
    // What always shares memory with its first argument. Others (reshape, contiguous, to) do where they can, and the file is run beside the model anyway.
    private static readonly HashSet<string> Views =
    [
        "aten::alias", "aten::detach", "aten::view", "aten::view_as", "aten::_unsafe_view", "aten::permute", "aten::transpose", "aten::swapaxes", "aten::t", "aten::numpy_T", "aten::mT", "aten::squeeze",
        "aten::unsqueeze", "aten::expand", "aten::expand_as", "aten::select", "aten::slice", "aten::narrow", "aten::chunk", "aten::split", "aten::split_with_sizes", "aten::unbind", "prim::ListUnpack",
    ];

    private readonly Dictionary<long, long> wholes = [];
    private readonly Dictionary<long, int> lastUses = [];
    private readonly ILookup<long, (long Value, int Made)> sharing;

    /// <param name="program">All steps.</param>
    public InPlaceChanges(ScriptGraph program)
    {
        var made = new List<(long Value, int Made)>();
        made.AddRange(program.Inputs.Select(input => (input.Id, -1)));
        foreach (var (step, at) in program.Nodes.Select((step, at) => (step, at)))
        {
            foreach (var input in step.Inputs)
            {
                lastUses[input] = at;
            }

            foreach (var output in step.Outputs)
            {
                made.Add((output.Id, at));
                if (Views.Contains(step.Kind) || IsChange(step))
                {
                    wholes[output.Id] = Whole(step.Inputs[0]);
                }
            }
        }

        foreach (var output in program.Outputs)
        {
            lastUses[output] = program.Nodes.Count;
        }

        sharing = made.ToLookup(entry => Whole(entry.Value));
    }

    /// <summary>Whether a step changes a tensor that is used under another name afterwards.</summary>
    /// <param name="step">The step.</param>
    /// <param name="at">Which one of all it is.</param>
    public bool IsSeenElsewhere(ScriptNode step, int at) => IsChange(step)
        && sharing[Whole(step.Inputs[0])].Any(other => other.Made < at && lastUses.GetValueOrDefault(other.Value, -1) > at);

    // aten::relu_, but not aten::__and__.
    private static bool IsChange(ScriptNode step) => step.Kind.EndsWith('_') && !step.Kind.EndsWith("__", StringComparison.Ordinal) && step.Inputs.Count > 0;

    private long Whole(long value) => wholes.GetValueOrDefault(value, value);
}
