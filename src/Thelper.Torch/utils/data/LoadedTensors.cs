using System.Collections;
using System.Runtime.CompilerServices;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Finds the tensors inside samples and batches: in tuples, lists and dictionaries of any depth.</summary>
internal static class LoadedTensors
{
    /// <summary>The tensors that a value holds.</summary>
    public static IEnumerable<Tensor> Of(object? value) => value switch
    {
        Tensor tensor => [tensor],
        string => [],
        IDictionary dictionary => dictionary.Values.Cast<object?>().SelectMany(Of),
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Of(tuple[i])),
        IEnumerable items => items.Cast<object?>().SelectMany(Of),
        _ => [],
    };
}
