using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Inserts an axis of length 1; the result is a view.</summary>
[TypeName("thelper.transforms.operations.Unsqueeze", "thelper.transforms.Unsqueeze")]
public sealed class Unsqueeze(long axis) : Operation
{
    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => image.unsqueeze(axis);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image)
    {
        var length = image.shape[axis < 0 ? axis + image.ndim : axis];
        return length == 1
            ? image.squeeze(axis)
            : throw new UserErrorException($"cannot be inverted: axis {axis} has the length {length}, not 1");
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"axis={axis}";
}
