namespace Thelper.Vision.Albumentations;

/// <summary>What an operation wants of an image beyond uint8 or float32 values.</summary>
[Flags]
public enum Needs
{
    /// <summary>Any number of channels.</summary>
    Nothing = 0,

    /// <summary>uint8.</summary>
    Bytes = 1,

    /// <summary>Three channels, red first.</summary>
    Color = 2,

    /// <summary>One channel, or three, red first.</summary>
    GrayOrColor = 4,

    /// <summary>Any element type.</summary>
    AnyType = 8,
}
