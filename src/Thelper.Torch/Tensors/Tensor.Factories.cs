using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Zeros in the type and place of this tensor, unless given otherwise.</summary>
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.new_zeros(this, size, dtype, device: device), requires_grad);

        /// <summary>Zeros in the type and place of this tensor, in one dimension.</summary>
        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros(new[] { size }, dtype, device, requires_grad);

        /// <summary>Zeros in the type and place of this tensor, in two dimensions.</summary>
        [OverloadResolutionPriority(1)]
        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros(new[] { rows, columns }, dtype, device, requires_grad);

        /// <summary>Zeros in the type and place of this tensor, in three dimensions.</summary>
        [OverloadResolutionPriority(2)]
        public Tensor new_zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

        /// <summary>Zeros in the type and place of this tensor, in four dimensions.</summary>
        [OverloadResolutionPriority(3)]
        public Tensor new_zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

        /// <summary>Ones in the type and place of this tensor, unless given otherwise.</summary>
        public Tensor new_ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.new_ones(this, size, dtype, device: device), requires_grad);

        /// <summary>Ones in the type and place of this tensor, in one dimension.</summary>
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones(new[] { size }, dtype, device, requires_grad);

        /// <summary>Ones in the type and place of this tensor, in two dimensions.</summary>
        [OverloadResolutionPriority(1)]
        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones(new[] { rows, columns }, dtype, device, requires_grad);

        /// <summary>Ones in the type and place of this tensor, in three dimensions.</summary>
        [OverloadResolutionPriority(2)]
        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

        /// <summary>Ones in the type and place of this tensor, in four dimensions.</summary>
        [OverloadResolutionPriority(3)]
        public Tensor new_ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

        /// <summary>Uninitialised elements in the type and place of this tensor, unless given otherwise.</summary>
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.new_empty(this, size, dtype, device: device), requires_grad);

        /// <summary>Uninitialised elements in the type and place of this tensor, in one dimension.</summary>
        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty(new[] { size }, dtype, device, requires_grad);

        /// <summary>Uninitialised elements in the type and place of this tensor, in two dimensions.</summary>
        [OverloadResolutionPriority(1)]
        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty(new[] { rows, columns }, dtype, device, requires_grad);

        /// <summary>Uninitialised elements in the type and place of this tensor, in three dimensions.</summary>
        [OverloadResolutionPriority(2)]
        public Tensor new_empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

        /// <summary>Uninitialised elements in the type and place of this tensor, in four dimensions.</summary>
        [OverloadResolutionPriority(3)]
        public Tensor new_empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

        /// <summary>One number everywhere, in the type and place of this tensor, unless given otherwise.</summary>
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.new_full(this, size, value, dtype, device: device), requires_grad);

        /// <summary>A copy of C# numbers in the type and place of this tensor, unless given otherwise.</summary>
        public Tensor new_tensor<T>(T[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            where T : unmanaged => tensor(data, dtype ?? this.dtype, device ?? this.device, requires_grad);

        /// <inheritdoc cref="torch.zeros_like(Tensor, ScalarType?, Device?, bool)"/>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.zeros_like(this, dtype, device, requires_grad);

        /// <inheritdoc cref="torch.ones_like(Tensor, ScalarType?, Device?, bool)"/>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.ones_like(this, dtype, device, requires_grad);

        /// <inheritdoc cref="torch.empty_like(Tensor, ScalarType?, Device?, bool)"/>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.empty_like(this, dtype, device, requires_grad);

        /// <inheritdoc cref="torch.full_like(Tensor, Scalar, ScalarType?, Device?, bool)"/>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.full_like(this, value, dtype, device, requires_grad);

        /// <inheritdoc cref="torch.rand_like(Tensor, ScalarType?, Device?, bool)"/>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.rand_like(this, dtype, device, requires_grad);

        /// <inheritdoc cref="torch.randn_like(Tensor, ScalarType?, Device?, bool)"/>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.randn_like(this, dtype, device, requires_grad);

        /// <inheritdoc cref="torch.randint_like(Tensor, long, long, ScalarType?, Device?, bool)"/>
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.randint_like(this, low, high, dtype, device, requires_grad);
    }
}
