#pragma warning disable CS8981, CA1707, IDE1006 // torchvision's own names, which TorchSharp users know
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class transforms
    {
        public static partial class functional
        {
            /// <summary>Turns counter-clockwise.</summary>
            /// <param name="input">The images.</param>
            /// <param name="angle">In degrees.</param>
            /// <param name="interpolation">Nearest or bilinear.</param>
            /// <param name="expand">Whether the result holds the whole turned image.</param>
            /// <param name="center">What stays in place (x, y), from the upper left corner; null for the centre.</param>
            /// <param name="fill">Value outside, one per channel or one for all; null for 0.</param>
            /// <exception cref="UserErrorException">The interpolation is another.</exception>
            public static Tensor rotate(
                Tensor input, float angle, InterpolationMode interpolation = InterpolationMode.Nearest, bool expand = false, (double X, double Y)? center = null, double[]? fill = null)
            {
                var scene = new Scene(input.size(-2), input.size(-1)) { IsReal = true };
                return Mapped(input, PlaneWarps.RotateSource(scene, angle, expand, center, out var height, out var width), height, width, interpolation, fill);
            }

            /// <summary>Turns, shifts, scales and shears about a point.</summary>
            /// <param name="input">The images.</param>
            /// <param name="angle">Clockwise, in degrees.</param>
            /// <param name="translate">The shift (x, y), in pixels.</param>
            /// <param name="scale">The factor, above 0.</param>
            /// <param name="shear">Angles along x and y, in degrees; or one along x.</param>
            /// <param name="interpolation">Nearest or bilinear.</param>
            /// <param name="fill">Value outside, one per channel or one for all; null for 0.</param>
            /// <param name="center">What stays in place (x, y), from the upper left corner; null for the centre.</param>
            /// <exception cref="UserErrorException">The factor is not above 0, or the interpolation is another.</exception>
            public static Tensor affine(
                Tensor input,
                float angle,
                int[] translate,
                double scale,
                double[] shear,
                InterpolationMode interpolation = InterpolationMode.Nearest,
                double[]? fill = null,
                (double X, double Y)? center = null)
            {
                ArgumentNullException.ThrowIfNull(translate);
                ArgumentNullException.ThrowIfNull(shear);
                if (!(scale > 0))
                {
                    throw new UserErrorException(FormattableString.Invariant($"affine: the factor {scale} must be above 0"));
                }

                var about = center ?? (input.size(-1) * 0.5, input.size(-2) * 0.5);
                var source = PlaneWarps.Source(about, angle, (translate[0], translate[1]), scale, (shear[0], shear.Length > 1 ? shear[1] : 0));
                return Mapped(input, source, input.size(-2), input.size(-1), interpolation, fill);
            }

            /// <summary>Looks from another side: brings four points to four others.</summary>
            /// <param name="input">The images.</param>
            /// <param name="startpoints">Points of the image (x, y): upper left, upper right, lower right, lower left.</param>
            /// <param name="endpoints">Where they go.</param>
            /// <param name="interpolation">Bilinear or nearest.</param>
            /// <param name="fill">Value outside, one per channel or one for all; null for 0.</param>
            /// <exception cref="UserErrorException">The interpolation is another.</exception>
            public static Tensor perspective(
                Tensor input,
                IReadOnlyList<(double X, double Y)> startpoints,
                IReadOnlyList<(double X, double Y)> endpoints,
                InterpolationMode interpolation = InterpolationMode.Bilinear,
                double[]? fill = null) =>
                Mapped(input, PlaneWarps.Perspective(startpoints, endpoints), input.size(-2), input.size(-1), interpolation, fill);

            /// <summary>Takes every pixel from a place near by.</summary>
            /// <param name="input">The images.</param>
            /// <param name="displacement">1×H×W×2: how far right and down of it, where half the image is 1.</param>
            /// <param name="interpolation">Bilinear or nearest.</param>
            /// <param name="fill">Value outside, one per channel or one for all; null for 0.</param>
            /// <exception cref="UserErrorException">The displacement has another shape, or the interpolation is another.</exception>
            public static Tensor elastic_transform(Tensor input, Tensor displacement, InterpolationMode interpolation = InterpolationMode.Bilinear, double[]? fill = null)
            {
                using var scope = NewDisposeScope();
                if (!displacement.shape.AsSpan().SequenceEqual([1, input.size(-2), input.size(-1), 2]))
                {
                    throw new UserErrorException($"elastic_transform: the displacement must have the shape [1, {input.size(-2)}, {input.size(-1)}, 2], got [{string.Join(", ", displacement.shape)}]");
                }

                var grid = IdentityGrid(input.size(-2), input.size(-1)) + displacement;
                return GridSample.At(input, grid, IsNearest(interpolation, "elastic_transform"), fill).MoveToOuterDisposeScope();
            }

            /// <summary>The grid that takes every pixel from its own place.</summary>
            internal static Tensor IdentityGrid(long height, long width)
            {
                using var scope = NewDisposeScope();
                Tensor Even(long length) => aten.linspace((1.0 - length) / length, (length - 1.0) / length, length, ScalarType.Float32);
                var (x, y) = (Even(width).unsqueeze(0).expand(height, width), Even(height).unsqueeze(1).expand(height, width));
                return aten.stack([x, y], -1).unsqueeze(0).MoveToOuterDisposeScope();
            }

            private static Tensor Mapped(Tensor input, PlaneMap source, long height, long width, InterpolationMode interpolation, double[]? fill)
            {
                using var scope = NewDisposeScope();
                var grid = GridSample.Grid(source, input.size(-2), input.size(-1), height, width, input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Float32);
                return GridSample.At(input, grid, IsNearest(interpolation, "images"), fill).MoveToOuterDisposeScope();
            }

            private static bool IsNearest(InterpolationMode interpolation, string what) => interpolation switch
            {
                InterpolationMode.Nearest => true,
                InterpolationMode.Bilinear => false,
                _ => throw new UserErrorException($"{what}: {interpolation} does not fit tensors that are moved; use Nearest or Bilinear"),
            };
        }
    }
}
