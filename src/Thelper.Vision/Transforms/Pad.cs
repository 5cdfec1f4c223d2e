using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>Adds a border.</summary>
[TypeName("torchvision.transforms.Pad", "torchvision.transforms.transforms.Pad")]
public sealed class Pad : TorchvisionSpatialOperation
{
    private readonly int[] padding;
    private readonly object paddingArgument;
    private readonly Padding border;

    /// <summary>Creates the operation.</summary>
    /// <param name="padding">One number for all sides; or left and right, top and bottom; or left, top, right, bottom.</param>
    /// <param name="fill">Value of a constant border: a number, or one per channel.</param>
    /// <param name="paddingMode"><c>constant</c>, <c>edge</c>, <c>reflect</c> or <c>symmetric</c>.</param>
    public Pad([ConfigValue(Holds = [typeof(long), typeof(List<long>)], Example = "4")] object? padding, object? fill = null, string paddingMode = "constant")
    {
        this.padding = Padding.Sides(padding, "padding");
        paddingArgument = padding!;
        border = new Padding(fill, paddingMode);
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) => border.WarpOf(scene.Height, scene.Width, padding);

    /// <inheritdoc/>
    protected override string Arguments() => $"padding={PythonRepr.Of(paddingArgument)}, {border}";
}
