using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Each channel of each sample of N x C x L or C x L shifted and scaled by its own mean and variance. Made by <c>torch.nn.InstanceNorm1d</c>.</summary>
    public class InstanceNorm1d : InstanceNorm
    {
        internal InstanceNorm1d(ChannelNormOptions options, Device? device, ScalarType? dtype)
            : base(nameof(InstanceNorm1d), options, 1, device, dtype)
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
            /// <summary>Instance normalisation of N x C x L or C x L.</summary>
            /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
            public static InstanceNorm1d InstanceNorm1d(
                long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
                => new(new(num_features, eps, momentum, affine, track_running_stats), device, dtype);
        }
    }
}
