using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Batch normalisation of N x C x L whose number of channels is that of the first input. Made by <c>torch.nn.LazyBatchNorm1d</c>.</summary>
    /// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
    public sealed class LazyBatchNorm1d : BatchNorm1d
    {
        internal LazyBatchNorm1d(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(options, device, dtype)
        {
        }

        /// <inheritdoc/>
        public override string GetName() => Options.Open ? nameof(LazyBatchNorm1d) : nameof(BatchNorm1d);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation of N x C x L whose number of channels is that of the first input.</summary>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
            /// <param name="affine">Whether channels have learnt scales and shifts.</param>
            /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The number of features is negative.</exception>
            public static LazyBatchNorm1d LazyBatchNorm1d(
                double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => new(new(0, eps, momentum, affine, track_running_stats) { Open = true }, device, dtype);
        }
    }
}
