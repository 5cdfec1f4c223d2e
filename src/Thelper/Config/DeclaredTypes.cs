using System.Reflection;
using System.Text.RegularExpressions;

namespace Thelper.Config;

/// <summary>The names that assemblies declare with <see cref="TypeNameAttribute"/>, and the look-up rules over them.</summary>
internal sealed class DeclaredTypes
{
    // Packages that the original re-exports the names of its modules from.
    private static readonly string[] Packages =
        ["thelper.data", "thelper.transforms", "thelper.tasks", "thelper.optim", "thelper.train", "thelper.infer", "thelper.gui"];

    private readonly Dictionary<string, TypeTable.Entry> byName = new(StringComparer.Ordinal);

    public DeclaredTypes(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            Entries.AddRange(TypeTable.Read(assembly));
        }

        foreach (var entry in Entries)
        {
            foreach (var name in entry.Aliases.Prepend(entry.Name))
            {
                if (!byName.TryAdd(name, entry))
                {
                    throw new InvalidOperationException($"The name '{name}' is declared twice.");
                }
            }
        }
    }

    private List<TypeTable.Entry> Entries { get; } = [];

    public IEnumerable<TypeTable.Entry> Of(Type expectedBase) => Entries.Where(entry =>
    {
        var member = entry.Assembly.ManifestModule.ResolveMember(entry.Token);
        var type = member as Type ?? ((MethodInfo)member!).ReturnType;
        return expectedBase.IsAssignableFrom(type) && (member is MethodInfo || !type.IsAbstract);
    });

    public TypeTable.Entry? Named(string name) => byName.GetValueOrDefault(name);

    public static TypeDescription Describe(TypeTable.Entry entry)
    {
        var target = Load(entry);
        return new(entry.Name, entry.Aliases, target.Type, target.Method);
    }

    public static ConstructorInfo ConstructorOf(Type type, string name)
    {
        var constructors = type.GetConstructors();
        var marked = Array.FindAll(constructors, constructor => constructor.IsDefined(typeof(ConfigConstructorAttribute), inherit: false));
        if (type.IsAbstract || (marked.Length == 1 ? marked : constructors) is not [var only])
        {
            throw new UserErrorException(
                type.IsAbstract
                    ? $"'{name}' is abstract; name a class that derives from it"
                    : $"'{name}' has {constructors.Length} public constructors; mark one with [ConfigConstructor]");
        }

        return only;
    }

    public Target? Find(string name)
    {
        if (byName.TryGetValue(name, out var entry))
        {
            return Load(entry);
        }

        // thelper.data.parsers.X and thelper.data.X, torch.nn.modules.loss.X and torch.nn.X, torchvision.models.resnet.X and torchvision.models.X
        // are one thing: Python packages re-export what their modules hold.
        var parts = name.Split('.');
        var package = parts.Length < 3 ? "" : $"{parts[0]}.{parts[1]}";
        if (package.Length == 0 || parts[0] is not ("thelper" or "torch" or "torchvision") || (parts[0] == "thelper" && !Packages.Contains(package)))
        {
            return null;
        }

        if (parts.Length > 3 && byName.TryGetValue($"{package}.{parts[^1]}", out entry))
        {
            return Load(entry);
        }

        if (parts.Length > 3 || parts[0] != "thelper")
        {
            return null;
        }

        var modules = Entries.Where(candidate => Regex.IsMatch(candidate.Name, $@"^{Regex.Escape(package)}(\.\w+)+\.{Regex.Escape(parts[2])}$")).ToList();
        return modules is [var single] ? Load(single) : null;
    }

    private static Target Load(TypeTable.Entry entry)
    {
        var module = entry.Assembly.ManifestModule;
        if (entry.Token >>> 24 == 0x02)
        {
            var type = module.ResolveType(entry.Token);
            return new Target(type, entry.Name, ConstructorOf(type, entry.Name));
        }

        var method = (MethodInfo)module.ResolveMethod(entry.Token)!;
        return new Target(method.ReturnType, entry.Name, method);
    }

    /// <summary>A class, and the constructor or function that makes it.</summary>
    public sealed record Target(Type Type, string Name, MethodBase Method);
}
