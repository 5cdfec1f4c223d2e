namespace Thelper.Torch.Serialization.Pickling;

/// <summary>What to say about a Python class or function outside the closed list: what it is, and the way out.</summary>
internal static class Refusals
{
    private const string AsStateDict = "in Python, save model.state_dict() instead of the model";

    private static readonly HashSet<string> MissingTypes = new(
        ["uint16", "uint32", "uint64", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "complex32", "bits8", "bits16"], StringComparer.Ordinal);

    // Parts of tensors, whose loss would not be noticed, and modules that no training program stores an object of: what names them means harm.
    private static readonly HashSet<string> NeverPassedOver = new(
        [
            "torch", "torch._utils", "torch.storage", "torch._tensor", "torch.jit", "torch.jit._pickle", "torch.serialization", "builtins", "__builtin__", "os", "posix", "nt", "sys", "subprocess",
            "importlib", "runpy", "pty", "shutil", "socket", "ctypes", "commands", "code", "webbrowser", "operator", "marshal", "pickle", "timeit", "pdb", "bdb",
        ],
        StringComparer.Ordinal);

    /// <summary>Whether a name of a module refuses the file even where objects of unknown classes are passed over.</summary>
    public static bool IsNeverPassedOver(string module, string name) => NeverPassedOver.Contains(module)
        && !(module is "builtins" or "__builtin__" && name is "object" or "slice" or "range" or "type");

    /// <summary>The problem with a name, as the rest of a sentence that begins with the file.</summary>
    public static string Of(string module, string name)
    {
        var full = PickleText.Printable(module + "." + name);
        return (module, name) switch
        {
            ("torch._utils", "_rebuild_qtensor") => Holds("a quantized tensor", full, "in Python, save tensor.dequantize(), or its parts"),
            ("torch", _) when name.StartsWith('Q') && name.EndsWith("Storage", StringComparison.Ordinal) =>
                Holds("a quantized tensor", full, "in Python, save tensor.dequantize(), or its parts"),
            ("torch._utils", "_rebuild_meta_tensor_no_storage") => Holds("a meta tensor, which has no contents", full, "in Python, save it after its weights were made"),
            ("torch._utils", "_rebuild_nested_tensor") => Holds("a nested tensor", full, "in Python, save the list of its parts"),
            ("torch._utils", "_rebuild_wrapper_subclass") => Holds("a tensor of a class of its own", full, "in Python, save it as a plain tensor"),
            ("torch._utils", "_rebuild_device_tensor_from_numpy" or "_rebuild_xla_tensor") => Holds("a tensor of a special device", full, "in Python, save tensor.cpu()"),
            ("torch", _) when MissingTypes.Contains(name) => Holds("a tensor or type that this libtorch does not have", full, "in Python, convert it before saving"),
            ("torch.jit._pickle" or "torch.jit", _) => Holds("a TorchScript object", full, "it is not a checkpoint"),
            ("torch", _) when name.EndsWith("Storage", StringComparison.Ordinal) => Holds("a storage of a type that is not read", full, "in Python, save tensors"),
            _ when module.StartsWith("torch.optim", StringComparison.Ordinal) => Holds("a whole optimizer or scheduler", full, "in Python, save its state_dict()"),
            _ when IsModel(module) => Holds("a whole model", full, AsStateDict),
            _ => $"holds an object of the Python class '{full}', which is not read: only tensors, numbers, texts and containers are, "
                + "and nothing in a file is ever run; save plain values, and a state dict instead of a model",
        };
    }

    private static bool IsModel(string module) =>
        module.StartsWith("torch.nn.modules", StringComparison.Ordinal)
        || module.StartsWith("torchvision.models", StringComparison.Ordinal)
        || module.StartsWith("torch.nn.parallel", StringComparison.Ordinal);

    private static string Holds(string what, string name, string wayOut) => $"holds {what} ('{name}'), which is not read; {wayOut}";
}
