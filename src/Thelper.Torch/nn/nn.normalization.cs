using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Batch normalisation of N x C or N x C x L.</summary>
        /// <param name="features">The number of channels.</param>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a batch in the running statistics; none for their plain mean.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="track_running_stats">Whether running statistics are kept and used in evaluation.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static BatchNorm1d BatchNorm1d(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Batch normalisation of N x C x H x W.</summary>
        /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
        public static BatchNorm2d BatchNorm2d(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Batch normalisation of N x C x D x H x W.</summary>
        /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
        public static BatchNorm3d BatchNorm3d(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Instance normalisation of N x C x H x W or C x H x W.</summary>
        /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
        public static InstanceNorm2d InstanceNorm2d(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Instance normalisation of N x C x L or C x L.</summary>
        /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
        public static InstanceNorm1d InstanceNorm1d(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Instance normalisation of N x C x D x H x W or C x D x H x W.</summary>
        /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
        public static InstanceNorm3d InstanceNorm3d(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Batch normalisation of N x C x ... over the batches of all processes; see <see cref="Modules.SyncBatchNorm"/>.</summary>
        /// <inheritdoc cref="BatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)"/>
        public static SyncBatchNorm SyncBatchNorm(
            long features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(new(features, eps, momentum, affine, track_running_stats), device, dtype);

        /// <summary>Each element divided by a power of the mean square of its neighbours in the channels.</summary>
        /// <param name="size">The number of neighbours.</param>
        /// <param name="alpha">Factor of the mean square.</param>
        /// <param name="beta">The power.</param>
        /// <param name="k">Added to the mean square.</param>
        public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0) => new(size, alpha, beta, k);

        /// <summary>The local response normalisation that PyTorch inherited from Torch 7; see <see cref="Modules.CrossMapLRN2d"/>.</summary>
        /// <param name="size">The number of neighbours.</param>
        /// <param name="alpha">Factor of the mean square.</param>
        /// <param name="beta">The power.</param>
        /// <param name="k">Added to the mean square.</param>
        public static CrossMapLRN2d CrossMapLRN2d(long size, double alpha = 0.0001, double beta = 0.75, double k = 1) => new(size, alpha, beta, k);

        /// <summary>Normalisation of the last dimensions.</summary>
        /// <param name="normalized_shape">Their sizes.</param>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="elementwise_affine">Whether elements have learnt scales and shifts.</param>
        /// <param name="bias">Whether they have learnt shifts.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LayerNorm LayerNorm(
            long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <inheritdoc cref="LayerNorm(long[], double, bool, bool, Device?, ScalarType?)"/>
        public static LayerNorm LayerNorm(
            long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <summary>Normalisation of groups of channels.</summary>
        /// <param name="num_groups">The number of groups.</param>
        /// <param name="num_channels">The number of channels, a multiple of the groups.</param>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="affine">Whether channels have learnt scales and shifts.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static GroupNorm GroupNorm(
            long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
            => new(num_groups, num_channels, eps, affine, device, dtype);
    }
}
