using Thelper.Nn;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>A model as its exports see it: from one tensor to tensors.</summary>
/// <param name="Module">What holds the parameters.</param>
/// <param name="Answer">The computation. Its results are the caller's.</param>
/// <param name="OutputNames">Names of the results; null for a single one, <c>output</c>.</param>
/// <param name="Axes">Which sizes of the input may vary at most.</param>
internal sealed record ExportedNetwork(nn.Module Module, Func<Tensor, IReadOnlyList<Tensor>> Answer, IReadOnlyList<string>? OutputNames, VaryingAxes Axes)
{
    /// <summary>What a detector answers: (N, 4) left, top, right, bottom; (N) labels, int64; (N) scores; N may be 0.</summary>
    public static readonly IReadOnlyList<string> Detections = ["boxes", "labels", "scores"];

    /// <summary>That of a model.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    public static ExportedNetwork Of(Module model) => model is ExternalDetectModule detector
        ? new(detector.Model, input => Detect(detector, input), Detections, VaryingAxes.None)
        : new(model.Printed, input => [model.call(input)], null, VaryingAxes.BatchAndSpace);

    // One picture: how many objects there are is a size that no batch shares. Its height and width are in the anchors.
    private static Tensor[] Detect(ExternalDetectModule detector, Tensor input)
    {
        var found = detector.Model.call([input.select(0, 0)], null).Detections[0];
        return [found.Boxes, found.Labels, found.Scores];
    }
}
