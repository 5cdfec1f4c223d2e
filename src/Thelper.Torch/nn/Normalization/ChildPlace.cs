using System.Collections;
using System.Reflection;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Where a module holds a child: under a name, and in fields, or lists and dictionaries in fields, that its computation may use.</summary>
internal sealed class ChildPlace
{
    private readonly nn.Module parent;
    private readonly string name;
    private readonly List<Action<nn.Module>> setters = [];

    /// <summary>Finds the child.</summary>
    /// <exception cref="UserErrorException">A field that holds it does not take the new type.</exception>
    public ChildPlace(nn.Module parent, string name, nn.Module child, Type replacement)
    {
        (this.parent, this.name, Child) = (parent, name, child);
        for (var type = parent.GetType(); type is not null && type != typeof(nn.Module); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Look(field, field.GetValue(parent), replacement);
            }
        }
    }

    /// <summary>The child.</summary>
    public nn.Module Child { get; }

    /// <summary>Puts another module there.</summary>
    public void Replace(nn.Module module)
    {
        foreach (var set in setters)
        {
            set(module);
        }

        parent.register_module(name, module);
    }

    private void Look(FieldInfo field, object? value, Type replacement)
    {
        switch (value)
        {
            case nn.Module module when ReferenceEquals(module, Child):
                Require(field, field.FieldType, replacement);
                setters.Add(other => field.SetValue(parent, other));
                break;
            case Array or string:
                break;
            case IDictionary entries when entries.Values.Cast<object?>().Any(item => ReferenceEquals(item, Child)):
                Require(field, entries.GetType().GetGenericArguments().ElementAtOrDefault(1), replacement);
                var keys = entries.Keys.Cast<object>().Where(key => ReferenceEquals(entries[key], Child)).ToList();
                setters.Add(other => keys.ForEach(key => entries[key] = other));
                break;
            case IList items and not IDictionary when items.Contains(Child):
                Require(field, items.GetType().GetGenericArguments().ElementAtOrDefault(0), replacement);
                setters.Add(other => items[items.IndexOf(Child)] = other);
                break;
        }
    }

    private void Require(FieldInfo field, Type? holder, Type replacement)
    {
        if (holder is null || !holder.IsAssignableFrom(replacement))
        {
            throw new UserErrorException(
                $"{parent.GetName()}: the field '{field.Name}' holds {Child.GetName()} and takes no {replacement.Name}: declare it as Module<Tensor, Tensor>.");
        }
    }
}
