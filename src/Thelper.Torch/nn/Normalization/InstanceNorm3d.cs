using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Each channel of each sample of N x C x D x H x W or C x D x H x W shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm3d</c>.</summary>
    public class InstanceNorm3d : InstanceNorm
    {
        internal InstanceNorm3d(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(nameof(InstanceNorm3d), options, 3, device, dtype)
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
            /// <summary>Instance normalisation of N x C x D x H x W or C x D x H x W.</summary>
            /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
            public static InstanceNorm3d InstanceNorm3d(
                long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
                => new(new(num_features, eps, momentum, affine, track_running_stats), device, dtype);
        }
    }
}
