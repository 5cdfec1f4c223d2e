using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Inserts an axis of length 1; the result is a view.</summary>
[TypeName("thelper.transforms.operations.Unsqueeze", "thelper.transforms.Unsqueeze")]
public sealed class Unsqueeze(long axis) : Operation
{
    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => image.unsqueeze(axis);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image)
    {
        if (axis >= image.ndim || axis < -image.ndim)
        {
            throw new UserErrorException($"cannot be inverted: an array of shape [{string.Join(", ", image.shape)}] has no axis {axis}");
        }

        var length = image.shape[axis < 0 ? axis + image.ndim : axis];
        return length == 1
            ? image.squeeze(axis)
            : throw new UserErrorException($"cannot be inverted: axis {axis} has the length {length}, not 1");
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"axis={axis}";
}
