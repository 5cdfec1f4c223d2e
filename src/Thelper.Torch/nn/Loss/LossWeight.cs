using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The factors of a loss: an optional buffer.</summary>
internal static class LossWeight
{
    /// <summary>The factors as a float tensor (C), or none.</summary>
    public static Tensor? From(IReadOnlyList<double>? weight)
        => weight is null ? null : tensor(weight.Select(value => (float)value).ToArray());

    /// <summary>Registers factors with a loss, if there are any: an absent one has no place in the state.</summary>
    public static void Register(nn.Module loss, string name, Tensor? weight)
    {
        if (weight is not null)
        {
            loss.register_buffer(name, weight);
        }
    }
}
