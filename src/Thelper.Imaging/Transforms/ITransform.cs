namespace Thelper.Imaging.Transforms;

/// <summary>A step of a sample's way from the data set to the model.</summary>
/// <remarks>
/// Transforms hold no state that changes while they work: loader threads share them. A result is a new value or a view of the
/// given one, which stays as it is; tensors made on the way belong to the caller's dispose scope.
/// </remarks>
public interface ITransform
{
    /// <summary>Transforms a value.</summary>
    /// <param name="value">A sample (a map of keys to values), an image (a tensor H×W×C), or a list of them.</param>
    /// <param name="random">What chance decides; the same stream gives the same result.</param>
    /// <returns>The transformed value.</returns>
    /// <exception cref="UserErrorException">The value does not suit the operation; the message names the operation.</exception>
    object? Apply(object? value, TransformRandom random);

    /// <summary>Undoes the transform.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    /// <exception cref="UserErrorException">The operation loses what would be needed.</exception>
    object? Invert(object? value);
}
