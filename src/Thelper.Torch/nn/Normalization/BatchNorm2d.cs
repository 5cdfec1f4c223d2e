using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Batch normalisation of N x C x H x W. Made by <c>torch.nn.BatchNorm2d</c>.</summary>
    public class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(nameof(BatchNorm2d), options, [4], device, dtype)
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
            /// <summary>Batch normalisation of N x C x H x W.</summary>
            /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => new(new(num_features, eps, momentum, affine, track_running_stats), device, dtype);
        }
    }
}
