using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Thelper.Config;

/// <summary>The names that one assembly declares with <see cref="TypeNameAttribute"/>, read from its metadata so that no class has to be loaded for it.</summary>
internal static class TypeTable
{
    /// <summary>One declaration: the token of a class or method, and its names.</summary>
    public sealed record Entry(Assembly Assembly, int Token, string Name, IReadOnlyList<string> Aliases);

    public static unsafe List<Entry> Read(Assembly assembly)
    {
        var entries = new List<Entry>();
        if (!assembly.TryGetRawMetadata(out var blob, out var length))
        {
            throw new InvalidOperationException($"{assembly} has no metadata.");
        }

        var reader = new MetadataReader(blob, length);
        foreach (var handle in reader.CustomAttributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Parent.Kind is HandleKind.TypeDefinition or HandleKind.MethodDefinition && IsTypeName(reader, attribute.Constructor))
            {
                entries.Add(Decode(reader, assembly, attribute));
            }
        }

        return entries;
    }

    private static bool IsTypeName(MetadataReader reader, EntityHandle constructor)
    {
        if (constructor.Kind == HandleKind.MemberReference)
        {
            var parent = reader.GetMemberReference((MemberReferenceHandle)constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference)
            {
                return false;
            }

            var type = reader.GetTypeReference((TypeReferenceHandle)parent);
            return reader.StringComparer.Equals(type.Name, nameof(TypeNameAttribute)) && reader.StringComparer.Equals(type.Namespace, nameof(Thelper));
        }

        var owner = reader.GetTypeDefinition(reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType());
        return reader.StringComparer.Equals(owner.Name, nameof(TypeNameAttribute)) && reader.StringComparer.Equals(owner.Namespace, nameof(Thelper));
    }

    // The value of (string name, params string[] aliases), ECMA-335 II.23.3: prolog, string, element count, strings.
    private static Entry Decode(MetadataReader reader, Assembly assembly, CustomAttribute attribute)
    {
        var value = reader.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        var name = value.ReadSerializedString()!;
        var count = value.ReadInt32();
        var aliases = new string[Math.Max(0, count)];
        for (var i = 0; i < aliases.Length; i++)
        {
            aliases[i] = value.ReadSerializedString()!;
        }

        return new Entry(assembly, MetadataTokens.GetToken(attribute.Parent), name, aliases);
    }
}
