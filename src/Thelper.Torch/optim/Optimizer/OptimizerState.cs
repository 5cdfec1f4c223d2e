using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

/// <summary>Checks and copies a saved optimizer state; nothing is changed before all of it is read.</summary>
internal static class OptimizerState
{
    /// <summary>Names of values that are single numbers whatever the parameter.</summary>
    public static readonly string[] Scalars = ["step", "mu", "eta", "mu_product"];

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
                if (group.TryGetValue(name, out value) && SavedNumbers.Fault(name, value, current) is { } fault)
                {
                    throw optimizer.Invalid($"the saved state's option '{name}' {fault}");
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
                    optimizer.CheckSaved(parameter, number!, name, item);
                    if (SavedNumbers.Fault(parameter, name, item) is { } fault)
                    {
                        throw optimizer.Invalid($"the saved '{name}' of parameter {number} {fault}");
                    }

                    state.Add(name, Copy(parameter, name, item));
                }

                optimizer.CheckSaved(number!, values);
            }
        }
        catch
        {
            foreach (var value in states.Values.SelectMany(state => state.Values))
            {
                Free(value);
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

    /// <summary>Frees a value of the state: a tensor, or a list with tensors.</summary>
    public static void Free(object? value)
    {
        if (value is torch.Tensor tensor)
        {
            tensor.Dispose();
        }
        else if (value is List<object?> list)
        {
            list.ForEach(Free);
        }
    }

    /// <summary>A text for sizes, as in Python.</summary>
    public static string Sizes(torch.Tensor tensor) => $"({string.Join(", ", tensor.shape)})";

    private static object? Copy(Parameter parameter, string name, object? saved) => saved switch
    {
        // Single numbers (step, mu, eta) stay float32 on the CPU, where steps read them without an engine call.
        torch.Tensor scalar when Scalars.Contains(name) => torch.tensor((float)scalar.ToDouble(), torch.ScalarType.Float32).DetachFromDisposeScope(),
        torch.Tensor tensor => Copy(parameter, tensor),
        List<object?> list => list.ConvertAll(item => Copy(parameter, "", item)),
        _ => saved,
    };

    // Numbers of the parameter's type; those of its shape get its layout as well.
    private static torch.Tensor Copy(Parameter parameter, torch.Tensor saved)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        var type = parameter.is_floating_point() ? parameter.dtype : saved.dtype;
        torch.Tensor copy;
        if (saved.layout == Layout.Strided && saved.shape.AsSpan().SequenceEqual(parameter.shape))
        {
            copy = aten.copy_(aten.empty_like(parameter, type), saved);
        }
        else
        {
            copy = aten.clone(aten.to_dtype(aten.to_device(saved, parameter.device, saved.dtype), type));
        }

        return copy.DetachFromDisposeScope();
    }
}
