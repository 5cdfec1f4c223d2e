using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>
/// An optimizer numbers its states by the order of the parameters, which is that of the weights beside them. The first sessions of this program
/// registered the projection of a ResNet block's shortcut last, thelper 0.6.2 and sessions since then register it first: states follow their parameters by name.
/// </summary>
internal static class OptimizerOrder
{
    /// <summary>The saved state with its numbers in the order of a model's parameters; the same object where that is its order already.</summary>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="weights">The weights that were saved with the state, in their order.</param>
    /// <param name="saved">The state.</param>
    public static PyDict Of(nn.Module model, optim.Optimizer optimizer, PyDict? weights, PyDict saved)
    {
        if (weights is null || !saved.TryGetValue("param_groups", out var value) || value is not List<object?> groups || groups.Count != optimizer.ParamGroups.Count)
        {
            return saved;
        }

        var places = weights.Keys.OfType<string>().Select((name, place) => (name, place)).ToDictionary(entry => entry.name, entry => entry.place, StringComparer.Ordinal);
        var names = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in model.named_parameters())
        {
            names[parameter] = name;
        }

        var ordered = groups.Zip(optimizer.ParamGroups, (group, current) => InOrder(group, [.. current.Parameters.Select(PlaceOf)])).ToList();
        return ordered.SequenceEqual(groups, ReferenceEqualityComparer.Instance) ? saved : With(saved, "param_groups", ordered);

        int PlaceOf(Parameter parameter) => names.TryGetValue(parameter, out var name) ? places.GetValueOrDefault(name, -1) : -1;
    }

    // The j-th number of a saved group belongs to the parameter with the j-th smallest place in the file. What does not fit is left for the optimizer to refuse.
    private static object? InOrder(object? group, int[] places)
    {
        if (places.Contains(-1) || places.SequenceEqual(places.Order()) || group is not PyDict given || !given.TryGetValue("params", out var value)
            || value is not List<object?> numbers || numbers.Count != places.Length)
        {
            return group;
        }

        var ranks = places.Order().Select((place, rank) => (place, rank)).ToDictionary(entry => entry.place, entry => entry.rank);
        return With(given, "params", places.Select(place => numbers[ranks[place]]).ToList());
    }

    private static PyDict With(PyDict given, string key, object? value)
    {
        var copy = new PyDict(given.Kind);
        foreach (var (name, entry) in given)
        {
            copy[name] = entry;
        }

        copy[key] = value;
        return copy;
    }
}
