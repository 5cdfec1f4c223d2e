using Thelper.Export;
using Thelper.Onnx;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Bundles;

/// <summary>What runs the network of a bundle.</summary>
internal sealed class BundleEngine : IDisposable
{
    private readonly IDisposable owner;

    private BundleEngine(IDisposable owner, Func<Tensor, IReadOnlyList<Tensor>> run) => (this.owner, Run) = (owner, run);

    /// <summary>From an input to the results in their order, which are the caller's.</summary>
    public Func<Tensor, IReadOnlyList<Tensor>> Run { get; }

    /// <summary>ONNX Runtime.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <exception cref="UserErrorException">It cannot be run.</exception>
    public static BundleEngine Onnx(string path)
    {
        var model = OnnxModel.Open(path);
        return new(model, input => [.. model.Run(input).Values]);
    }

    /// <summary>libtorch.</summary>
    /// <param name="path">The TorchScript archive.</param>
    /// <exception cref="UserErrorException">It is none, or its program is refused.</exception>
    /// <exception cref="TorchException">It cannot be run.</exception>
    public static BundleEngine TorchScript(string path)
    {
        var module = jit.load(path);
        return new(module, input => [.. ScriptAnswer.Tensors(module.forward(input))]);
    }

    /// <inheritdoc/>
    public void Dispose() => owner.Dispose();
}
