using Thelper.Config;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>A model as its exports see it: from one tensor to tensors.</summary>
/// <param name="Module">What holds the parameters.</param>
/// <param name="Answer">The computation. Its results are the caller's.</param>
/// <param name="OutputNames">Names of the results; null for a single one, <c>output</c>.</param>
/// <param name="Axes">Which sizes of the input may vary at most.</param>
internal sealed record ExportedNetwork(nn.Module Module, Func<Tensor, IReadOnlyList<Tensor>> Answer, IReadOnlyList<string>? OutputNames, VaryingAxes Axes)
{
    /// <summary>Side of a detector's masks before they are stretched over their boxes; 0 without masks.</summary>
    public int MaskSide { get; init; }

    /// <summary>How its objects are put beside those of a file; null where its results are no objects.</summary>
    public DetectedObjects? Objects => OutputNames is null ? null : new(OutputNames, MaskSide);

    /// <summary>What it answers.</summary>
    /// <param name="input">An input.</param>
    /// <exception cref="UserErrorException">The model does not take it.</exception>
    public IReadOnlyList<Tensor> Ask(Tensor input) => Ask("the model", Answer, input);

    /// <summary>What a model in any form answers.</summary>
    /// <param name="who">What messages call it.</param>
    /// <param name="answer">Its computation.</param>
    /// <param name="input">An input.</param>
    /// <exception cref="UserErrorException">The model does not take it.</exception>
    public static IReadOnlyList<Tensor> Ask(string who, Func<Tensor, IReadOnlyList<Tensor>> answer, Tensor input)
    {
        try
        {
            return answer(input);
        }
        catch (Exception e) when (Refusal(e) is { } reason)
        {
            throw new UserErrorException($"{who} does not take an input of shape [{string.Join(", ", input.shape)}]: {reason}", e);
        }
    }

    /// <summary>What a model said against its input: layers look at their axes, and a user's model throws what it likes.</summary>
    /// <param name="e">What was thrown.</param>
    /// <returns>One line, with the place in the user's code where there is one; null for what is no such thing.</returns>
    public static string? Refusal(Exception e)
    {
        if (e is UserErrorException or SessionInterruptedException or OutOfMemoryException or OperationCanceledException or TorchException { IsOutOfMemory: true })
        {
            return null;
        }

        var place = UserCode.PlaceOf(e);
        return e is TorchException or ArgumentException or IndexOutOfRangeException || place is not null
            ? $"{(place is null ? "" : $"{place}: ")}{(e is TorchException torch ? torch.Reason : e.Message).Split('\n')[0]}"
            : null;
    }

    /// <summary>What it answers when it computes in 64 bits; its weights are those of 32 again afterwards, to the bit.</summary>
    /// <param name="input">An input of 32 bits.</param>
    /// <returns>The answers; null if it cannot.</returns>
    public IReadOnlyList<Tensor>? AnswerIn64Bits(Tensor input)
    {
        Module.@double();
        try
        {
            return Answer(input.to(ScalarType.Float64));
        }
        catch (Exception e) when (e is TorchException or ArgumentException)
        {
            // A class of the user's may know numbers of 32 bits alone.
            return null;
        }
        finally
        {
            Module.@float();
        }
    }

    /// <summary>That of a model.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <exception cref="UserErrorException">It is the program of a detector.</exception>
    public static ExportedNetwork Of(Module model) => model switch
    {
        ExternalDetectModule detector => new(detector.Model, input => [.. Detect(detector, input)], NamesOf(detector.Model), VaryingAxes.None) { MaskSide = detector.Model.MaskSide },

        // The side of its masks, and how its objects hang on rounding, only the detector itself knows.
        IExportedModel when model.Task is Detection => throw new UserErrorException($"{model.TypeName}: is the program of an exported detector, which is not exported again: export the detector from its session or its checkpoint"),
        _ => new(model.Printed, input => [model.call(input)], null, VaryingAxes.BatchAndSpace),
    };

    // By torchvision's names: (N, 4) left, top, right, bottom; (N) labels, int64; (N) scores; (N, 1, height, width) masks; (N, K, 3) x, y, 1 of key points, and (N, K) their scores. N may be 0.
    private static string[] NamesOf(Detector detector) =>
        ["boxes", "labels", "scores", .. detector.HasMasks ? (string[])["masks"] : [], .. detector.KeypointCount > 0 ? (string[])["keypoints", "keypoints_scores"] : []];

    // One picture: how many objects there are is a size that no batch shares. Its height and width are in the anchors.
    private static IEnumerable<Tensor> Detect(ExternalDetectModule detector, Tensor input)
    {
        var found = detector.Model.call([input.select(0, 0)], null).Detections[0];
        return new[] { found.Boxes, found.Labels, found.Scores, found.Masks, found.Keypoints, found.KeypointScores }.OfType<Tensor>();
    }
}
