namespace Thelper.Torch.Serialization;

/// <summary>A function of one of PyTorch's classes, which states of learning rate schedules name. It is only a name: nothing is made or run.</summary>
public sealed record PyMethod
{
    internal PyMethod(string type, string name, bool isBound) => (Class, Name, IsBound) = (type, name, isBound);

    /// <summary>The full name of the class in Python.</summary>
    public string Class { get; }

    /// <summary>The function's name in the class.</summary>
    public string Name { get; }

    /// <summary>Whether it is taken from an object of the class, not from the class itself.</summary>
    public bool IsBound { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Class}.{Name}";
}
