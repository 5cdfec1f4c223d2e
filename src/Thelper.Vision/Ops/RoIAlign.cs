using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>RoIAlign as a layer: the first input is the feature map, the second (K, 5) regions; see <see cref="torchvision.ops.roi_align(Tensor, Tensor, ValueTuple{long, long}, double, long, bool)"/>.</summary>
/// <param name="outputSize">Rows and columns of the grid over each region.</param>
/// <param name="spatialScale">Feature pixels per unit of the boxes.</param>
/// <param name="samplingRatio">Samples per cell and direction; 0 or less for as many as the cell has pixels.</param>
/// <param name="aligned">Whether pixel centres are at half coordinates.</param>
public sealed class RoIAlign((long Rows, long Columns) outputSize, double spatialScale, long samplingRatio, bool aligned = false) : nn.Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => torchvision.ops.roi_align(input1, input2, outputSize, spatialScale, samplingRatio, aligned);

    /// <inheritdoc/>
    public override string ToString() =>
        $"RoIAlign(output_size=({outputSize.Rows}, {outputSize.Columns}), spatial_scale={PythonFloat.Of(spatialScale)}, sampling_ratio={samplingRatio}, aligned={(aligned ? "True" : "False")})";
}
