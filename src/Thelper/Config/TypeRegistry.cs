using System.Collections.Concurrent;
using System.Reflection;

namespace Thelper.Config;

/// <summary>Finds classes and functions by the dotted names that configurations use, and custom types in <c>.dll</c> and <c>.cs</c> files.</summary>
/// <remarks>
/// Names are declared by <see cref="TypeNameAttribute"/>. The assemblies' metadata is read at the first look-up; a class is loaded when it is asked for.
/// Every session has a registry of its own: custom types that one has loaded, and folders that it searches, are unknown to the others.
/// </remarks>
public sealed class TypeRegistry
{
    private static readonly string[] OwnAssemblies = ["Thelper", "Thelper.Torch", "Thelper.Vision"];

    // What knows this one; of it, only the names are read until a configuration has one of them.
    private static readonly string[] AssembliesAbove = ["Thelper.Geo"];
    private readonly Lazy<DeclaredTypes> declared;
    private readonly CustomTypes customTypes;
    private readonly ConcurrentDictionary<string, bool> warnedOf;
    private readonly string? receivedIn;

    /// <summary>Creates a registry over this program's own assemblies.</summary>
    /// <param name="consent">What the user allows; null for what the user has allowed earlier.</param>
    /// <param name="receivedIn">
    /// The folder of the session whose configuration is read, if it may be a stranger's: code that it names needs consent. Null for the user's own configuration.
    /// </param>
    public TypeRegistry(Consent? consent = null, string? receivedIn = null)
        : this(static () => OwnAssemblies.Concat(AssembliesAbove.Where(IsThere)).Select(Assembly.Load), consent, receivedIn)
    {
    }

    /// <summary>Creates a registry over assemblies.</summary>
    /// <param name="assemblies">Assemblies to search, evaluated at the first look-up.</param>
    /// <param name="consent">What the user allows; null for what the user has allowed earlier.</param>
    /// <param name="receivedIn">The folder of a session that may be a stranger's; null for the user's own configuration.</param>
    public TypeRegistry(Func<IEnumerable<Assembly>> assemblies, Consent? consent = null, string? receivedIn = null)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        declared = new(() => new DeclaredTypes(assemblies()));
        customTypes = new(consent ?? new Consent());
        warnedOf = new();
        this.receivedIn = receivedIn;
    }

    private TypeRegistry(TypeRegistry same, string receivedIn)
    {
        (declared, customTypes, warnedOf, Warning) = (same.declared, same.customTypes, same.warnedOf, same.Warning);
        this.receivedIn = receivedIn;
    }

    /// <summary>Receives a sentence for each name of an older version that a configuration uses.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>What the user allows.</summary>
    public Consent Consent => customTypes.Consent;

    /// <summary>The same types, for the names in a file that may be a stranger's: the code that it names needs consent.</summary>
    /// <param name="file">A checkpoint or an archive.</param>
    /// <returns>A registry that shares everything with this one but the source of the names.</returns>
    public TypeRegistry Received(string file) => new(this, Consent.FolderOf(file));

    /// <summary>The canonical name under which a class is known.</summary>
    /// <param name="type">A class that came from a registry or declares a name.</param>
    /// <returns>The name, the <c>file:Type</c> of a custom type, or null.</returns>
    public static string? NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return CustomAssembly.NameOf(type) ?? type.GetCustomAttribute<TypeNameAttribute>(inherit: false)?.Name;
    }

    /// <summary>Whether code is this program's, and not a user's.</summary>
    /// <param name="assembly">An assembly.</param>
    internal static bool IsOwn(Assembly assembly) => OwnAssemblies.Concat(AssembliesAbove).Contains(assembly.GetName().Name);

    /// <summary>Adds folders in which relative paths of custom types are looked up after the working directory.</summary>
    /// <param name="sys">A folder or a list of folders; null for none.</param>
    /// <param name="errors">Receives a badly formed value.</param>
    public void AddSearchFolders(ConfigNode? sys, ConfigErrors errors)
    {
        if (sys is null || sys.Kind == ConfigKind.Null)
        {
            return;
        }

        var folders = sys.Kind == ConfigKind.String ? [(string)sys.Value!] : sys.Read<List<string>>(errors) ?? [];
        foreach (var folder in folders)
        {
            if (Directory.Exists(folder))
            {
                customTypes.AddFolder(folder);
            }
            else
            {
                Warning?.Invoke($"{sys.Where}: the folder '{folder}' does not exist");
            }
        }
    }

    /// <summary>Asks at once for everything that a configuration wants and needs consent for; notes what the user's own names.</summary>
    /// <param name="config">Root of the configuration.</param>
    /// <param name="writes">Folders that it wants to write into, other than those that the user named.</param>
    /// <exception cref="UserErrorException">The user does not agree.</exception>
    internal void RequestConsent(ConfigNode config, IReadOnlyList<string> writes)
    {
        if (receivedIn is null)
        {
            Consent.Own(customTypes.NamedIn(config, static _ => true, searches: true));
            return;
        }

        // What the user named on the command line; not a file of that name in a folder of the stranger's.
        Consent.Own(customTypes.NamedIn(config, static node => node.File == ConfigOverrides.Place, searches: false));
        Consent.Request(receivedIn, customTypes.NamedIn(config, static _ => true, searches: true), writes);
    }

    /// <summary>Checks a type and its parameters without making an object.</summary>
    /// <param name="typeNode">The node with the type's name.</param>
    /// <param name="paramsNode">The map of parameters; null for none.</param>
    /// <param name="expectedBase">Class or interface that the type must have.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <param name="serviceTypes">Types that the caller will pass to <see cref="BoundType.Create"/> and that a configuration must not set.</param>
    /// <returns>The bound type, or null after an error.</returns>
    public BoundType? Bind(ConfigNode typeNode, ConfigNode? paramsNode, Type expectedBase, ConfigErrors errors, params Type[] serviceTypes)
    {
        ArgumentNullException.ThrowIfNull(typeNode);
        ArgumentNullException.ThrowIfNull(errors);
        if (typeNode.Value is not string name)
        {
            errors.Add(typeNode, $"expected the name of a {KindOf(expectedBase)}, got {typeNode.Describe()}");
            return null;
        }

        try
        {
            var target = Find(name) ?? throw new UserErrorException($"unknown type '{name}'{Hint(name, expectedBase)}");
            if (!expectedBase.IsAssignableFrom(target.Type))
            {
                throw new UserErrorException($"'{name}' is not a {KindOf(expectedBase)}{(CustomTypes.IsCustom(name) ? HintOfOwn(target.Type, expectedBase) : Hint(name, expectedBase))}");
            }

            return ParameterBinder.Bind(this, target.Type, target.Name, target.Method, typeNode, paramsNode, serviceTypes, errors);
        }
        catch (UserErrorException error)
        {
            errors.Add(typeNode, error);
            return null;
        }
    }

    /// <summary>Checks a function of a user's class, and its parameters, without calling it.</summary>
    /// <param name="nameNode">The node with its name: <c>path/to/file.cs:Namespace.Class.Method</c>, a public static method.</param>
    /// <param name="paramsNode">The map of parameters; null for none.</param>
    /// <param name="type">What the bound function passes for: the kind of object that calls it.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <param name="serviceTypes">Types that the caller passes at each call, the first of which the function must take.</param>
    /// <returns>The bound function; null after an error, or where the name is none of a method in a user's class.</returns>
    internal BoundType? BindFunction(ConfigNode nameNode, ConfigNode? paramsNode, Type type, ConfigErrors errors, params Type[] serviceTypes)
    {
        if (nameNode.Value is not string name || !CustomTypes.IsCustom(name))
        {
            return null;
        }

        try
        {
            if (customTypes.FindMethod(name, receivedIn) is not { } method)
            {
                return null;
            }

            if (!Array.Exists(method.GetParameters(), parameter => parameter.ParameterType == serviceTypes[0]))
            {
                throw new UserErrorException($"'{name}' must take a parameter of the type {serviceTypes[0].Name}");
            }

            return ParameterBinder.Bind(this, type, name, method, nameNode, paramsNode, serviceTypes, errors);
        }
        catch (UserErrorException error)
        {
            errors.Add(nameNode, error);
            return null;
        }
    }

    /// <summary>The class with this name, or the result of the function with this name.</summary>
    /// <param name="name">A dotted name, an alias, an old name, or <c>file:Type</c>.</param>
    /// <returns>The type, or null where there is none.</returns>
    /// <exception cref="UserErrorException">A custom type's file is missing or does not compile, or the type was removed.</exception>
    public Type? Resolve(string name) => Find(name)?.Type;

    /// <summary>Canonical names of everything of a kind, sorted.</summary>
    /// <param name="expectedBase">Class or interface.</param>
    public IReadOnlyList<string> Names(Type expectedBase) =>
        [.. declared.Value.Of(expectedBase).Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    /// <summary>Everything of a kind with its parameters, sorted by name; abstract classes are left out.</summary>
    /// <param name="expectedBase">Class or interface.</param>
    public IReadOnlyList<TypeDescription> Describe(Type expectedBase) =>
        [.. declared.Value.Of(expectedBase).Select(DeclaredTypes.Describe).OrderBy(type => type.ShortName, StringComparer.Ordinal)];

    /// <summary>One type with its parameters.</summary>
    /// <param name="name">A dotted name, an alias, an old name, or <c>file:Type</c>.</param>
    /// <returns>The description; null where there is no such type.</returns>
    /// <exception cref="UserErrorException">A custom type's file is missing or does not compile, or the type was removed.</exception>
    public TypeDescription? DescriptionOf(string name) =>
        Find(name) is not { } found ? null
        : declared.Value.Named(found.Name) is { } entry ? DeclaredTypes.Describe(entry)
        : new TypeDescription(found.Name, [], found.Type, found.Method);

    /// <summary>Names of the parameters that a configuration can set on a type, as it spells them.</summary>
    /// <param name="name">Name of the type.</param>
    /// <param name="serviceTypes">Types that the program supplies.</param>
    /// <exception cref="UserErrorException">There is no such type.</exception>
    public IReadOnlyList<string> ParametersOf(string name, params Type[] serviceTypes) =>
        ParameterBinder.NamesOf((Find(name) ?? throw new UserErrorException($"unknown type '{name}'{Hint(name, typeof(object))}")).Method, serviceTypes);

    private DeclaredTypes.Target? Find(string name)
    {
        if (CustomTypes.IsCustom(name))
        {
            var type = customTypes.Load(name, receivedIn);
            return new DeclaredTypes.Target(type, name, DeclaredTypes.ConstructorOf(type, name));
        }

        if (declared.Value.Find(name) is { } found)
        {
            return found;
        }

        var current = ImportRenames.Apply(name);
        if (current == name || declared.Value.Find(current) is not { } renamed)
        {
            return null;
        }

        if (warnedOf.TryAdd(name, true))
        {
            Warning?.Invoke($"'{name}' is the name of an older version; it is '{renamed.Name}' now");
        }

        return renamed;
    }

    // The class is there, and is something else.
    private static string HintOfOwn(Type type, Type expectedBase) =>
        typeof(Torch.torch.nn.Module).IsAssignableFrom(type) && expectedBase == typeof(Torch.torch.nn.Module<Torch.torch.Tensor, Torch.torch.Tensor>)
            ? " from one tensor to one (Module<Tensor, Tensor>); a model of several outputs answers with the first, and implements Thelper.Vision.Models.INamedOutputs for all of them"
            : "; its class derives from another type";

    private string Hint(string name, Type expectedBase)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal))
        {
            return "; Python files cannot be loaded: write the class in C# and name it 'path/to/file.cs:Namespace.Type'";
        }

        if (AbsentTypes.Describe(name) is { } absent)
        {
            return absent;
        }

        var all = declared.Value.Of(expectedBase).ToList();
        var valid = all.SelectMany(entry => entry.Aliases.Prepend(entry.Name));
        var last = name[(name.LastIndexOf('.') + 1)..];
        return NearestName.Find(name, valid) is { } nearest
            ? $" (did you mean '{nearest}'?)"
            : all.Find(entry => entry.Name.EndsWith("." + last, StringComparison.OrdinalIgnoreCase)) is { Name: { } sameEnd }
                ? $" (did you mean '{sameEnd}'?)"
                : NearestName.Hint(name, all.Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }

    private static bool IsThere(string assembly) => File.Exists(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

    private static string KindOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        name = type.IsInterface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name[1..] : name;
        return ValueBinder.SnakeCase(name).Replace('_', ' ');
    }
}
