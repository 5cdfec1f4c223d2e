using System.Reflection;

namespace Thelper.Torch.Tests.Compat;

/// <summary>TorchSharp's users write both <c>using static torch</c> and <c>using static torch.nn.functional</c>: a plain name must not mean both.</summary>
public sealed class NameClashTests
{
    [Fact]
    public void No_call_fits_a_function_of_torch_and_one_of_functional_equally_well()
    {
        var functional = typeof(torch.nn.functional).GetMethods(BindingFlags.Public | BindingFlags.Static).ToLookup(method => method.Name);
        var clashes = new List<string>();
        foreach (var method in typeof(torch).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            // Equal arguments without defaults leave the choice to the defaults: the method that needs none wins.
            clashes.AddRange(functional[method.Name].Where(other => Required(method).SequenceEqual(Required(other)) && HasDefaults(method) == HasDefaults(other))
                .Select(other => $"{method} and {other}"));
        }

        clashes.ShouldBeEmpty();
    }

    private static IEnumerable<Type> Required(MethodInfo method) => method.GetParameters().Where(parameter => !parameter.IsOptional).Select(parameter => parameter.ParameterType);

    private static bool HasDefaults(MethodInfo method) => method.GetParameters().Any(parameter => parameter.IsOptional);
}
