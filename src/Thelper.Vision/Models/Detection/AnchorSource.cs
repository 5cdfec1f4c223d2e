using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Lays the boxes that a detector starts from over the feature maps of a batch.</summary>
public abstract class AnchorSource : nn.Module
{
    /// <summary>Boxes around a pixel of each feature map.</summary>
    public abstract IReadOnlyList<int> CountsPerLocation { get; }

    /// <summary>Lays the boxes.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="features">Its feature maps.</param>
    /// <returns>(N, 4) in pixels of the batch, the same for every image: map by map, row by row, column by column, box by box.</returns>
    public abstract Tensor Generate(ImageList images, IReadOnlyList<Tensor> features);
}
