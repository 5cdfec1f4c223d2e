namespace Thelper.Tasks;

/// <summary>Where an image of a sample has its channels, as far as its shape tells.</summary>
internal static class ImageLayout
{
    // A last dimension up to this size holds channels. Satellites have more bands: a first dimension holds them where it is smaller, and the last one is as long as the one before, or longer than channels go.
    private const int FewChannels = 4;
    private const int ManyChannels = 32;

    /// <summary>Whether an image is rather C×H×W than H×W×C.</summary>
    /// <param name="shape">Its shape; one of two dimensions has no channels.</param>
    public static bool IsPlanar(long[] shape) => shape is [var first, var middle, var last]
        && last > FewChannels && (first <= FewChannels || (first < last && (middle == last || last > ManyChannels)));

    /// <summary>Whether the channels could be at the other end, too: few or many are at both.</summary>
    /// <param name="shape">Its shape.</param>
    public static bool IsOpen(long[] shape) => shape is [var first, _, var last] && (first <= FewChannels) == (last <= FewChannels);
}
