using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Images of different sizes in one batch, each in the top left corner and filled with zeros.</summary>
/// <param name="Tensors">(images, channels, height, width).</param>
/// <param name="ImageSizes">Height and width of each image without the filling.</param>
public sealed record ImageList(Tensor Tensors, IReadOnlyList<(long Height, long Width)> ImageSizes);
