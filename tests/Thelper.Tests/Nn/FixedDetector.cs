using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>A detector with given answers, that keeps what it was asked. Its losses are twice and three times the mean of <see cref="Weight"/>.</summary>
internal sealed class FixedDetector(int classes) : TinyDetector(classes)
{
    /// <summary>Left, top, right, bottom, label and score of the detections of each image.</summary>
    public float[][][] Found { get; set; } = [];

    public long[][] ImageShapes { get; private set; } = [];

    public IReadOnlyList<DetectionTarget>? Targets { get; private set; }

    public Tensor Weight => Heads.BoxPredictor.parameters().First();

    public override DetectorOutput forward(IReadOnlyList<Tensor> input1, IReadOnlyList<DetectionTarget>? input2)
    {
        (ImageShapes, Targets) = ([.. input1.Select(image => image.shape)], input2);
        return training
            ? new(new() { ["a"] = Weight.mean() * 2, ["b"] = Weight.mean() * 3 }, [])
            : new([], [.. Found.Select(rows => new Detections(
                tensor(rows.SelectMany(row => row[..4]).ToArray(), [rows.Length, 4]),
                tensor(rows.Select(row => (long)row[4]).ToArray(), [rows.Length]),
                tensor(rows.Select(row => row[5]).ToArray(), [rows.Length])))]);
    }
}
