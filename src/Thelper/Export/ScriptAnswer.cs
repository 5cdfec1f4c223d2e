using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>What a TorchScript module answered.</summary>
internal static class ScriptAnswer
{
    /// <summary>Its tensors in their order.</summary>
    /// <exception cref="UserErrorException">There is something else among them.</exception>
    public static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        IEnumerable<KeyValuePair<string, object?>> named => named.SelectMany(entry => Tensors(entry.Value)),
        IEnumerable<object?> items => items.SelectMany(Tensors),
        _ => throw new UserErrorException($"the model answers with a {value?.GetType().Name ?? "null"}, where tensors were expected"),
    };
}
