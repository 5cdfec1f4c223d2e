using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>One operation that is applied, with its parameters drawn.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Warp">What it does.</param>
/// <param name="MaskFill">What it fills masks with where nothing of the image is; null for what the task says, or 0.</param>
public sealed record AlbumentationStep(Operation Operation, Warp Warp, double? MaskFill);
