using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Reads a model's input as images.</summary>
internal static class InputImages
{
    /// <summary>The images of a batch, in the current dispose scope.</summary>
    /// <param name="input">A tensor B×C×H×W, or a list of equal ones, whose images are shown one after another, or a list of images C×H×W.</param>
    /// <param name="options">Says in which order dimensions and channels come.</param>
    /// <param name="count">How many images the model answered for; of a list of copies with as many images each, the first copy is shown.</param>
    /// <returns>One tensor H×W×C per image.</returns>
    /// <exception cref="UserErrorException">The input is something else.</exception>
    public static IReadOnlyList<Tensor> Read(object? input, DrawOptions options, long? count = null)
    {
        if (input is IReadOnlyList<object?> { Count: > 0 } images && images.All(image => image is Tensor { ndim: 3 }))
        {
            return [.. images.Select(image => Shown((Tensor)image!, options))];
        }

        var batch = input switch
        {
            Tensor tensor => tensor,
            IReadOnlyList<object?> { Count: > 0 } list when list[0] is Tensor { ndim: 4 } first
                && list.All(entry => entry is Tensor copy && copy.shape.AsSpan().SequenceEqual(first.shape)) =>
                first.shape[0] == count ? first : cat([.. list.Cast<Tensor>()]),
            _ => throw new UserErrorException($"only tensors of images can be drawn, and lists of equal ones, not {input?.GetType().Name ?? "null"}"),
        };
        if (batch.ndim != 4 || batch.shape[0] == 0)
        {
            throw new UserErrorException($"a batch of images to draw has four dimensions, this one has the shape [{string.Join(", ", batch.shape)}]");
        }

        return [.. Enumerable.Range(0, (int)batch.shape[0]).Select(i => Shown(aten.select_int(batch, 0, i), options))];
    }

    private static Tensor Shown(Tensor image, DrawOptions options)
    {
        image = image.detach().cpu();
        image = options.ChTranspose ? image.permute(1, 2, 0) : image;
        if (options.Channels is not null || options.Range != PictureRange.Auto)
        {
            return SamplePicture.Create(image, new() { ChannelsFirst = false, IsBgr = options.FlipBgr == true, Channels = options.Channels, Range = options.Range });
        }

        return options.FlipBgr == true && image.shape[2] == 3 ? aten.flip(image, [2]) : image;
    }
}
