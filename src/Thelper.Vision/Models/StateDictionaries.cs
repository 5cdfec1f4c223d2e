using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Weights from files into networks, all or nothing.</summary>
public static class StateDictionaries
{
    /// <summary>Loads a weight file as it comes (<see cref="WeightLoading"/>); every tensor of the network must be in it.</summary>
    /// <param name="model">The network; untouched unless everything fits.</param>
    /// <param name="path">A file with a state dictionary.</param>
    /// <exception cref="UserErrorException">The file cannot be read, has no state dictionary, or does not fit; the message names it.</exception>
    public static void LoadInto(nn.Module model, string path)
    {
        WeightLoading.LoadInto(model, path);
    }

    /// <summary>Loads a state dictionary that was read already; every entry must fit.</summary>
    /// <param name="model">The network; untouched unless everything fits.</param>
    /// <param name="weights">Tensors by name; they stay the caller's.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="UserErrorException">This is no state dictionary, or does not fit; the message names the source.</exception>
    public static void LoadInto(nn.Module model, object? weights, string source)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (weights is not PyDict entries)
        {
            throw new UserErrorException($"{source}: not a state dictionary (names and tensors)");
        }

        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            if (key is not string name || value is not Tensor tensor)
            {
                var hint = entries.ContainsKey("model_type") ? "; it is a checkpoint of a session: give its path as 'ckptdata'" : "";
                throw new UserErrorException($"{source}: not a state dictionary: the entry '{key}' is no tensor{hint}");
            }

            tensors.Add(name, tensor);
        }

        try
        {
            model.load_state_dict(tensors, strict: true);
        }
        catch (InvalidOperationException e)
        {
            throw new UserErrorException($"{source}: {e.Message}", e);
        }
    }
}
