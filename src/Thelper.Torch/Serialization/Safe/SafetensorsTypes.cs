using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization.Safe;

/// <summary>The element types of safetensors files.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type)[] Both =
    [
        ("BOOL", ScalarType.Bool), ("U8", ScalarType.Byte), ("I8", ScalarType.Int8), ("I16", ScalarType.Int16), ("I32", ScalarType.Int32), ("I64", ScalarType.Int64),
        ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16), ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("C64", ScalarType.ComplexFloat32),
    ];

    // Types of the format that libtorch 1.13 has no tensors for.
    private static readonly string[] Unsupported = ["U16", "U32", "U64", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F4", "F6_E2M3", "F6_E3M2"];

    /// <summary>The type of a name; null if it is none of those that are read.</summary>
    public static ScalarType? Find(string name)
    {
        var found = Array.FindIndex(Both, entry => entry.Name == name);
        return found < 0 ? null : Both[found].Type;
    }

    /// <summary>The name of a type; null if the format has none.</summary>
    public static string? Name(ScalarType type) => Array.Find(Both, entry => entry.Type == type).Name;

    /// <summary>What is wrong with a name that is not read.</summary>
    public static string Problem(string name) => Array.IndexOf(Unsupported, name) >= 0
        ? $"is of type '{name}', which libtorch has no tensors for; convert it before saving"
        : $"is of the unknown type '{Pickling.PickleText.Printable(name)}'; the types {string.Join(", ", Both.Select(entry => entry.Name))} are read";
}
