using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Reorders the axes of an array; the result is a view.</summary>
[TypeName("thelper.transforms.operations.Transpose", "thelper.transforms.Transpose")]
public sealed class Transpose : Operation
{
    private readonly long[] axes;
    private readonly long[] inverse;

    /// <summary>Creates the operation.</summary>
    /// <param name="axes">Which axis comes first, second, and so on: each of 0 to n-1 once.</param>
    /// <exception cref="UserErrorException">A number is missing or stands twice.</exception>
    public Transpose([ConfigValue(Example = "[2, 0, 1]")] IReadOnlyList<long> axes)
    {
        this.axes = [.. axes];
        if (this.axes.Length == 0 || !this.axes.Order().SequenceEqual(Enumerable.Range(0, this.axes.Length).Select(i => (long)i)))
        {
            throw new UserErrorException($"'axes' must hold each number from 0 to {Math.Max(0, this.axes.Length - 1)} once, got [{string.Join(", ", axes)}]");
        }

        inverse = new long[this.axes.Length];
        for (var i = 0; i < inverse.Length; i++)
        {
            inverse[this.axes[i]] = i;
        }
    }

    /// <summary>Whether height and width keep their order: only channels move.</summary>
    internal bool KeepsPicture => axes is [2, 0, 1] or [0, 1, 2];

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => image.permute(axes);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => image.permute(inverse);

    /// <inheritdoc/>
    protected override string Arguments() => $"axes={NumpyText.Of(axes)}";
}
