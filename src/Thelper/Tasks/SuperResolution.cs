namespace Thelper.Tasks;

/// <summary>Predicts a sharper image of the same size for each input image.</summary>
[TypeName("thelper.tasks.regr.SuperResolution", "thelper.tasks.SuperResolution")]
public class SuperResolution : Regression
{
    /// <summary>Creates a super-resolution task.</summary>
    /// <param name="inputKey">Key of the model's input, the image of low resolution.</param>
    /// <param name="targetKey">Key of the image of high resolution.</param>
    /// <param name="metaKeys">Keys of metadata; null for none.</param>
    /// <param name="inputShape">Shape of one input and of one target, without the batch; null for any.</param>
    /// <param name="targetType">Type of the targets; see <see cref="Regression"/>.</param>
    /// <param name="targetMin">Smallest target; see <see cref="Regression"/>.</param>
    /// <param name="targetMax">Largest target; see <see cref="Regression"/>.</param>
    /// <param name="targetShape">Read from text forms of the original, which print it; must be null or equal to <paramref name="inputShape"/>.</param>
    /// <exception cref="UserErrorException">As for <see cref="Regression"/>, or the shapes differ.</exception>
    public SuperResolution(
        string inputKey,
        string targetKey,
        IReadOnlyList<string>? metaKeys = null,
        IReadOnlyList<long>? inputShape = null,
        string? targetType = null,
        object? targetMin = null,
        object? targetMax = null,
        IReadOnlyList<long>? targetShape = null)
        : base(inputKey, targetKey, metaKeys, inputShape, inputShape, targetType, targetMin, targetMax)
    {
        if (targetShape is not null && (inputShape is null || !targetShape.SequenceEqual(inputShape)))
        {
            throw new UserErrorException($"target_shape: input and target of a super-resolution task have one shape; set input_shape only (got {PythonRepr.Of(Tuple(inputShape))} and {PythonRepr.Of(Tuple(targetShape))})");
        }
    }

    /// <inheritdoc/>
    public override SampleFields Fields => new(InputKey, new Dictionary<string, FieldKind> { [TargetKey] = FieldKind.Twin });

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, object?>> Parameters => [.. base.Parameters.Where(parameter => parameter.Key != "target_shape")];
}
