using System.Collections;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>Turns states of models, optimizers and schedulers into what is pickled, and back.</summary>
internal static class StateDict
{
    /// <summary>A model's weights as an ordered dictionary. The tensors are the model's own.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Names and tensors.</returns>
    public static PyDict OfModel(Nn.Module model)
    {
        var weights = new PyDict(PyDictKind.OrderedDict);
        foreach (var (name, tensor) in model.state_dict())
        {
            weights[name] = tensor;
        }

        return weights;
    }

    /// <summary>A state for the pickle: arrays become tuples.</summary>
    /// <param name="state">The dictionary that <c>state_dict()</c> gives.</param>
    /// <returns>The dictionary to pickle.</returns>
    public static PyDict ToPickle(IDictionary state)
    {
        var result = new PyDict();
        foreach (DictionaryEntry entry in state)
        {
            result[entry.Key] = Pickled(entry.Value);
        }

        return result;
    }

    /// <summary>A state from the pickle: tuples become arrays.</summary>
    /// <param name="pickled">The pickled dictionary.</param>
    /// <returns>The dictionary that <c>load_state_dict()</c> takes.</returns>
    public static IDictionary FromPickle(PyDict pickled)
    {
        var result = new OrderedDictionary<object, object?>();
        foreach (var (key, value) in pickled)
        {
            if (key is not null)
            {
                result[key] = Plain(value);
            }
        }

        return result;
    }

    private static object? Pickled(object? value)
    {
        switch (value)
        {
            case IDictionary map:
                return ToPickle(map);
            case object?[] tuple:
                return new PyTuple(Array.ConvertAll(tuple, Pickled));
            case IList list and not Array:
                var items = new List<object?>(list.Count);
                foreach (var item in list)
                {
                    items.Add(Pickled(item));
                }

                return items;
            default:
                return value;
        }
    }

    private static object? Plain(object? value) => value switch
    {
        PyDict map => FromPickle(map),
        PyTuple tuple => tuple.Select(Plain).ToArray(),
        List<object?> list => list.ConvertAll(Plain),
        _ => value,
    };
}
