using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>The images that PIL, and so Augmentor, knows.</summary>
internal static class ByteImages
{
    /// <summary>The image, if it holds bytes.</summary>
    /// <exception cref="UserErrorException">It holds something else.</exception>
    public static torch.Tensor Require(torch.Tensor image) => image.dtype == torch.ScalarType.Byte
        ? image
        : throw new UserErrorException($"needs an image of bytes, got {image.dtype}; put Augmentor.Pipeline before what makes real numbers of it, or set \"input_tensor\": true beside it for arrays C×H×W from 0 to 1");
}
