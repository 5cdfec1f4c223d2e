namespace Thelper.Torch;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>A data set of samples by number.</summary>
            /// <typeparam name="T">The type of a sample.</typeparam>
            public abstract class Dataset<T> : IDisposable
            {
                /// <summary>The number of samples.</summary>
                public abstract long Count { get; }

                /// <summary>The sample of a number in [0, <see cref="Count"/>).</summary>
                public abstract T GetTensor(long index);

                /// <inheritdoc/>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                /// <summary>Releases what the data set holds.</summary>
                protected virtual void Dispose(bool disposing)
                {
                }
            }
        }
    }
}
