namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>A sparse tensor of coordinates. Equal coordinates add up.</summary>
    /// <param name="indices">Coordinates, one column per value: dimensions × values, int64.</param>
    /// <param name="values">The values.</param>
    /// <param name="size">The shape; just large enough unless given.</param>
    /// <param name="dtype">Element type; that of the values unless given.</param>
    /// <param name="device">Device; that of the values unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    public static Tensor sparse_coo_tensor(Tensor indices, Tensor values, long[]? size = null, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        using var scope = NewDisposeScope();
        var typed = aten.to_device(values, device ?? values.device, dtype ?? values.dtype);
        var places = aten.to_device(indices, typed.device, ScalarType.Int64);
        var result = size is null
            ? aten.sparse_coo_tensor_indices(places, typed, typed.dtype, device: typed.device)
            : aten.sparse_coo_tensor_indices_size(places, typed, size, typed.dtype, device: typed.device);
        return Finish(result, requires_grad).MoveToOuterDisposeScope();
    }

    /// <summary>A sparse matrix of compressed rows.</summary>
    /// <param name="crow_indices">Where each row starts among the values; one more than rows.</param>
    /// <param name="col_indices">The column of each value.</param>
    /// <param name="values">The values.</param>
    /// <param name="size">The shape; just large enough unless given.</param>
    /// <param name="dtype">Element type; that of the values unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    public static Tensor sparse_csr_tensor(Tensor crow_indices, Tensor col_indices, Tensor values, long[]? size = null, ScalarType? dtype = null, bool requires_grad = false) => Finish(
        size is null
            ? aten.sparse_csr_tensor_crow_col_value(crow_indices, col_indices, values, dtype ?? values.dtype, device: values.device)
            : aten.sparse_csr_tensor_crow_col_value_size(crow_indices, col_indices, values, size, dtype ?? values.dtype, device: values.device),
        requires_grad);

    public partial class Tensor
    {
        /// <summary>Coordinates and values of a sparse tensor, without checking that equal coordinates were added up.</summary>
        public (Tensor indices, Tensor values) sparse_parts() => (aten._indices(this), aten._values(this));
    }
}
