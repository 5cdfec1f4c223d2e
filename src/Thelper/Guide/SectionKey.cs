using System.Reflection;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Export;
using Thelper.Gui;
using Thelper.Nn;
using Thelper.Optim;
using Thelper.Sessions;
using Thelper.Train.Construction;

namespace Thelper.Guide;

/// <summary>A key of a section: its names, what its value may be, what it is for.</summary>
/// <param name="Names">The name, then other ones.</param>
/// <param name="Key">Range, choices and kinds.</param>
/// <param name="Property">The property that it fills.</param>
/// <param name="Holds">What the value may be: one of these types.</param>
internal sealed record SectionKey(IReadOnlyList<string> Names, KeyAttribute Key, PropertyInfo Property, IReadOnlyList<Type> Holds)
{
    // What the sections of the top level hold, which lie in rooms above the one that names them.
    private static readonly Dictionary<string, Type[]> TopLevel = new(StringComparer.Ordinal)
    {
        ["name"] = [typeof(string)],
        ["datasets"] = [typeof(Dictionary<string, DatasetOptions>), typeof(string)],
        ["loaders"] = [typeof(LoadersOptions)],
        ["model"] = [typeof(ModelOptions)],
        ["trainer"] = [typeof(TrainerOptions)],
        ["split"] = [typeof(SplitOptions)],
        ["export"] = [typeof(ExportOptions)],
        ["annotator"] = [typeof(AnnotatorOptions)],
        ["viz"] = [typeof(VizOptions)],
        ["sys"] = [typeof(string), typeof(List<string>)],
        ["reproducible"] = [typeof(ReproducibilityLevel)],
        ["threads"] = [typeof(int)],
    };

    /// <summary>What is said of the key.</summary>
    public string Description => XmlDocs.Summary(Property);

    /// <summary>Whether null is a value.</summary>
    public bool AcceptsNull => OptionsBinder.AcceptsNull(Property);

    /// <summary>The keys of an options class.</summary>
    /// <param name="options">The class.</param>
    public static IReadOnlyList<SectionKey> Of(Type options) => [.. OptionsBinder.PropertiesOf(options).Select(slot => Of(options, slot.Property, slot.Key))];

    /// <summary>The keys of the top level, with all names of each section.</summary>
    public static IReadOnlyList<SectionKey> OfTopLevel { get; } = Of(typeof(ConfigSections));

    /// <summary>The options class that a section is bound to, where a parameter is a section with a type of its own.</summary>
    /// <param name="section">The type of the parameter.</param>
    public static Type SectionOf(Type section) => section == typeof(LossPlan) ? typeof(LossSection)
        : section == typeof(ModelPlan) ? typeof(ModelSection)
        : throw new InvalidOperationException($"The keys of {section} are not known.");

    /// <summary>The kinds of type that an options class names, and the keys of the name; no kinds where it names none.</summary>
    /// <param name="options">The class.</param>
    public static (IReadOnlyList<Type> Kinds, SectionKey? Name) Named(Type options)
    {
        var keys = Of(options);
        for (var type = options; type is not null; type = type.BaseType)
        {
            if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(TypedSection<>))
            {
                return (type.GetGenericArguments(), keys.Single(key => key.Names[0] == "type"));
            }
        }

        var name = keys.FirstOrDefault(key => key.Key.Names.Length > 0);
        return (name?.Key.Names ?? [], name);
    }

    private static SectionKey Of(Type options, PropertyInfo property, KeyAttribute key)
    {
        var isTop = options == typeof(ConfigSections);
        Type[] holds = isTop && TopLevel.TryGetValue(key.Name, out var known) ? known
            : key.Holds.Length > 0 ? key.Holds
            : property.PropertyType == typeof(ConfigNode) ? [] : [property.PropertyType];
        return new(isTop ? [key.Name, .. ConfigSections.NamesOf(key.Name).Where(name => name != key.Name)] : [key.Name, .. key.Aliases], key, property, holds);
    }
}
