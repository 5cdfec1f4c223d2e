using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Position-sensitive RoIAlign as a layer: the first input is the feature map, the second (K, 5) regions; see <see cref="torchvision.ops.ps_roi_align(Tensor, Tensor, ValueTuple{long, long}, double, long)"/>.</summary>
/// <param name="outputSize">Rows and columns of the grid over each region.</param>
/// <param name="spatialScale">Feature pixels per unit of the boxes.</param>
/// <param name="samplingRatio">Samples per cell and direction; 0 or less for as many as the cell has pixels.</param>
public sealed class PSRoIAlign((long Rows, long Columns) outputSize, double spatialScale, long samplingRatio) : nn.Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => torchvision.ops.ps_roi_align(input1, input2, outputSize, spatialScale, samplingRatio);

    /// <inheritdoc/>
    public override string ToString() =>
        $"PSRoIAlign(output_size=({outputSize.Rows}, {outputSize.Columns}), spatial_scale={PythonFloat.Of(spatialScale)}, sampling_ratio={samplingRatio})";
}
