using System.Reflection;
using System.Reflection.Emit;

namespace Thelper.Torch.Tests.Coverage;

/// <summary>Looks PyTorch's names up among the public members of the engine.</summary>
internal static class PublicNames
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    private static readonly Assembly Engine = typeof(torch).Assembly;

    // TorchSharp spells these differently, because C# lacks the other spelling or has another meaning for it.
    private static readonly Dictionary<(string Space, string Name), string> Spellings = new()
    {
        [("torch.Tensor", "type")] = "to_type",
        [("torch.Tensor", "data_ptr")] = "DataPointer",
        [("torch.Tensor", "tolist")] = "data",
        [("torch.Tensor", "cdouble")] = "to_type",
        [("torch.Tensor", "cfloat")] = "to_type",
        [("torch.autograd", "Function")] = "SingleTensorFunction",
        [("torch", "use_deterministic_algorithms")] = "use_deterministic_algorithms",
    };

    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["torch.Tensor"] = ["Thelper.Torch.torch+Tensor"],
        ["torch.autograd"] = ["Thelper.Torch.torch+autograd", "Thelper.Torch.torch"],
        ["torch.amp"] = ["Thelper.Torch.torch+amp", "Thelper.Torch.torch+cuda+amp"],
        ["torch.nn"] = ["Thelper.Torch.torch+nn"],
    };

    /// <summary>Whether the engine has a name and it does something: a method that only throws does not count.</summary>
    public static bool Has(string space, string name)
    {
        var homes = Homes.GetValueOrDefault(space) ?? ["Thelper.Torch." + string.Join('+', space.Split('.'))];
        var spelled = Spellings.GetValueOrDefault((space, name), name);
        foreach (var home in homes)
        {
            if (Engine.GetType(home) is { } type && (HasMember(type, name) || HasMember(type, spelled)))
            {
                return true;
            }
        }

        if (space is "torch.nn" or "torch.optim" or "torch.optim.lr_scheduler" or "torch.nn.utils.parametrize")
        {
            return Engine.GetExportedTypes().Any(type => type.Namespace == "Thelper.Torch.Modules" && Plain(type) == name && !type.IsAbstract);
        }

        return space == "torch.Tensor" && Extensions().Any(method => method.Name == name && IsImplemented(method));
    }

    private static bool HasMember(Type type, string name) => type.GetMember(name, Members).Any(member => member switch
    {
        MethodInfo method => IsImplemented(method),
        PropertyInfo property => property.GetMethod is { } getter && IsImplemented(getter),
        FieldInfo or Type => true,
        _ => false,
    }) || type.GetNestedTypes().Any(nested => Plain(nested) == name);

    private static IEnumerable<MethodInfo> Extensions() => Engine.GetExportedTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false)
            && method.GetParameters() is [var first, ..] && first.ParameterType == typeof(torch.Tensor));

    private static string Plain(Type type) => type.Name.Split('`')[0];

    // A body that is nothing but 'throw new X("...")' is a promise, not a function.
    private static bool IsImplemented(MethodInfo method)
    {
        var body = method.GetMethodBody()?.GetILAsByteArray();
        if (body is null || body.Length > 16 || body[^1] != OpCodes.Throw.Value)
        {
            return true;
        }

        return body[0] != OpCodes.Newobj.Value && body[0] != OpCodes.Ldstr.Value;
    }
}
