using Thelper.Config;
using Thelper.Metrics;

namespace Thelper.Train.Construction;

/// <summary>A callback: a consumer, or a function of a user's class, with its parameters.</summary>
internal sealed class CallbackSection
{
    /// <summary>Name of the consumer, or of a function as <c>path/to/file.cs:Namespace.Class.Method</c>.</summary>
    [Key("type", "func", "function", "op", "operation", "name", Required = true, Names = [typeof(IConsumer)])]
    public ConfigNode? Type { get; set; }

    /// <summary>Its parameters.</summary>
    [Key("params", "param", "parameters", "kwargs")]
    public ConfigNode? Params { get; set; }
}
