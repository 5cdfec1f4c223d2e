namespace Thelper.Export;

/// <summary>The files that an export writes.</summary>
/// <param name="TorchScript">The TorchScript archive; null for none.</param>
/// <param name="Onnx">The ONNX model; null for none.</param>
/// <param name="Report">How they answered; null for none.</param>
internal readonly record struct ExportTargets(string? TorchScript, string? Onnx, string? Report = null)
{
    /// <summary>All of them; large weights of an ONNX model go into a file of their own beside it.</summary>
    public IEnumerable<string> Paths => new[] { TorchScript, Onnx, Onnx is null ? null : Onnx + ".data", Report }.OfType<string>();
}
