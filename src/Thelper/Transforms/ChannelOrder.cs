namespace Thelper.Transforms;

/// <summary>In which order an image's colours come.</summary>
public enum ChannelOrder
{
    /// <summary>It cannot be told, or chance decides.</summary>
    Unknown = 0,

    /// <summary>Red, green, blue: as PIL, torchvision and their pretrained networks have it.</summary>
    Rgb,

    /// <summary>Blue, green, red: as OpenCV reads files.</summary>
    Bgr,

    /// <summary>No colours: one channel, or the same one several times.</summary>
    Grey,
}
