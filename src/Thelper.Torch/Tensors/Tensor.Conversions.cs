using System.Diagnostics.CodeAnalysis;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A tensor without dimensions in the type that the kind of scalar has in PyTorch; null stays null.</summary>
        [return: NotNullIfNotNull(nameof(value))]
        public static implicit operator Tensor?(Scalar? value) => value is { } scalar ? tensor(scalar) : null;

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(byte value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(sbyte value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(short value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(int value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(long value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(Half value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(float value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(double value) => tensor(value);

        /// <summary>A tensor without dimensions, of the number's own type.</summary>
        public static implicit operator Tensor(bool value) => tensor(value);

        /// <summary>The only element.</summary>
        public static explicit operator float(Tensor value) => value.ToSingle();

        /// <summary>The only element.</summary>
        public static explicit operator double(Tensor value) => value.ToDouble();

        /// <summary>The only element.</summary>
        public static explicit operator sbyte(Tensor value) => value.ToScalar().ToSByte();

        /// <summary>The only element.</summary>
        public static explicit operator byte(Tensor value) => value.ToScalar().ToByte();

        /// <summary>The only element.</summary>
        public static explicit operator short(Tensor value) => value.ToScalar().ToInt16();

        /// <summary>The only element.</summary>
        public static explicit operator int(Tensor value) => value.ToInt32();

        /// <summary>The only element.</summary>
        public static explicit operator long(Tensor value) => value.ToInt64();

        /// <summary>The only element.</summary>
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>The only element, as a byte.</summary>
        public byte ToByte() => ToScalar().ToByte();

        /// <summary>The only element, as a signed byte.</summary>
        public sbyte ToSByte() => ToScalar().ToSByte();

        /// <summary>The only element, as a 16-bit integer.</summary>
        public short ToInt16() => ToScalar().ToInt16();

        /// <summary>The only element, as a 16-bit floating-point number.</summary>
        public Half ToHalf() => ToScalar().ToHalf();

        /// <summary>The only element, as a complex number of 32-bit parts.</summary>
        public (float Real, float Imaginary) ToComplexFloat32() => ToScalar().ToComplexFloat32();

        /// <summary>The only element, as a complex number of 64-bit parts.</summary>
        public System.Numerics.Complex ToComplexFloat64() => ToScalar().ToComplexFloat64();

        /// <inheritdoc cref="ToComplexFloat32"/>
        public (float Real, float Imaginary) ToComplex32() => ToComplexFloat32();

        /// <inheritdoc cref="ToComplexFloat64"/>
        public System.Numerics.Complex ToComplex64() => ToComplexFloat64();

        /// <summary>The elements as nested lists of numbers, truth values or complex numbers; a lone number for a tensor without dimensions.</summary>
        public object tolist()
        {
            using var scope = NewDisposeScope();
            var local = device_type == DeviceType.CPU ? detach() : detach().cpu();
            return Nested(aten.resolve_neg(aten.resolve_conj(local)));

            static object Nested(Tensor tensor)
            {
                if (tensor.ndim == 0)
                {
                    var scalar = tensor.ToScalar();
                    return scalar.Kind switch
                    {
                        ScalarKind.Int => scalar.ToInt64(),
                        ScalarKind.Bool => scalar.ToBoolean(),
                        ScalarKind.Complex => scalar.ToComplexFloat64(),
                        _ => scalar.ToDouble(),
                    };
                }

                var list = new List<object>();
                for (var k = 0L; k < tensor.shape[0]; k++)
                {
                    using var part = aten.select_int(tensor, 0, k);
                    list.Add(Nested(part));
                }

                return list;
            }
        }
    }
}
