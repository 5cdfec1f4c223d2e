using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>The forms in which torchvision's operations take images; inside they are H×W×C.</summary>
internal static class TorchvisionImage
{
    private const int MaxChannels = 4;

    /// <summary>Changes an image in its own form.</summary>
    /// <param name="image">H×W, H×W×C or C×H×W, bytes or real numbers.</param>
    /// <param name="change">Receives H×W×C, not always contiguous, and returns the same form, or the same object if nothing changes.</param>
    /// <param name="toPlanes">Whether the result is C×H×W, given whether the image is; by default as the image.</param>
    public static torch.Tensor Change(torch.Tensor image, Func<torch.Tensor, torch.Tensor> change, Func<bool, bool>? toPlanes = null)
    {
        Check(image);
        using var scope = torch.NewDisposeScope();
        var (shape, planar) = (image.shape, IsPlanar(image));
        var input = shape.Length == 2 ? image.unsqueeze(2) : planar ? image.permute(1, 2, 0) : image;
        var result = change(input);
        if (ReferenceEquals(result, input))
        {
            return image;
        }

        result = toPlanes?.Invoke(planar) ?? planar ? result.permute(2, 0, 1) : shape.Length == 2 && result.shape[2] == 1 ? result.squeeze(2) : result;
        return result.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The size of an image.</summary>
    /// <param name="image">As above.</param>
    public static Scene SceneOf(torch.Tensor image)
    {
        Check(image);
        var (height, width) = IsPlanar(image) ? (image.shape[1], image.shape[2]) : (image.shape[0], image.shape[1]);
        return new Scene(height, width) { IsReal = image.is_floating_point() };
    }

    /// <summary>Applies a function of torchvision that takes C×H×W.</summary>
    public static torch.Tensor OnPlanes(torch.Tensor image, Func<torch.Tensor, torch.Tensor> function) => function(image.permute(2, 0, 1).contiguous()).permute(1, 2, 0);

    private static bool IsPlanar(torch.Tensor image) => image.shape is [var first, _, var last]
        && (image.is_floating_point() ? first <= MaxChannels || last > MaxChannels : first <= MaxChannels && last > MaxChannels);

    private static void Check(torch.Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.ndim is not (2 or 3) || image.numel() == 0)
        {
            throw new UserErrorException($"needs an image H×W, H×W×C or C×H×W, got the shape [{string.Join(", ", image.shape)}]");
        }

        if (image.dtype != torch.ScalarType.Byte && !image.is_floating_point())
        {
            throw new UserErrorException($"needs bytes or real numbers, got {image.dtype}; convert the image first, for example with torchvision.transforms.ToTensor");
        }
    }
}
