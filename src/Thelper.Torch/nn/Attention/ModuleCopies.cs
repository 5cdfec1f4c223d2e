using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Copies of modules.</summary>
internal static class ModuleCopies
{
    /// <summary>So many copies of a module.</summary>
    public static IEnumerable<T> Of<T>(T module, Func<T, T> copy, long count)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        return Enumerable.Range(0, checked((int)count)).Select(_ => copy(module));
    }

    /// <summary>So many modules of a function: those after the first draw no first values, but get those of the first.</summary>
    /// <param name="make">Makes a new module of the same structure each time.</param>
    /// <param name="count">How many.</param>
    /// <param name="what">What the modules are for, for messages.</param>
    public static IReadOnlyList<T> Made<T>(Func<T> make, long count, string what)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(make);
        var modules = new List<T>();
        var complete = false;
        try
        {
            for (var i = 0L; i < count; i++)
            {
                var next = i == 0 ? make() : nn.init.Skip(make);
                if (modules.Contains(next))
                {
                    throw new UserErrorException($"The function for the layers of the {what} has to make a new layer each time; it returned one twice.");
                }

                modules.Add(next);
                if (i > 0)
                {
                    if (!Layout(next).SequenceEqual(Layout(modules[0])))
                    {
                        throw new UserErrorException($"The function for the layers of the {what} has to make layers with the same parameters and buffers each time.");
                    }

                    Fill(next, modules[0]);
                }
            }

            complete = true;
            return modules;
        }
        finally
        {
            if (!complete)
            {
                modules.ForEach(module => module.Dispose());
            }
        }

        static IEnumerable<string> Layout(T module) => module.state_dict().Select(entry => $"{entry.Key} {string.Join(",", entry.Value.shape)}");
    }

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
