using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Appends coordinate channels to maps: (batch, channels, height, width) gets two channels more, or three.</summary>
/// <remarks>Liu et al.: "An intriguing failing of convolutional neural networks and the CoordConv solution", arXiv:1807.03247.</remarks>
[TypeName("thelper.nn.coordconv.AddCoords")]
public sealed class AddCoords : nn.Module<Tensor, Tensor>
{
    private readonly CoordinateOptions options;

    /// <summary>Makes the layer.</summary>
    /// <param name="centered">Count coordinates from the middle cell.</param>
    /// <param name="normalized">Divide coordinates by size - 1.</param>
    /// <param name="noise">Standard deviation of noise on the coordinates.</param>
    /// <param name="radiusChannel">Append the distance to the middle cell as third channel.</param>
    /// <param name="scale">Factor on the coordinates.</param>
    public AddCoords(bool centered = true, bool normalized = true, double? noise = null, bool radiusChannel = false, double? scale = null) =>
        options = new CoordinateOptions(centered, normalized, noise, radiusChannel, scale);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => CoordConv.Append(input, options);
}
