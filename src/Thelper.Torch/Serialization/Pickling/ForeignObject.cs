namespace Thelper.Torch.Serialization.Pickling;

/// <summary>An object of a Python class that has no counterpart as a value: its attributes are read over, and it may only be the owner of a named function.</summary>
/// <param name="name">The full name of its class.</param>
/// <param name="attributes">Whether attributes follow.</param>
internal sealed class ForeignObject(string name, bool attributes)
{
    /// <summary>The full name of its class.</summary>
    public string Class => name;

    /// <summary>Whether attributes follow.</summary>
    public bool HasAttributes => attributes;
}
