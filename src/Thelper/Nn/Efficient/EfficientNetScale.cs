namespace Thelper.Nn.Efficient;

/// <summary>One of the eight sizes of EfficientNet (arXiv:1905.11946, section 4), as the widespread PyTorch port has them.</summary>
/// <param name="Width">Factor of the channels.</param>
/// <param name="Depth">Factor of the number of blocks.</param>
/// <param name="Side">Side of the images that it was made for, in pixels; the padding follows from it.</param>
/// <param name="Dropout">Share of features dropped before the last layer.</param>
/// <param name="File">Its ImageNet weights.</param>
internal sealed record EfficientNetScale(double Width, double Depth, int Side, double Dropout, string File)
{
    private const string Server = "https://github.com/lukemelas/EfficientNet-PyTorch/releases/download/1.0/";
    private const int Divisor = 8;

    private static readonly EfficientNetScale[] All =
    [
        new(1.0, 1.0, 224, 0.2, "efficientnet-b0-355c32eb.pth"),
        new(1.0, 1.1, 240, 0.2, "efficientnet-b1-f1951068.pth"),
        new(1.1, 1.2, 260, 0.3, "efficientnet-b2-8bb594d6.pth"),
        new(1.2, 1.4, 300, 0.3, "efficientnet-b3-5fb5a3c3.pth"),
        new(1.4, 1.8, 380, 0.4, "efficientnet-b4-6ed6700e.pth"),
        new(1.6, 2.2, 456, 0.4, "efficientnet-b5-b6417697.pth"),
        new(1.8, 2.6, 528, 0.5, "efficientnet-b6-c76e70fd.pth"),
        new(2.0, 3.1, 600, 0.5, "efficientnet-b7-dcc49843.pth"),
    ];

    /// <summary>Address of the weights.</summary>
    public Uri Weights => new(Server + File);

    /// <summary>The size with a number.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static EfficientNetScale Of(int num) => num >= 0 && num < All.Length
        ? All[num]
        : throw new UserErrorException($"num: there is no EfficientNet B{num} (0 to {All.Length - 1})");

    /// <summary>Channels of this size: a multiple of 8, at most a tenth below the exact number.</summary>
    /// <param name="channels">Channels of B0.</param>
    public int Channels(int channels)
    {
        var exact = channels * Width;
        var rounded = Math.Max(Divisor, (int)(exact + (Divisor / 2.0)) / Divisor * Divisor);
        return rounded < 0.9 * exact ? rounded + Divisor : rounded;
    }

    /// <summary>Blocks of this size.</summary>
    /// <param name="count">Blocks of B0.</param>
    public int Repeats(int count) => (int)Math.Ceiling(count * Depth);
}
