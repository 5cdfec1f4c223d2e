using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

/// <summary>Checks and copies a saved optimizer state; nothing is changed before all of it is read.</summary>
internal static class OptimizerState
{
    private static readonly string[] Scalars = ["step", "mu", "eta", "mu_product"];

    /// <summary>The saved groups, as many and as large as the optimizer's.</summary>
    public static List<PyDict> Groups(torch.optim.Optimizer optimizer, PyDict saved)
    {
        if (!saved.TryGetValue("param_groups", out var value) || value is not List<object?> list || !saved.TryGetValue("state", out value) || value is not PyDict)
        {
            throw optimizer.Invalid("the saved state has no 'state' and 'param_groups': it is not an optimizer's");
        }

        if (list.Count != optimizer.ParamGroups.Count)
        {
            throw optimizer.Invalid($"the saved state has {list.Count} parameter groups, the optimizer {optimizer.ParamGroups.Count}");
        }

        var groups = new List<PyDict>();
        foreach (var item in list)
        {
            var count = optimizer.ParamGroups[groups.Count].Parameters.Count;
            if (item is not PyDict group || !group.TryGetValue("params", out value) || value is not List<object?> numbers || numbers.Count != count)
            {
                throw optimizer.Invalid($"the saved state's parameter group {groups.Count} does not have this optimizer's {count} parameters");
            }

            foreach (var (name, current) in optimizer.ParamGroups[groups.Count].Options)
            {
                if (group.TryGetValue(name, out value) && !Fits(value, current))
                {
                    throw optimizer.Invalid($"the saved state's option '{name}' is a {value!.GetType().Name}, which it cannot be");
                }
            }

            groups.Add(group);
        }

        return groups;
    }

    /// <summary>Copies of the saved values, of each parameter's type and on its device.</summary>
    public static OrderedDictionary<Parameter, OrderedDictionary<string, object?>> States(torch.optim.Optimizer optimizer, PyDict saved, List<PyDict> groups)
    {
        var numbers = groups.SelectMany(group => (List<object?>)group["params"]!);
        var parameters = new PyDict();
        foreach (var (number, parameter) in numbers.Zip(optimizer.parameters()))
        {
            parameters[number] = parameter;
        }

        var states = new OrderedDictionary<Parameter, OrderedDictionary<string, object?>>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var (number, value) in (PyDict)saved["state"]!)
            {
                if (!parameters.TryGetValue(number, out var found) || found is not Parameter parameter || value is not PyDict values)
                {
                    throw optimizer.Invalid($"the saved state has values for a parameter {number} that its groups do not name");
                }

                var state = new OrderedDictionary<string, object?>();
                states.Add(parameter, state);
                foreach (var (key, item) in values)
                {
                    var name = key as string ?? throw optimizer.Invalid($"the saved state of parameter {number} has a value without a name");
                    state.Add(name, item is torch.Tensor tensor ? Copy(optimizer, parameter, name, number!, tensor) : item);
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

    /// <summary>The same names and values in the form of files.</summary>
    public static PyDict Dictionary(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var dictionary = new PyDict();
        foreach (var (name, value) in values)
        {
            dictionary.Add(name, value);
        }

        return dictionary;
    }

    /// <summary>Whether a saved value can stand where another one stands: both numbers, both lists, both dictionaries; none fits anywhere.</summary>
    public static bool Fits(object? saved, object? current) => saved is null || current is null || Kind(saved) == Kind(current);

    private static Type Kind(object value) => value is long or double or bool ? typeof(double) : value is PyTuple ? typeof(List<object?>) : value.GetType();

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
