using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>What LBFGS remembers from iteration to iteration and from step to step.</summary>
internal sealed class LbfgsMemory
{
    private readonly OrderedDictionary<string, object?> state;
    private readonly int size;
    private readonly List<Tensor> changes;
    private readonly List<Tensor> steps;
    private readonly List<PythonNumber> inverses;
    private PythonNumber scale;
    private object keptScale;
    private Tensor? gradient;
    private double loss;

    /// <summary>Takes up a state.</summary>
    /// <param name="state">PyTorch's names and values; empty before the first step.</param>
    /// <param name="size">How many past steps are kept.</param>
    public LbfgsMemory(OrderedDictionary<string, object?> state, int size)
    {
        this.state = state;
        this.size = size;
        changes = List("old_dirs").Cast<Tensor>().ToList();
        steps = List("old_stps").Cast<Tensor>().ToList();
        inverses = List("ro").Select(PythonNumber.Of).ToList();
        Direction = state.GetValueOrDefault("d") as Tensor ?? empty(0);
        gradient = state.GetValueOrDefault("prev_flat_grad") as Tensor;
        keptScale = state.GetValueOrDefault("H_diag") ?? 1L;
        scale = PythonNumber.Of(keptScale);
        Step = state.GetValueOrDefault("t") is { } t ? PythonNumber.Of(t) : 0.0;
    }

    /// <summary>The direction of the current iteration.</summary>
    public Tensor Direction { get; private set; }

    /// <summary>The length of its step.</summary>
    public PythonNumber Step { get; set; }

    /// <summary>Learns from the last step and finds the next direction.</summary>
    /// <param name="now">The gradient.</param>
    /// <param name="start">Whether there was no step yet.</param>
    /// <param name="current">The loss.</param>
    public void Turn(Tensor now, bool start, double current)
    {
        if (start)
        {
            Direction = aten.neg(now);
            changes.Clear();
            steps.Clear();
            inverses.Clear();
            (scale, keptScale) = (1.0, 1L);
        }
        else
        {
            Learn(now);
            Direction = Descent(now);
        }

        gradient = aten.clone(now, MemoryFormat.Contiguous);
        loss = current;
    }

    /// <summary>Puts everything into the state; tensors leave their scope, and those no longer needed are freed.</summary>
    /// <param name="target">The state.</param>
    /// <param name="names">PyTorch's names, in its order.</param>
    /// <param name="rate">The learning rate: a step of its length is the same kind of number, an integer if it is one.</param>
    public void Keep(OrderedDictionary<string, object?> target, string[] names, object? rate)
    {
        var whole = rate is long && Step.Type is null && Step.Value == Math.Floor(Step.Value) && target["n_iter"] is > 1L;
        var values = new object?[]
        {
            Direction, whole ? (long)Step.Value : Step.Kept(), changes.Cast<object?>().ToList(), steps.Cast<object?>().ToList(),
            inverses.Select(inverse => (object?)inverse.Kept()).ToList(), keptScale is long ? keptScale : scale.Kept(), gradient, loss,
        };
        var used = new HashSet<object>([Direction, .. changes, .. steps], ReferenceEqualityComparer.Instance);
        foreach (var (name, value) in names.Zip(values))
        {
            foreach (var old in Flat(target.GetValueOrDefault(name)).Where(old => !used.Contains(old) && !ReferenceEquals(old, gradient)))
            {
                old.Dispose();
            }

            foreach (var tensor in Flat(value))
            {
                tensor.DetachFromDisposeScope();
            }

            target[name] = value;
        }
    }

    private static IEnumerable<Tensor> Flat(object? value) => value is List<object?> list ? list.OfType<Tensor>() : value is Tensor tensor ? [tensor] : [];

    private void Learn(Tensor now)
    {
        var change = aten.sub_Tensor(now, gradient!);
        var step = aten.mul_Scalar(Direction, Step.Value);
        var product = PythonNumber.Of(aten.dot(change, step));
        if (!(product > 1e-10))
        {
            return;
        }

        if (changes.Count == size)
        {
            changes.RemoveAt(0);
            steps.RemoveAt(0);
            inverses.RemoveAt(0);
        }

        changes.Add(change);
        steps.Add(step);
        inverses.Add((PythonNumber)1.0 / product);
        scale = product / PythonNumber.Of(aten.dot(change, change));
        keptScale = scale.Value;
    }

    /// <summary>The gradient times the inverse Hessian that the remembered steps imply, turned round.</summary>
    private Tensor Descent(Tensor now)
    {
        if (state.GetValueOrDefault("al") is not List<object?> weights)
        {
            state["al"] = weights = Enumerable.Repeat((object?)null, size).ToList();
        }

        // A file may hold fewer places than there are steps by now.
        weights.AddRange(Enumerable.Repeat((object?)null, Math.Max(0, changes.Count - weights.Count)));
        var direction = aten.neg(now);
        var shares = new PythonNumber[changes.Count];
        for (var i = changes.Count - 1; i >= 0; i--)
        {
            shares[i] = PythonNumber.Of(aten.dot(steps[i], direction)) * inverses[i];
            OptimizerState.Free(weights[i]);
            weights[i] = shares[i].Kept();
            aten.add__Tensor(direction, changes[i], -shares[i].Value);
        }

        var scaled = aten.mul_Scalar(direction, scale.Value);
        for (var i = 0; i < changes.Count; i++)
        {
            var share = PythonNumber.Of(aten.dot(changes[i], scaled)) * inverses[i];
            aten.add__Tensor(scaled, steps[i], (shares[i] - share).Value);
        }

        return scaled;
    }

    private List<object?> List(string name) => state.GetValueOrDefault(name) as List<object?> ?? [];
}
