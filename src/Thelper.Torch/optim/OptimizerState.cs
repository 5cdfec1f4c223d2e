using System.Collections;
using Thelper.Torch.Modules;

namespace Thelper.Torch;

/// <summary>Checks and copies a saved optimizer state; nothing is changed before all of it is read.</summary>
internal static class OptimizerState
{
    private static readonly string[] Scalars = ["step", "mu", "eta", "mu_product"];

    /// <summary>The saved groups, as many and as large as the optimizer's.</summary>
    public static List<IDictionary> Groups(torch.optim.Optimizer optimizer, IDictionary saved)
    {
        if (saved["param_groups"] is not IList list || saved["state"] is not IDictionary)
        {
            throw optimizer.Invalid("the saved state has no 'state' and 'param_groups': it is not an optimizer's");
        }

        if (list.Count != optimizer.ParamGroups.Count)
        {
            throw optimizer.Invalid($"the saved state has {list.Count} parameter groups, the optimizer {optimizer.ParamGroups.Count}");
        }

        var groups = new List<IDictionary>();
        foreach (var item in list)
        {
            var count = optimizer.ParamGroups[groups.Count].Parameters.Count;
            if (item is not IDictionary group || group["params"] is not IList numbers || numbers.Count != count)
            {
                throw optimizer.Invalid($"the saved state's parameter group {groups.Count} does not have this optimizer's {count} parameters");
            }

            groups.Add(group);
        }

        return groups;
    }

    /// <summary>Copies of the saved values, of each parameter's type and on its device.</summary>
    public static OrderedDictionary<Parameter, OrderedDictionary<string, object?>> States(torch.optim.Optimizer optimizer, IDictionary saved, List<IDictionary> groups)
    {
        var numbers = groups.SelectMany(group => ((IList)group["params"]!).Cast<object>());
        var parameters = numbers.Zip(optimizer.parameters()).ToDictionary(pair => pair.First, pair => pair.Second);
        var states = new OrderedDictionary<Parameter, OrderedDictionary<string, object?>>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (DictionaryEntry entry in (IDictionary)saved["state"]!)
            {
                if (!parameters.TryGetValue(entry.Key, out var parameter) || entry.Value is not IDictionary values)
                {
                    throw optimizer.Invalid($"the saved state has values for a parameter {entry.Key} that its groups do not name");
                }

                var state = new OrderedDictionary<string, object?>();
                states.Add(parameter, state);
                foreach (DictionaryEntry value in values)
                {
                    var name = value.Key.ToString()!;
                    state.Add(name, value.Value is torch.Tensor tensor ? Copy(optimizer, parameter, name, entry.Key, tensor) : Plain(value.Value));
                }
            }
        }
        catch
        {
            foreach (var tensor in states.Values.SelectMany(state => state.Values).OfType<torch.Tensor>())
            {
                tensor.Dispose();
            }

            throw;
        }

        return states;
    }

    /// <summary>A value without the containers of the file it came from: a sequence of a fixed size becomes a tuple.</summary>
    public static object? Plain(object? value) => value is IList list ? list.Cast<object?>().Select(Plain).ToArray()
        : value is int number ? (long)number : value;

    private static torch.Tensor Copy(torch.optim.Optimizer optimizer, Parameter parameter, string name, object number, torch.Tensor saved)
    {
        // Single numbers (step, mu, eta) stay float32 on the CPU, where steps read them without an engine call.
        if (Scalars.Contains(name))
        {
            return torch.tensor((float)saved.ToDouble(), torch.ScalarType.Float32).DetachFromDisposeScope();
        }

        if (!saved.shape.AsSpan().SequenceEqual(parameter.shape))
        {
            throw optimizer.Invalid(
                $"the saved '{name}' of parameter {number} is ({string.Join(", ", saved.shape)}), the parameter ({string.Join(", ", parameter.shape)})");
        }

        using (torch.no_grad())
        {
            return aten.copy_(aten.empty_like(parameter), saved).DetachFromDisposeScope();
        }
    }
}
