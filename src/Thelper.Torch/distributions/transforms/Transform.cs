namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>Functions of random variables.</summary>
        public static partial class transforms
        {
            /// <summary>A function of random variables, with its inverse and the logarithm of its slope.</summary>
            public abstract class Transform : IDisposable
            {
                /// <summary>Whether every value has one argument.</summary>
                public virtual bool bijective => true;

                /// <summary>1 for a rising function, -1 for a falling one; null where it is neither.</summary>
                public virtual int? sign => 1;

                /// <summary>The value.</summary>
                public abstract Tensor forward(Tensor x);

                /// <summary>An argument of a value.</summary>
                public abstract Tensor inverse(Tensor y);

                /// <summary>Logarithm of the absolute slope at an argument.</summary>
                public abstract Tensor log_abs_det_jacobian(Tensor x, Tensor y);

                /// <inheritdoc/>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                /// <summary>Releases the parameters.</summary>
                protected virtual void Dispose(bool disposing)
                {
                }
            }
        }
    }
}
