namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same elements in another shape; −1 stands for what is left over. Shares memory.</summary>
        public Tensor view(params long[] shape) => aten.view(this, shape);

        /// <summary>The same bytes as another element type.</summary>
        public Tensor view(ScalarType dtype) => aten.view_dtype(this, dtype);

        /// <summary>The same elements in another shape; shares memory where the layout allows it.</summary>
        public Tensor reshape(params long[] shape) => aten.reshape(this, shape);

        /// <summary>Dimensions in another order. Shares memory.</summary>
        public Tensor permute(params long[] dims) => aten.permute(this, dims);

        /// <summary>Dimensions of size 1 stretched; −1 keeps a size. Shares memory.</summary>
        public Tensor expand(params long[] sizes) => aten.expand(this, sizes);

        /// <summary>Dimensions of size 1 stretched; −1 keeps a size. Shares memory.</summary>
        public Tensor expand(long[] sizes, bool isImplicit) => aten.expand(this, sizes, isImplicit);

        /// <summary>The tensor repeated along each dimension.</summary>
        public Tensor repeat(params long[] repeats) => aten.repeat(this, repeats);

        /// <summary>A copy with memory of its own.</summary>
        public Tensor clone() => aten.clone(this);

        /// <summary>The tensor itself, or a copy whose elements follow each other in memory.</summary>
        public Tensor contiguous(MemoryFormat memory_format = MemoryFormat.Contiguous) => aten.contiguous(this, memory_format);

        /// <summary>Cuts the tensor off from the recorded history, in place.</summary>
        public Tensor detach_() => aten.detach_(this);

        /// <summary>True where any element is.</summary>
        public Tensor any() => aten.any(this);

        /// <summary>True where any element along a dimension is.</summary>
        public Tensor any(long dim, bool keepdim = false) => aten.any_dim(this, dim, keepdim);

        /// <summary>True where all elements are.</summary>
        public Tensor all() => aten.all(this);

        /// <summary>True where all elements along a dimension are.</summary>
        public Tensor all(long dim, bool keepdim = false) => aten.all_dim(this, dim, keepdim);

        /// <summary>The tensor in another element type; itself where nothing changes.</summary>
        /// <param name="type">The element type.</param>
        /// <param name="copy">Whether to copy even where nothing changes.</param>
        /// <param name="disposeAfter">Whether this object is released afterwards.</param>
        /// <param name="non_blocking">Whether to go on before the copy is done, where both sides allow it.</param>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Replacing(aten.to_dtype(this, type, non_blocking, copy), disposeAfter);

        /// <summary>The tensor on another device; itself where nothing changes.</summary>
        /// <param name="device">Where to.</param>
        /// <param name="copy">Whether to copy even where nothing changes.</param>
        /// <param name="disposeAfter">Whether this object is released afterwards.</param>
        /// <param name="non_blocking">Whether to go on before the copy is done, where both sides allow it.</param>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Replacing(aten.to_dtype_layout(this, device: device, non_blocking: non_blocking, copy: copy), disposeAfter);

        /// <summary>The tensor on another device in another element type.</summary>
        /// <param name="type">The element type.</param>
        /// <param name="device">Where to.</param>
        /// <param name="copy">Whether to copy even where nothing changes.</param>
        /// <param name="disposeAfter">Whether this object is released afterwards.</param>
        /// <param name="non_blocking">Whether to go on before the copy is done, where both sides allow it.</param>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Replacing(aten.to_device(this, device, type, non_blocking, copy), disposeAfter);

        /// <summary>The tensor with the type and device of another.</summary>
        public Tensor to(Tensor other) => aten.to_other(this, other);

        /// <summary>The tensor with the type and device of another.</summary>
        public Tensor type_as(Tensor other) => to(other);

        /// <summary>The tensor in processor memory.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>The tensor on a CUDA device.</summary>
        public Tensor cuda(int index = -1) => to(new Device(DeviceType.CUDA, index));

        /// <summary>As single precision.</summary>
        public Tensor @float() => to(ScalarType.Float32);

        /// <summary>As double precision.</summary>
        public Tensor @double() => to(ScalarType.Float64);

        /// <summary>As 64-bit integers.</summary>
        public Tensor @long() => to(ScalarType.Int64);

        /// <summary>As 32-bit integers.</summary>
        public Tensor @int() => to(ScalarType.Int32);

        /// <summary>As truth values.</summary>
        public Tensor @bool() => to(ScalarType.Bool);

        /// <summary>As bytes.</summary>
        public Tensor @byte() => to(ScalarType.Byte);

        /// <summary>As half precision.</summary>
        public Tensor half() => to(ScalarType.Float16);

        /// <summary>As bfloat16.</summary>
        public Tensor bfloat16() => to(ScalarType.BFloat16);

        private Tensor Replacing(Tensor result, bool disposeAfter)
        {
            if (disposeAfter && !ReferenceEquals(result, this))
            {
                Dispose();
            }

            return result;
        }
    }
}
