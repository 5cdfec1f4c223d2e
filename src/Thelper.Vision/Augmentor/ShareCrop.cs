using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Rectangles of an image's aspect whose sides are a share of its own.</summary>
internal sealed class ShareCrop
{
    private readonly double share;
    private readonly bool random;

    /// <summary>Reads the share.</summary>
    /// <param name="share">A share of each side, 0.1 or more and below 1.</param>
    /// <param name="random">Whether the share is drawn from 0.1 to this one.</param>
    public ShareCrop(double share, bool random) => (this.share, this.random) = (AugmentorArguments.Share(share), random);

    /// <summary>Draws a rectangle.</summary>
    public (long Left, long Top, long Height, long Width) Draw(Scene scene, TransformRandom stream, bool centre)
    {
        var part = random ? Math.Round(stream.Uniform(0.1, share), 2) : share;
        var (height, width) = (Math.Max(1, (long)Math.Floor(scene.Height * part)), Math.Max(1, (long)Math.Floor(scene.Width * part)));
        return centre
            ? (Middle(scene.Width, width), Middle(scene.Height, height), height, width)
            : (stream.NextInt((int)(scene.Width - width) + 1), stream.NextInt((int)(scene.Height - height) + 1), height, width);
    }

    /// <summary>Where a length begins that lies in the middle of another, rounded to even as PIL rounds places.</summary>
    public static long Middle(long length, long part) => (long)Math.Round((length / 2.0) - (part / 2.0));
}
