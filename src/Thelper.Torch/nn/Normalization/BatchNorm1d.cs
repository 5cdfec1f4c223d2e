using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Batch normalisation of N x C or N x C x L. Made by <c>torch.nn.BatchNorm1d</c>.</summary>
    public class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(nameof(BatchNorm1d), options, [2, 3], device, dtype)
        {
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation of N x C or N x C x L.</summary>
            /// <param name="num_features">The number of channels.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
            /// <param name="affine">Whether channels have learnt scales and shifts.</param>
            /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The number of features is negative.</exception>
            public static BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => new(new(num_features, eps, momentum, affine, track_running_stats), device, dtype);
        }
    }
}
