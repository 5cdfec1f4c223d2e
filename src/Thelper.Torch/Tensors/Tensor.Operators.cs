using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => aten.add_Tensor(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => aten.add_Scalar(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => aten.add_Scalar(right, left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => aten.sub_Tensor(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => aten.sub_Scalar(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => aten.rsub_Scalar(right, left);

        /// <summary>Negation.</summary>
        public static Tensor operator -(Tensor tensor) => aten.neg(tensor);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => aten.mul_Tensor(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => aten.mul_Scalar(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => aten.mul_Scalar(right, left);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => aten.div_Tensor(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => aten.div_Scalar(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => reciprocal_times(left, right);

        /// <summary>Remainder with the divisor's sign, element by element.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => aten.remainder_Tensor(left, right);

        /// <summary>Remainder with the divisor's sign, element by element.</summary>
        public static Tensor operator %(Tensor left, Scalar right) => aten.remainder_Scalar(left, right);

        /// <summary>Where elements are equal.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => aten.eq_Tensor(left, right);

        /// <summary>Where elements equal a number.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => aten.eq_Scalar(left, right);

        /// <summary>Where elements differ.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => aten.ne_Tensor(left, right);

        /// <summary>Where elements differ from a number.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => aten.ne_Scalar(left, right);

        /// <summary>Where elements are less.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => aten.lt_Tensor(left, right);

        /// <summary>Where elements are less than a number.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => aten.lt_Scalar(left, right);

        /// <summary>Where elements are greater.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => aten.gt_Tensor(left, right);

        /// <summary>Where elements are greater than a number.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => aten.gt_Scalar(left, right);

        /// <summary>Where elements are at most.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => aten.le_Tensor(left, right);

        /// <summary>Where elements are at most a number.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => aten.le_Scalar(left, right);

        /// <summary>Where elements are at least.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => aten.ge_Tensor(left, right);

        /// <summary>Where elements are at least a number.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => aten.ge_Scalar(left, right);

        /// <summary>Both, element by element: logical for truth values, bitwise for integers.</summary>
        public static Tensor operator &(Tensor left, Tensor right) => aten.bitwise_and_Tensor(left, right);

        /// <summary>Either, element by element: logical for truth values, bitwise for integers.</summary>
        public static Tensor operator |(Tensor left, Tensor right) => aten.bitwise_or_Tensor(left, right);

        /// <summary>Exactly one, element by element: logical for truth values, bitwise for integers.</summary>
        public static Tensor operator ^(Tensor left, Tensor right) => aten.bitwise_xor_Tensor(left, right);

        /// <summary>Negation: logical for truth values, bitwise for integers.</summary>
        public static Tensor operator ~(Tensor tensor) => aten.bitwise_not(tensor);

        /// <summary>The same object, or a tensor of the same shape, element type, device and elements.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>The same object, or a tensor of the same shape, element type, device and elements.</summary>
        public bool Equals(Tensor? other)
        {
            if (ReferenceEquals(this, other))
            {
                return true;
            }

            return other is { IsInvalid: false } && !IsInvalid && dtype == other.dtype && device == other.device && shape.AsSpan().SequenceEqual(other.shape) && aten.equal(this, other);
        }

        /// <summary>That of the object: elements change while a tensor is the key of a dictionary, which therefore tells objects apart, not elements.</summary>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        private static Tensor reciprocal_times(Scalar left, Tensor right)
        {
            using var reciprocal = aten.reciprocal(right).DetachFromDisposeScope();
            return aten.mul_Scalar(reciprocal, left);
        }
    }
}
