namespace Thelper.Onnx;

/// <summary>What a graph does to pictures before the network: it takes them as bytes then, N×H×W×3.</summary>
public sealed record OnnxPictures
{
    /// <summary>Height and width that pictures are brought to, bilinear as OpenCV does it, to a level of brightness; null where they come in the network's size.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Whether blue, green, red are made one grey channel, with OpenCV's weights.</summary>
    public bool IsGrey { get; init; }

    /// <summary>Whether a grey channel is repeated three times.</summary>
    public bool RepeatsGrey { get; init; }

    /// <summary>What is subtracted, one number for each channel of the network's input or one for all.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>What is divided by afterwards, likewise.</summary>
    public IReadOnlyList<double> Std { get; init; } = [1];
}
