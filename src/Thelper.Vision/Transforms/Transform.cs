using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

/// <summary>A transform from a function.</summary>
/// <param name="function">The function; what it makes besides its result is freed.</param>
internal sealed class Transform(Func<Tensor, Tensor> function) : torchvision.ITransform
{
    /// <inheritdoc/>
    public Tensor call(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var result = function(input);
        return ReferenceEquals(result, input) ? result : result.MoveToOuterDisposeScope();
    }
}
