using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A classifier whose features can be had without its last layer: for projections, searches and clusters.</summary>
public interface IEmbedding
{
    /// <summary>Width of the vector that <see cref="GetEmbedding"/> returns, and of the last feature map.</summary>
    int EmbeddingSize { get; }

    /// <summary>The features below the last layer (<c>get_embedding</c>).</summary>
    /// <param name="input">Images (batch, channels, height, width), float32.</param>
    /// <param name="pool">Average and flatten to (batch, <see cref="EmbeddingSize"/>); else the last feature map (batch, <see cref="EmbeddingSize"/>, rows, columns).</param>
    /// <exception cref="UserErrorException">The images do not fit the network.</exception>
    Tensor GetEmbedding(Tensor input, bool pool = true);
}
