using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sizes of the dimensions.</summary>
        public unsafe long[] shape
        {
            get
            {
                var info = Info();
                var sizes = new ReadOnlySpan<long>(info.Sizes, (int)info.Dimensions).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        /// <summary>Element type.</summary>
        public ScalarType dtype => (ScalarType)Info().DType;

        /// <summary>Where the memory is.</summary>
        public Device device => Device.Unpack(Info().Device);

        /// <summary>Kind of device.</summary>
        public DeviceType device_type => device.type;

        /// <summary>Storage layout.</summary>
        public Layout layout => (Layout)Info().Layout;

        /// <summary>Number of dimensions.</summary>
        public long ndim => Info().Dimensions;

        /// <summary>Number of dimensions.</summary>
        public long Dimensions => ndim;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Info().Elements;

        /// <summary>Whether operations on the tensor are recorded for gradients.</summary>
        public bool requires_grad
        {
            get => (Info().Flags & 1) != 0;
            set
            {
                LibTorch.Check(LibTorch.thelper_torch_set_requires_grad(Handle, value ? 1 : 0), "requires_grad");
                GC.KeepAlive(this);
            }
        }

        /// <summary>True for tensors that no recorded operation made.</summary>
        public bool is_leaf => (Info().Flags & 2) != 0;

        /// <summary>True for memory on a CUDA device.</summary>
        public bool is_cuda => device.type == DeviceType.CUDA;

        /// <summary>
        /// The gradient that backward passes summed up, or null. Each read returns a new object that the caller (or its scope) disposes.
        /// </summary>
        public Tensor? grad
        {
            get
            {
                var gradient = LibTorch.thelper_torch_grad(Handle);
                GC.KeepAlive(this);
                return gradient == 0 ? null : Own(gradient);
            }

            set
            {
                LibTorch.Check(LibTorch.thelper_torch_set_grad(Handle, value is null ? 0 : value.Handle), "grad");
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        /// <summary>True where a gradient is present.</summary>
        public bool HasGrad => (Info().Flags & 8) != 0;

        /// <summary>Address of the first element; null memory gives 0.</summary>
        public nint DataPointer => Info().Data;

        /// <summary>The matrix with its dimensions reversed.</summary>
        public Tensor T => aten.numpy_T(this);

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => aten.mT(this);

        /// <summary>Size of a dimension; negative counts from the end.</summary>
        public long size(long dim)
        {
            var sizes = shape;
            return sizes[checked((int)(dim < 0 ? dim + sizes.Length : dim))];
        }

        /// <summary>Sizes of the dimensions.</summary>
        public long[] size() => shape;

        /// <summary>Steps between neighbours, in elements, per dimension.</summary>
        public unsafe long[] stride()
        {
            var info = Info();
            var strides = new ReadOnlySpan<long>(info.Strides, info.Strides is null ? 0 : (int)info.Dimensions).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        /// <summary>Step between neighbours, in elements, along a dimension.</summary>
        public long stride(long dimension)
        {
            var strides = stride();
            return strides[checked((int)(dimension < 0 ? dimension + strides.Length : dimension))];
        }

        /// <summary>Number of dimensions.</summary>
        public long dim() => ndim;

        /// <summary>Number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>True where elements follow each other in memory, last dimension fastest.</summary>
        public bool is_contiguous() => (Info().Flags & 4) != 0;

        /// <summary>True for real floating-point elements.</summary>
        public bool is_floating_point() => dtype.IsFloatingPoint();

        /// <summary>True for complex elements.</summary>
        public bool is_complex() => dtype is ScalarType.ComplexFloat16 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

        /// <summary>True for integer and truth-value elements.</summary>
        public bool is_integral() => dtype.IsIntegral();

        /// <summary>Sets <see cref="requires_grad"/>; returns the tensor itself.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Reads or writes the elements in place, in row-major order.</summary>
        /// <exception cref="InvalidOperationException">Sparse, not in processor memory, or a conjugate or negative of what lies there.</exception>
        /// <exception cref="ArgumentException">The elements have another type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            var info = Info();
            if (Device.Unpack(info.Device).type != DeviceType.CPU || (Layout)info.Layout != Layout.Strided)
            {
                throw new InvalidOperationException($"data<{typeof(T).Name}> needs a dense tensor in processor memory; this one is {this}");
            }

            RequirePlain(info, $"data<{typeof(T).Name}>");
            if (!((ScalarType)info.DType).Holds<T>())
            {
                throw new ArgumentException($"data<{typeof(T).Name}> of a tensor of another type: {this}");
            }

            return new TensorAccessor<T>(this, info);
        }

        /// <summary>Reads or writes the elements in place. Row-major order; the memory is the tensor's own.</summary>
        /// <exception cref="InvalidOperationException">Not in processor memory, not contiguous, another element type, or a conjugate or negative of what lies in memory.</exception>
        public unsafe Span<T> DataSpan<T>()
            where T : unmanaged
        {
            var info = Info();
            if (Device.Unpack(info.Device).type != DeviceType.CPU || (info.Flags & 4) == 0 || !((ScalarType)info.DType).Views<T>())
            {
                throw new InvalidOperationException($"DataSpan<{typeof(T).Name}> needs a contiguous tensor of that type in processor memory; this one is {this}");
            }

            RequirePlain(info, $"DataSpan<{typeof(T).Name}>");
            return new Span<T>((void*)info.Data, checked((int)info.Elements));
        }

        /// <summary>The only element, in the C# type of the tensor's elements. <see cref="ToScalar"/>, <see cref="ToDouble"/> and their like convert.</summary>
        /// <exception cref="TorchException">The tensor has another number of elements.</exception>
        /// <exception cref="ArgumentException">The elements have another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            Span<byte> raw = stackalloc byte[16];
            ReadItem(raw);
            return dtype.Holds<T>()
                ? MemoryMarshal.Read<T>(raw)
                : throw new ArgumentException($"item<{typeof(T).Name}>() of a tensor of {dtype}: ask for that type, or convert the element (ToDouble(), ToInt64(), ToBoolean(), ...).");
        }

        /// <summary>The only element, as a scalar.</summary>
        /// <exception cref="NotSupportedException">A number of the tensor's type is not of this type.</exception>
        public Scalar ToScalar()
        {
            Span<byte> raw = stackalloc byte[16];
            ReadItem(raw);
            return ReadScalar(raw);
        }

        /// <summary>The only element, as a float.</summary>
        public float ToSingle() => ToScalar().ToSingle();

        /// <summary>The only element, as a double.</summary>
        public double ToDouble() => ToScalar().ToDouble();

        /// <summary>The only element, as a 64-bit integer.</summary>
        public long ToInt64() => ToScalar().ToInt64();

        /// <summary>The only element, as a 32-bit integer.</summary>
        public int ToInt32() => checked((int)ToInt64());

        /// <summary>The only element, as a truth value.</summary>
        public bool ToBoolean() => ToScalar().ToBoolean();

        internal unsafe TensorInfo Info()
        {
            TensorInfo info;
            LibTorch.Check(LibTorch.thelper_torch_info(Handle, &info), "info");
            GC.KeepAlive(this);
            return info;
        }

        // conj() and views of it compute nothing: they only note that what lies in memory means its conjugate or negative.
        private void RequirePlain(in TensorInfo info, string reading)
        {
            if ((info.Flags & 16) != 0)
            {
                throw new InvalidOperationException($"{reading} shows what lies in memory, of which this tensor is the conjugate or negative: call resolve_conj() and resolve_neg() first; it is {this}");
            }
        }

        private unsafe void ReadItem(Span<byte> raw)
        {
            jit.ReadHere();
            var info = Info();
            if (info.Elements != 1)
            {
                throw new TorchException("item", $"a tensor with {info.Elements} elements cannot be converted to a number");
            }

            if ((info.Flags & 16) != 0)
            {
                using var scope = NewDisposeScope();
                aten.resolve_neg(aten.resolve_conj(this)).ReadItem(raw);
                return;
            }

            if (Device.Unpack(info.Device).type == DeviceType.CPU)
            {
                new ReadOnlySpan<byte>((void*)info.Data, ((ScalarType)info.DType).ElementSize()).CopyTo(raw);
                GC.KeepAlive(this);
                return;
            }

            using var local = aten.to_device(this, CPU, (ScalarType)info.DType).DetachFromDisposeScope();
            local.ReadItem(raw);
        }

        private Scalar ReadScalar(ReadOnlySpan<byte> raw) => dtype switch
        {
            ScalarType.Byte => raw[0],
            ScalarType.Int8 => (sbyte)raw[0],
            ScalarType.Int16 => MemoryMarshal.Read<short>(raw),
            ScalarType.Int32 => MemoryMarshal.Read<int>(raw),
            ScalarType.Int64 => MemoryMarshal.Read<long>(raw),
            ScalarType.Float16 => (double)MemoryMarshal.Read<Half>(raw),
            ScalarType.Float32 => MemoryMarshal.Read<float>(raw),
            ScalarType.Float64 => MemoryMarshal.Read<double>(raw),
            ScalarType.BFloat16 => BitConverter.Int32BitsToSingle(MemoryMarshal.Read<ushort>(raw) << 16),
            ScalarType.Bool => raw[0] != 0,
            ScalarType.ComplexFloat32 => new System.Numerics.Complex(MemoryMarshal.Read<float>(raw), MemoryMarshal.Read<float>(raw[4..])),
            ScalarType.ComplexFloat64 => new System.Numerics.Complex(MemoryMarshal.Read<double>(raw), MemoryMarshal.Read<double>(raw[8..])),
            var type => throw new NotSupportedException($"scalar of a {type} tensor"),
        };
    }
}
