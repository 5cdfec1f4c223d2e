using System.Reflection;
using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>An operation on one image. A configuration's pipeline wraps it, so that it meets the right values of a sample.</summary>
/// <remarks>
/// A derived class implements <see cref="Apply(torch.Tensor, TransformRandom)"/> and, where nothing is lost, <see cref="Invert(torch.Tensor)"/>.
/// A failure gets the operation's name in front.
/// </remarks>
public abstract class Operation : ITransform
{
    /// <summary>The dotted name under which configurations know the operation; for an unregistered class the C# name.</summary>
    public virtual string TypeName => GetType().GetCustomAttribute<TypeNameAttribute>()?.Name ?? GetType().FullName!;

    /// <summary>Whether every value of the result is one of the image's: then label maps may go through it.</summary>
    public virtual bool KeepsValues => false;

    /// <inheritdoc/>
    public virtual object? Apply(object? value, TransformRandom random) => Named(() => ApplyTo(value, random));

    /// <inheritdoc/>
    public virtual object? Invert(object? value) => Named(() => InvertTo(value));

    /// <summary>The operation as a constructor call, as the original prints it.</summary>
    public override string ToString() => $"{TypeName}({Arguments()})";

    /// <summary>Transforms an image.</summary>
    /// <param name="image">A tensor H×W or H×W×C.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    protected abstract torch.Tensor Apply(torch.Tensor image, TransformRandom random);

    /// <summary>Transforms a value of any kind; only operations that make or take lists need their own.</summary>
    /// <param name="value">The value.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The value does not suit the operation.</exception>
    protected virtual object? ApplyTo(object? value, TransformRandom random) => Apply(Image(value), random);

    /// <summary>Undoes the transform of a value of any kind; only operations that make lists need their own.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="UserErrorException">The operation loses what would be needed, or the value does not suit it.</exception>
    protected virtual object? InvertTo(object? value) => Invert(Image(value));

    /// <summary>Undoes the transform of an image.</summary>
    /// <param name="image">The transformed image.</param>
    /// <exception cref="UserErrorException">The operation loses what would be needed, or the image does not suit it.</exception>
    protected virtual torch.Tensor Invert(torch.Tensor image) =>
        throw new UserErrorException("cannot be inverted, as it loses data");

    /// <summary>The constructor's arguments as text: <c>name=value, name=value</c>.</summary>
    protected virtual string Arguments() => "";

    /// <summary>Does something, and puts the operation's name in front of what it is refused with.</summary>
    /// <param name="work">What is done.</param>
    /// <exception cref="UserErrorException">It was refused.</exception>
    protected T Named<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is UserErrorException or TorchException { IsOutOfMemory: false })
        {
            throw new UserErrorException($"{TypeName}: {e.Message}", e);
        }
    }

    /// <summary>The shape of an image.</summary>
    /// <param name="image">A tensor H×W or H×W×C.</param>
    /// <exception cref="UserErrorException">It has another number of axes.</exception>
    protected static long[] ImageShape(torch.Tensor image) => image.shape is { Length: 2 or 3 } shape
        ? shape
        : throw new UserErrorException($"needs an image H×W or H×W×C, got the shape [{string.Join(", ", image.shape)}]");

    /// <summary>The value as an image, or an error that says what came instead.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="UserErrorException">It is none.</exception>
    protected static torch.Tensor Image(object? value) => value as torch.Tensor ?? (value as ImageFile)?.Decode() ?? throw new UserErrorException(value switch
    {
        null => "needs an image, but the value is null",
        string text => $"needs an image, but the value is the text '{text}'",
        IDictionary<string, object?> => "needs an image, but the value is a whole sample; name the keys it applies to",
        IReadOnlyList<object?> => "needs an image, but the value is a list",
        _ => $"needs an image, but the value is of type {value.GetType().Name}",
    });
}
