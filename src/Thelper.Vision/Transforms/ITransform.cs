#pragma warning disable CS8981, CA1707, IDE1006 // torchvision's own names, which TorchSharp users know
using System.Diagnostics.CodeAnalysis;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    /// <summary>A change of images: tensors (..., C, H, W), in [0, 1] if floating-point, in [0, 255] if bytes.</summary>
    public interface ITransform
    {
        /// <summary>The changed images.</summary>
        [SuppressMessage("Naming", "CA1716", Justification = "TorchSharp's name for it.")]
        Tensor call(Tensor input);
    }
}
