using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Each channel of each sample of N x C x H x W or C x H x W shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm2d</c>.</summary>
    public class InstanceNorm2d : InstanceNorm
    {
        internal InstanceNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(nameof(InstanceNorm2d), options, 2, device, dtype)
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
            /// <summary>Instance normalisation of N x C x H x W or C x H x W.</summary>
            /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
            public static InstanceNorm2d InstanceNorm2d(
                long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
                => new(new(num_features, eps, momentum, affine, track_running_stats), device, dtype);
        }
    }
}
