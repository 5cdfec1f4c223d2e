using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Groups of channels of each sample shifted and scaled by their mean and variance, then by learnt numbers. Made by <c>torch.nn.GroupNorm</c>.</summary>
    /// <remarks>Y. Wu and K. He, "Group normalization", 2018.</remarks>
    public class GroupNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long num_groups;
        private readonly long num_channels;
        private readonly double eps;

        internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
            : base(nameof(GroupNorm))
        {
            if (num_groups <= 0 || num_channels % num_groups != 0)
            {
                throw new UserErrorException($"GroupNorm: num_channels ({num_channels}) must be divisible by num_groups ({num_groups}).");
            }

            this.num_groups = num_groups;
            this.num_channels = num_channels;
            this.eps = eps;
            weight = affine ? new Parameter(ones([num_channels], dtype: dtype, device: device)) : null;
            bias = affine ? new Parameter(zeros([num_channels], dtype: dtype, device: device)) : null;
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
        }

        /// <summary>The scales (C), if the layer is affine.</summary>
        public Parameter? weight { get; set => SetParameter(ref field, value, nameof(weight)); }

        /// <summary>The shifts (C), if the layer is affine.</summary>
        public Parameter? bias { get; set => SetParameter(ref field, value, nameof(bias)); }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.group_norm(input, num_groups, weight, bias, eps);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"{num_groups}, {num_channels}, eps={PythonText.Of(eps)}, affine={PythonText.Of(weight is not null)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalisation of groups of channels.</summary>
            /// <param name="num_groups">The number of groups.</param>
            /// <param name="num_channels">The number of channels, a multiple of the groups.</param>
            /// <param name="eps">Added to the variance.</param>
            /// <param name="affine">Whether channels have learnt scales and shifts.</param>
            /// <param name="device">Where the parameters live.</param>
            /// <param name="dtype">The parameters' type.</param>
            /// <exception cref="UserErrorException">The channels are not divisible by the groups.</exception>
            public static GroupNorm GroupNorm(
                long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
                => new(num_groups, num_channels, eps, affine, device, dtype);
        }
    }
}
