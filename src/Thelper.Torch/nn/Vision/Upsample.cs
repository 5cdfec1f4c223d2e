using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Resizes N x C x (one, two or three dimensions), to a size or by factors. Made by <c>torch.nn.Upsample</c>.</summary>
    public class Upsample : nn.Module<Tensor, Tensor>
    {
        internal Upsample(string name, long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool recompute_scale_factor)
            : base(name)
        {
            if ((size is null) == (scale_factor is null))
            {
                throw new UserErrorException($"{name} needs either size or scale_factor.");
            }

            this.size = size;
            this.scale_factor = scale_factor;
            this.mode = mode;
            this.align_corners = align_corners;
            this.recompute_scale_factor = recompute_scale_factor;
        }

        /// <summary>The new sizes: one for all, or one a dimension.</summary>
        public long[]? size { get; }

        /// <summary>The factors: one for all, or one a dimension.</summary>
        public double[]? scale_factor { get; }

        /// <summary>How to sample between elements.</summary>
        public UpsampleMode mode { get; }

        /// <summary>Whether the corner elements, not their outer corners, are aligned.</summary>
        public bool? align_corners { get; }

        /// <summary>Whether the factors are taken from the rounded sizes.</summary>
        public bool recompute_scale_factor { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.interpolate(input, size, scale_factor, (InterpolationMode)mode, align_corners, recompute_scale_factor);

        /// <inheritdoc/>
        protected override string ExtraRepr()
        {
            var amount = size is not null ? $"size={PythonText.Size(size)}"
                : $"scale_factor={(scale_factor!.Length == 1 ? PythonText.Of(scale_factor[0]) : PythonText.Of(new PyTuple([.. scale_factor])))}";
            return $"{amount}, mode={mode.ToString().ToLowerInvariant()}";
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Resizes N x C x (one, two or three dimensions), to a size or by factors.</summary>
            /// <param name="size">The new sizes: one for all, or one a dimension.</param>
            /// <param name="scale_factor">The factors: one for all, or one a dimension.</param>
            /// <param name="mode">How to sample between elements.</param>
            /// <param name="align_corners">Whether the corner elements, not their outer corners, are aligned (linear and cubic modes; default false).</param>
            /// <param name="recompute_scale_factor">Whether the factors are taken from the rounded sizes.</param>
            /// <exception cref="UserErrorException">Neither or both of size and factors are given.</exception>
            public static Upsample Upsample(
                long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
                => new(nameof(Upsample), size, scale_factor, mode, align_corners, recompute_scale_factor);
        }
    }
}
