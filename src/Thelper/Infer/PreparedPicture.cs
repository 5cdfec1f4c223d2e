using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>A picture that went through the transforms.</summary>
/// <param name="Input">What the model gets, without the batch; its owner's, in no dispose scope.</param>
/// <param name="Width">Width of the picture that was given.</param>
/// <param name="Height">Its height.</param>
internal readonly record struct PreparedPicture(Tensor Input, int Width, int Height) : IDisposable
{
    /// <summary>The file that it was read from; null where it comes from somewhere else.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Input.Dispose();
}
