using System.Reflection;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Replaces a layer inside a built model.</summary>
internal static class ModuleSurgery
{
    /// <summary>Puts a module in the place of a registered child and releases the old one.</summary>
    /// <typeparam name="T">Type of the new module.</typeparam>
    /// <param name="parent">The module that owns the child.</param>
    /// <param name="name">The child's registered name.</param>
    /// <param name="replacement">What takes its place.</param>
    /// <returns><paramref name="replacement"/>.</returns>
    /// <exception cref="UserErrorException">A field of the parent refers to the old child and cannot hold the new one.</exception>
    public static T ReplaceChild<T>(this nn.Module parent, string name, T replacement)
        where T : nn.Module
    {
        var old = parent.named_children().First(child => child.name == name).module;
        if (parent is Sequential sequence && replacement is nn.Module<Tensor, Tensor> layer)
        {
            sequence.ReplaceLayer(Enumerable.Range(0, sequence.Count).First(i => ReferenceEquals(sequence[i], old)), layer);
            return replacement;
        }

        var fields = FieldsHolding(parent, old);
        foreach (var field in fields)
        {
            if (!field.FieldType.IsInstanceOfType(replacement))
            {
                throw new UserErrorException(
                    $"'{name}' of {parent.GetName()} cannot become a {replacement.GetName()}: its field is declared as {field.FieldType.Name}");
            }
        }

        replacement.train(parent.training);
        parent.register_module(name, replacement);
        foreach (var field in fields)
        {
            field.SetValue(parent, replacement);
        }

        old.Dispose();
        return replacement;
    }

    /// <summary>Why a registered child cannot be replaced by a module of a type; null where it can.</summary>
    /// <param name="parent">The module that owns the child.</param>
    /// <param name="name">The child's registered name.</param>
    /// <param name="path">How the message names the child.</param>
    /// <param name="type">The declared type that a field needs, to hold the replacement.</param>
    public static string? WhyNot(this nn.Module parent, string name, string path, Type type)
    {
        if (parent is Sequential)
        {
            return null;
        }

        var fields = FieldsHolding(parent, parent.named_children().First(child => child.name == name).module);
        return fields.Count == 0 ? $"'{path}' is in no field of {parent.GetName()}"
            : fields.Find(field => !field.FieldType.IsAssignableFrom(type)) is { } field ? $"'{path}' is in the field '{field.Name}' of {parent.GetName()}, declared as {field.FieldType.Name}; declare it as Module<Tensor, Tensor>"
            : null;
    }

    /// <summary>Puts a layer in the place of another of a sequence and releases the old one.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="index">The layer's position.</param>
    /// <param name="replacement">What takes its place.</param>
    public static void ReplaceLayer(this Sequential sequence, int index, nn.Module<Tensor, Tensor> replacement)
    {
        var old = sequence[index];
        replacement.train(sequence.training);
        sequence[index] = replacement;
        old.Dispose();
    }

    // A class keeps its layers in fields and registers them by name: both must change.
    private static List<FieldInfo> FieldsHolding(nn.Module parent, nn.Module child)
    {
        var found = new List<FieldInfo>();
        for (var type = parent.GetType(); type is not null && type != typeof(nn.Module); type = type.BaseType)
        {
            const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            found.AddRange(type.GetFields(Declared).Where(f => ReferenceEquals(f.GetValue(parent), child)));
        }

        return found;
    }
}
