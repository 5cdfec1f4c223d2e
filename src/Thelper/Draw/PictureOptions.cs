namespace Thelper.Draw;

/// <summary>How an image becomes a picture.</summary>
public sealed record PictureOptions
{
    /// <summary>Whether the channels come before height and width; null to see it by the shape.</summary>
    public bool? ChannelsFirst { get; init; }

    /// <summary>Whether the channels of an image of three or four are blue, green, red.</summary>
    public bool IsBgr { get; init; }

    /// <summary>The channels that are shown as red, green and blue, whatever their order; null for the first three.</summary>
    public IReadOnlyList<int>? Channels { get; init; }

    /// <summary>Which values are black and white.</summary>
    public PictureRange Range { get; init; }
}
