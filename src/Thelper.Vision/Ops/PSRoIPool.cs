using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Position-sensitive RoIPool as a layer: the first input is the feature map, the second (K, 5) regions; see <see cref="torchvision.ops.ps_roi_pool(Tensor, Tensor, ValueTuple{long, long}, double)"/>.</summary>
/// <param name="outputSize">Rows and columns of the grid over each region.</param>
/// <param name="spatialScale">Feature pixels per unit of the boxes.</param>
public sealed class PSRoIPool((long Rows, long Columns) outputSize, double spatialScale) : nn.Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => torchvision.ops.ps_roi_pool(input1, input2, outputSize, spatialScale);

    /// <inheritdoc/>
    public override string ToString() => $"PSRoIPool(output_size=({outputSize.Rows}, {outputSize.Columns}), spatial_scale={PythonFloat.Of(spatialScale)})";
}
