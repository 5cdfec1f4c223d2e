using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Thelper.Config;

namespace Thelper.Guide;

/// <summary>The documentation comments of the program's own classes, from the XML files that the compiler writes beside its libraries; without those, nothing.</summary>
internal static partial class XmlDocs
{
    private static readonly Dictionary<Assembly, Dictionary<string, XElement>> Files = [];

    /// <summary>The first paragraph on a class, property or function, on one line; empty where there is none.</summary>
    /// <param name="member">The member.</param>
    public static string Summary(MemberInfo member) => Text(Find(member)?.Element("summary"));

    /// <summary>What is said of a parameter, on one line; empty where nothing is.</summary>
    /// <param name="parameter">The parameter of a constructor or function.</param>
    public static string Of(ParameterInfo parameter)
    {
        // The parameters of a constructor in the head of a class are explained with the class.
        var places = new[] { Find(parameter.Member), parameter.Member is ConstructorInfo { DeclaringType: { } type } ? Find(type) : null };
        return places.SelectMany(place => new[] { place, Inherited(parameter.Member.Module.Assembly, place) })
            .Select(place => place?.Elements("param").FirstOrDefault(entry => entry.Attribute("name")?.Value == parameter.Name))
            .Where(entry => entry is not null).Select(Text).FirstOrDefault() ?? "";
    }

    // What a function has in common with another one is explained there.
    private static XElement? Inherited(Assembly assembly, XElement? element)
        => element?.Elements("inheritdoc").Select(reference => reference.Attribute("cref")?.Value).FirstOrDefault(name => name is not null) is { } name ? Members(assembly).GetValueOrDefault(name) : null;

    private static XElement? Find(MemberInfo member) => Members(member.Module.Assembly).GetValueOrDefault(IdOf(member));

    private static Dictionary<string, XElement> Members(Assembly assembly)
    {
        lock (Files)
        {
            if (!Files.TryGetValue(assembly, out var members))
            {
                Files[assembly] = members = Read(Path.ChangeExtension(assembly.Location, ".xml"));
            }

            return members;
        }
    }

    private static Dictionary<string, XElement> Read(string path)
    {
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return members;
        }

        using var stream = InputFile.OpenRead(path);
        using var reader = XmlReader.Create(stream);
        while (reader.Read() && reader.Name != "members")
        {
        }

        reader.Read();
        while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                var element = (XElement)XNode.ReadFrom(reader);
                members[element.Attribute("name")!.Value] = element;
            }
            else
            {
                reader.Read();
            }
        }

        return members;
    }

    // The compiler's names (C# specification, annex D.4.2).
    private static string IdOf(MemberInfo member) => member switch
    {
        Type type => $"T:{NameOf(type)}",
        PropertyInfo property => $"P:{NameOf(property.DeclaringType!)}.{property.Name}",
        MethodBase method => $"M:{NameOf(method.DeclaringType!)}.{(method is ConstructorInfo ? "#ctor" : method.Name)}{Parameters(method)}",
        _ => "",
    };

    private static string Parameters(MethodBase method)
    {
        var parameters = method.GetParameters();
        return parameters.Length == 0 ? "" : $"({string.Join(",", parameters.Select(parameter => NameOf(parameter.ParameterType)))})";
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        if (!type.IsConstructedGenericType)
        {
            return (type.FullName ?? type.Name).Replace('+', '.');
        }

        var open = type.GetGenericTypeDefinition().FullName!.Replace('+', '.');
        return $"{open[..open.IndexOf('`', StringComparison.Ordinal)]}{{{string.Join(",", type.GetGenericArguments().Select(NameOf))}}}";
    }

    private static string Text(XElement? element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return Blank().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(StringBuilder text, XElement? element)
    {
        foreach (var node in element?.Nodes() ?? [])
        {
            switch (node)
            {
                case XText plain:
                    text.Append(plain.Value);
                    break;
                case XElement { Name.LocalName: "see" or "paramref" or "seealso" } reference:
                    text.Append(reference.IsEmpty ? Reference(reference) : reference.Value);
                    break;
                case XElement inner:
                    Append(text, inner);
                    break;
            }
        }
    }

    private static string Reference(XElement reference)
    {
        var name = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? "";
        var last = name.Split('(')[0].Split('`')[0];
        last = last[(last.LastIndexOfAny(['.', ':']) + 1)..];

        // A property is a key, as a rule, and a parameter is one.
        return name.StartsWith("P:", StringComparison.Ordinal) || reference.Name.LocalName == "paramref" ? ValueBinder.SnakeCase(last) : last;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
