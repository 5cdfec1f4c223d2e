using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Copies of modules.</summary>
internal static class ModuleCopies
{
    /// <summary>Gives a module made without first values the type, place, values and mode of another of the same structure.</summary>
    public static T Fill<T>(T copy, T source)
        where T : nn.Module
    {
        using var mode = no_grad();
        foreach (var (target, original) in copy.state_dict().Values.Zip(source.state_dict().Values))
        {
            if (target.dtype != original.dtype || target.device != original.device)
            {
                using var converted = target.to(original.dtype, original.device);
                aten.set_data(target, converted);
            }

            aten.copy_(target, original);
            if (original.requires_grad != target.requires_grad)
            {
                target.requires_grad = original.requires_grad;
            }
        }

        copy.train(source.training);
        return copy;
    }
}
