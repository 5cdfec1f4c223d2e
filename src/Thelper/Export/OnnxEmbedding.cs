using Thelper.Onnx;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>An ONNX file that prepares pictures itself.</summary>
/// <param name="Pictures">What its graph does.</param>
/// <param name="Take">What is left before it: from uint8 H×W×3 as files are decoded (blue, green, red) to the bytes that the graph takes.</param>
/// <param name="Prepare">What the graph does, by this program: from those bytes to the network's C×H×W.</param>
/// <param name="Metadata">What the file says beside the model.</param>
internal sealed record OnnxEmbedding(OnnxPictures Pictures, Func<Tensor, Tensor> Take, Func<Tensor, Tensor> Prepare, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What the network gets of a batch of pictures.</summary>
    public Tensor Prepared(Tensor pictures) => stack([.. pictures.unbind(0).Select(picture => Prepare(picture.contiguous()))]);
}
