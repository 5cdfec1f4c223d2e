namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The description of a sparse tensor, before there is one.</summary>
/// <param name="Layout">Coordinates, or compressed rows.</param>
/// <param name="Parts">Indices and values; or row starts, column indices and values.</param>
/// <param name="Shape">Sizes of the whole.</param>
internal sealed record SparseRef(Layout Layout, TensorRef[] Parts, long[] Shape);
