using Thelper.Onnx;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>An ONNX file that prepares pictures itself.</summary>
/// <param name="Pictures">What its graph does.</param>
/// <param name="Prepare">The same by this program, from uint8 H×W×3 to the network's C×H×W.</param>
/// <param name="Metadata">What the file says beside the model.</param>
internal sealed record OnnxEmbedding(OnnxPictures Pictures, Func<Tensor, Tensor> Prepare, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The network's answer to a batch of pictures.</summary>
    public IReadOnlyList<Tensor> Answer(ExportedNetwork network, Tensor pictures) => network.Ask(stack([.. pictures.unbind(0).Select(picture => Prepare(picture.contiguous()))]));
}
