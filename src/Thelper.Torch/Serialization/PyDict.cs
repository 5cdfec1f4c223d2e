using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Thelper.Torch.Serialization;

/// <summary>A Python dictionary: ordered, with keys of any immutable type (null, bool, long, double, string, bytes, tuple).</summary>
/// <remarks>Keys that are equal in Python (1, 1.0 and true) are one key here too; an <c>int</c> given as a key becomes a <c>long</c>.</remarks>
public class PyDict : IEnumerable<KeyValuePair<object?, object?>>
{
    private static readonly object None = new();

    // Made on first use: a hostile file can ask for millions of empty dictionaries.
    private OrderedDictionary<object, object?>? entries;

    /// <summary>Creates an empty dictionary.</summary>
    /// <param name="kind">The Python class it stands for.</param>
    public PyDict(PyDictKind kind = PyDictKind.Dict)
    {
        Kind = kind;
    }

    /// <summary>The Python class it stands for.</summary>
    public PyDictKind Kind { get; }

    /// <summary>Attributes set on the Python object itself, such as the <c>_metadata</c> of a state dict; null if there are none.</summary>
    public PyDict? Attributes { get; set; }

    /// <summary>
    /// For a <see cref="PyDictKind.DefaultDict"/>, the built-in Python type that makes missing values, such as <c>list</c>, or null.
    /// Here nothing is made: a missing key is missing.
    /// </summary>
    public string? DefaultFactory { get; init; }

    /// <summary>The number of entries.</summary>
    public int Count => entries?.Count ?? 0;

    /// <summary>The keys, in order of insertion.</summary>
    public IEnumerable<object?> Keys => this.Select(entry => entry.Key);

    /// <summary>The values, in order of insertion.</summary>
    public IEnumerable<object?> Values => this.Select(entry => entry.Value);

    /// <summary>The value of a key; setting a new key appends it.</summary>
    /// <param name="key">A key of an immutable type.</param>
    /// <exception cref="KeyNotFoundException">The key is read and not there.</exception>
    /// <exception cref="ArgumentException">The key is set and of a type that cannot be one.</exception>
    public object? this[object? key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The dictionary has no key '{key}'.");
        set => (entries ??= new(PyKeyComparer.Instance!))[Wrap(key)] = value;
    }

    /// <summary>Appends an entry.</summary>
    /// <param name="key">A key of an immutable type.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">The key is already there, or of a type that cannot be one.</exception>
    public void Add(object? key, object? value) => (entries ??= new(PyKeyComparer.Instance!)).Add(Wrap(key), value);

    /// <summary>True if the key is there.</summary>
    /// <param name="key">The key.</param>
    public bool ContainsKey(object? key) => TryGetValue(key, out _);

    /// <summary>Finds a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value found, or null.</param>
    /// <returns>True if the key is there.</returns>
    /// <exception cref="ArgumentException">A value of this type cannot be a key.</exception>
    public bool TryGetValue(object? key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        return entries is not null && entries.TryGetValue(Wrap(key), out value);
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it was there.</returns>
    /// <exception cref="ArgumentException">A value of this type cannot be a key.</exception>
    public bool Remove(object? key) => entries is not null && entries.Remove(Wrap(key));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator()
    {
        if (entries is null)
        {
            yield break;
        }

        foreach (var (key, value) in entries)
        {
            yield return new(ReferenceEquals(key, None) ? null : key, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The value at a position, for a loader that puts tensors in the place of their descriptions.</summary>
    internal object? GetAt(int index) => entries!.GetAt(index).Value;

    /// <summary>Replaces the value at a position.</summary>
    internal void SetAt(int index, object? value) => entries!.SetAt(index, value);

    private static object Wrap(object? key)
    {
        key = key switch
        {
            int or short or sbyte or byte or ushort or uint => Convert.ToInt64(key, System.Globalization.CultureInfo.InvariantCulture),
            float number => (double)number,
            _ => key,
        };
        return PyKeyComparer.IsKey(key)
            ? key ?? None
            : throw new ArgumentException($"A value of type {key!.GetType().Name} cannot be the key of a Python dictionary.", nameof(key));
    }
}
