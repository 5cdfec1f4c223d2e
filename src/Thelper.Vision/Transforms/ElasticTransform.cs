using Thelper.Imaging.Transforms;
using Thelper.Torch;
using F = Thelper.Vision.torchvision.transforms.functional;

namespace Thelper.Vision.Transforms;

/// <summary>Bends an image as if seen through water: every pixel comes from a random place near by, and neighbours from near each other.</summary>
[TypeName("torchvision.transforms.ElasticTransform", "torchvision.transforms.transforms.ElasticTransform")]
public sealed class ElasticTransform : TorchvisionSpatialOperation
{
    private readonly (double X, double Y) alpha;
    private readonly (double X, double Y) sigma;
    private readonly PilFilter filter;
    private readonly double fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">How far, one number or one for each axis; 50 by default.</param>
    /// <param name="sigma">How smoothly, in pixels, one number or one for each axis, 0 or more; 5 by default.</param>
    /// <param name="interpolation">Bilinear (the default) or nearest.</param>
    /// <param name="fill">Value outside.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ElasticTransform(object? alpha = null, object? sigma = null, object? interpolation = null, double fill = 0)
    {
        (this.alpha, this.sigma) = (Both(alpha ?? 50.0, "alpha"), Both(sigma ?? 5.0, "sigma"));
        filter = PilFilters.Of(interpolation, PilFilter.Bilinear);
        PlaneWarps.RequireForNumbers(filter);
        this.fill = fill;
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var (height, width) = ((int)scene.Height, (int)scene.Width);
        var (right, down) = (Noise(height, width, random), Noise(height, width, random));
        // torchvision's numbers are shares of half the image, and it divides those along x by the height.
        Blur(right, height, width, alpha.X / height * width / 2);
        Blur(down, height, width, alpha.Y / width * height / 2);
        return new FieldWarp(
            height,
            width,
            height,
            width,
            right,
            down,
            (warp, image) =>
            {
                using var grid = Grid(warp);
                return TorchvisionImage.OnPlanes(image, planes => GridSample.At(planes, grid, filter == PilFilter.Nearest, [fill]));
            },
            (warp, labels, label) =>
            {
                using var grid = Grid(warp);
                return GridSample.Labels(labels, grid, label);
            });
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"alpha=[{PythonRepr.Of(alpha.X)}, {PythonRepr.Of(alpha.Y)}], sigma=[{PythonRepr.Of(sigma.X)}, {PythonRepr.Of(sigma.Y)}], interpolation={PilFilters.Text(filter)}, fill={PythonRepr.Of(fill)}";

    private static torch.Tensor Grid(FieldWarp warp)
    {
        using var scope = torch.NewDisposeScope();
        long[] shape = [1, warp.OutHeight, warp.OutWidth];
        var (x, y) = (torch.tensor(warp.ShiftX.ToArray(), shape) * (2.0 / warp.Width), torch.tensor(warp.ShiftY.ToArray(), shape) * (2.0 / warp.Height));
        return (F.IdentityGrid(warp.OutHeight, warp.OutWidth) + aten.stack([x, y], -1)).MoveToOuterDisposeScope();
    }

    private static float[] Noise(int height, int width, TransformRandom random)
    {
        var noise = new float[height * width];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return noise;
    }

    // One after the other along both axes, which is the same as with the whole kernel.
    private void Blur(float[] noise, int height, int width, double factor)
    {
        using var scope = torch.NewDisposeScope();
        var field = torch.tensor(noise, [1, 1, height, width]);
        field = Blur(Blur(field, sigma.X, along: 3), sigma.Y, along: 2) * factor;
        field.contiguous().DataSpan<float>().CopyTo(noise);
    }

    private static torch.Tensor Blur(torch.Tensor field, double deviation, int along)
    {
        if (deviation <= 0)
        {
            return field;
        }

        var size = (int)((8 * deviation) + 1) | 1;
        var half = size / 2;
        if (field.shape[along] <= half)
        {
            throw new UserErrorException($"an image of {field.shape[along]} pixels along an axis is too small for 'sigma' {PythonRepr.Of(deviation)}: it must have more than {half}");
        }

        var weights = GaussianBlur.Weights(size, deviation, torch.float32);
        return along == 3
            ? torch.nn.functional.conv2d(torch.nn.functional.pad(field, [half, half, 0, 0], PaddingModes.Reflect), weights.view(1, 1, 1, size))
            : torch.nn.functional.conv2d(torch.nn.functional.pad(field, [0, 0, half, half], PaddingModes.Reflect), weights.view(1, 1, size, 1));
    }

    private static (double X, double Y) Both(object value, string name) => TransformArguments.Numbers(value, name) switch
    {
        [>= 0 and var one] => (one, one),
        [>= 0 and var x, >= 0 and var y] => (x, y),
        _ => throw new UserErrorException($"'{name}' must be one number of 0 or more, or two of them"),
    };
}
