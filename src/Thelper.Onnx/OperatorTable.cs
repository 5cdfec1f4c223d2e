using Thelper.Onnx.Operators;

namespace Thelper.Onnx;

/// <summary>How each operator of libtorch is written in ONNX.</summary>
/// <remarks>Those that a trace has: some are recorded as what they do (<c>conv2d</c> as <c>_convolution</c>) or under another name (<c>clip</c> as <c>clamp</c>, <c>concat</c> as <c>cat</c>).</remarks>
internal static class OperatorTable
{
    /// <summary>The translations by the operators' names.</summary>
    public static readonly Dictionary<string, Action<Translation>> All = Make();

    private static Dictionary<string, Action<Translation>> Make()
    {
        var table = new Dictionary<string, Action<Translation>>();
        Structure.Register(table);
        Arithmetic.Register(table);
        Activations.Register(table);
        Layers.Register(table);
        Normalizations.Register(table);
        Reductions.Register(table);
        Shapes.Register(table);
        Indexing.Register(table);
        Sampling.Register(table);
        return table;
    }
}
