using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Bytes of one element.</summary>
        public long ElementSize => dtype.ElementSize();

        /// <summary>Number of the device; −1 for the processor.</summary>
        public int device_index => device.index;

        /// <summary>True for memory of the processor.</summary>
        public bool is_cpu => device_type == DeviceType.CPU;

        /// <summary>Positions of the elements of a sparse tensor (dimensions, elements), as they are stored.</summary>
        public Tensor SparseIndices => aten._indices(this);

        /// <summary>The elements of a sparse tensor, as they are stored.</summary>
        public Tensor SparseValues => aten._values(this);

        /// <summary>True for tensors without memory.</summary>
        public bool is_meta => device_type == DeviceType.META;

        /// <summary>True for sparse coordinates.</summary>
        public bool is_sparse => layout == Layout.Sparse;

        /// <summary>True for compressed sparse rows.</summary>
        public bool is_sparse_csr => layout == Layout.SparseCsr;

        /// <summary>The real parts, sharing memory; the tensor itself where elements are real.</summary>
        public Tensor real => aten.real(this);

        /// <summary>The imaginary parts, sharing memory.</summary>
        public Tensor imag => aten.imag(this);

        /// <summary>The matrix transposed, its elements conjugated.</summary>
        public Tensor H => aten.matrix_H(this);

        /// <summary>The last two dimensions exchanged, elements conjugated.</summary>
        public Tensor mH => aten.mH(this);

        /// <summary>Elements before the first one in the storage.</summary>
        public long storage_offset() => Storage().Offset;

        /// <summary>Address of the first element.</summary>
        public nint data_ptr() => DataPointer;

        /// <summary>Bytes of one element.</summary>
        public long element_size() => ElementSize;

        /// <summary>Number of dimensions.</summary>
        public long ndimension() => ndim;

        /// <summary>Number of elements.</summary>
        public long nelement() => NumberOfElements;

        /// <summary>The memory behind the tensor: its address, size in bytes, and whether another tensor uses it too.</summary>
        public TensorStorage untyped_storage()
        {
            var (address, bytes, _) = Storage();
            return new TensorStorage(address, bytes);
        }

        /// <inheritdoc cref="untyped_storage"/>
        public TensorStorage storage() => untyped_storage();

        /// <summary>The elements behind the tensor as they lie in memory, all that its memory has; of another type, a converted copy of the tensor's own elements.</summary>
        /// <exception cref="InvalidOperationException">The memory is not the processor's.</exception>
        public Storage<T> storage<T>()
            where T : unmanaged
        {
            var type = ScalarTypes.Of<T>();
            var source = this;
            if (dtype != type)
            {
                using var unrecorded = no_grad();
                source = aten.copy_(aten.empty_memory_format(shape, type), this);
            }

            return new(source, 0, source.StoredSpan<T>().Length);
        }

        internal unsafe Span<T> StoredSpan<T>()
            where T : unmanaged
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException($"A storage shows processor memory; this tensor is on {device}. cpu() copies it.");
            }

            var (address, bytes, _) = Storage();
            return new Span<T>((void*)address, checked((int)(bytes / sizeof(T))));
        }

        /// <summary>The elements as raw bytes, in place. Contiguous tensors in processor memory only.</summary>
        /// <exception cref="InvalidOperationException">Elsewhere, not contiguous, or a conjugate or negative of what lies there.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                var info = Info();
                if (Device.Unpack(info.Device).type != DeviceType.CPU || (info.Flags & 4) == 0)
                {
                    throw new InvalidOperationException($"bytes needs a contiguous tensor in processor memory; this one is {this}");
                }

                RequirePlain(info, nameof(bytes));
                return new Span<byte>((void*)info.Data, checked((int)(info.Elements * ((ScalarType)info.DType).ElementSize())));
            }

            set => value.CopyTo(bytes);
        }

        /// <summary>Makes this object use the memory, sizes and steps of another tensor.</summary>
        public Tensor set_(Tensor source) => aten.set__source_Tensor(this, source);

        /// <summary>True where elements follow each other in memory in the order of the format.</summary>
        public bool is_contiguous(MemoryFormat memory_format) => memory_format switch
        {
            MemoryFormat.Contiguous or MemoryFormat.Preserve => is_contiguous(),
            MemoryFormat.ChannelsLast => Follows([1, 3, 2, 0]),
            _ => Follows([1, 4, 3, 2, 0]),
        };

        /// <summary>A copy whose memory is laid out in a format.</summary>
        public Tensor clone(MemoryFormat memory_format) => aten.clone(this, memory_format);

        /// <summary>The tensor in a memory format; itself where nothing changes.</summary>
        public Tensor to(MemoryFormat memory_format) => aten.contiguous(this, memory_format);

        // Steps grow along the given order of dimensions; those of size 1 do not count.
        private bool Follows(ReadOnlySpan<int> order)
        {
            var sizes = shape;
            if (sizes.Length != order.Length)
            {
                return false;
            }

            var steps = stride();
            var expected = 1L;
            foreach (var dimension in order)
            {
                if (sizes[dimension] != 1)
                {
                    if (steps[dimension] != expected)
                    {
                        return false;
                    }

                    expected *= sizes[dimension];
                }
            }

            return true;
        }

        private unsafe (nint Address, long Bytes, long Offset) Storage()
        {
            nint address;
            long bytes, offset;
            LibTorch.Check(LibTorch.thelper_torch_storage(Handle, &address, &bytes, &offset), "storage");
            GC.KeepAlive(this);
            return (address, bytes, offset);
        }
    }
}
