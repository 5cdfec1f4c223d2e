using Thelper.Config;
using Thelper.Infer.Tiling;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Runs a network on a batch, on one view or on several, whose answers it puts together.</summary>
/// <param name="evaluate">Runs the network on a batch.</param>
/// <param name="network">The network.</param>
/// <param name="device">Where it is.</param>
/// <param name="views">The views.</param>
/// <param name="restores">Whether the picture of an auto-encoder is wanted too.</param>
/// <param name="isFast">Whether libtorch may make a program of the network where that is faster.</param>
internal sealed class Forward(Func<Sample, BatchOutcome> evaluate, Nn.Module network, Device device, IReadOnlyList<View> views, bool restores, bool isFast = false) : IDisposable
{
    private readonly Tasks.Task task = network.Task;
    private readonly FastForward? fast = isFast && network.Task is not Detection
        ? new(network.Printed, batch => Evaluated(evaluate, network.Task.InputKey, batch).Prediction!)
        : null;

    /// <summary>Runs it. The answer's tensors belong to the current dispose scope.</summary>
    /// <param name="batch">batch x channels x height x width.</param>
    /// <param name="merges">Whether the answer is to be averaged with others: scores of pixels are then shares of a softmax.</param>
    /// <exception cref="UserErrorException">The network cannot take this, or the views do not suit it.</exception>
    public Answer Run(Tensor batch, bool merges = false)
    {
        if (views.Count == 1 && ReferenceEquals(views, Views.Straight))
        {
            var answer = Once(batch, merges);
            return restores ? answer with { Painted = Painted(batch) } : answer;
        }

        if (batch.dim() != 4)
        {
            throw new UserErrorException($"--tta: views are of channels x height x width, and the transforms make ({string.Join(", ", batch.shape[1..])}) of a picture");
        }

        var (height, width) = (batch.shape[2], batch.shape[3]);
        var pairs = (task as Detection)?.Keypoints.Mirrored ?? [];
        Tensor? sum = null;
        var boxes = new List<IReadOnlyList<IReadOnlyList<ScoredBox>>>();
        foreach (var view in views)
        {
            using var scope = NewDisposeScope();
            var answer = Once(view.Of(batch), merges: true);
            if (answer.Boxes is { } found)
            {
                boxes.Add([.. found.Select(list => list.Select(box => view.Back(box, height, width, pairs)).ToList())]);
                continue;
            }

            var back = Back(answer.Values!, view, height, width);
            var next = (sum is null ? back.clone() : sum + back).MoveToOuterDisposeScope();
            sum?.Dispose();
            sum = next;
        }

        var painted = restores ? Painted(batch) : null;
        return sum is null
            ? new(null, false, [.. Enumerable.Range(0, (int)batch.shape[0]).Select(i => BoxFusion.Fuse([.. boxes.Select(view => view[i])]))])
            : new(sum / views.Count, true, null, painted);
    }

    private Tensor Back(Tensor values, View view, long height, long width) => task switch
    {
        Classification => values,
        Segmentation => view.Back(values, height, width),
        _ when values.dim() != 4 => throw new UnfitModelException("--tta: what a picture's numbers become when it is mirrored or scaled nobody says; views are for classes, pixels, boxes and images"),
        _ when view.Scale != 1 => throw new UnfitModelException("--tta: a restored image has the scale of its picture; only flips are for images"),
        _ => view.Back(values, values.shape[2], values.shape[3]),
    };

    /// <inheritdoc/>
    public void Dispose() => fast?.Dispose();

    private Answer Once(Tensor batch, bool merges)
    {
        if (fast is null)
        {
            var outcome = Evaluated(evaluate, task.InputKey, batch);
            return outcome.Boxes is { } boxes ? new(null, false, [.. boxes.Select(list => list.Select(Scored).ToList())]) : AnswerOf(BatchAnswers.Checked(outcome.Prediction!, batch), merges);
        }

        return AnswerOf(BatchAnswers.Checked(fast.Run(batch), batch), merges);
    }

    // The user's own class was good enough for training: now it is the picture that it does not take.
    private static BatchOutcome Evaluated(Func<Sample, BatchOutcome> evaluate, string key, Tensor batch)
    {
        try
        {
            return evaluate(new Sample { [key] = batch });
        }
        catch (InvalidOperationException error) when (error.InnerException is ArgumentException or TorchException { IsOutOfMemory: false } && UserCode.PlaceOf(error.InnerException) is not null)
        {
            throw new UserErrorException($"{UserCode.PlaceOf(error.InnerException!)}: {error.Message}", error);
        }
    }

    private Answer AnswerOf(Tensor values, bool merges)
    {
        var isSoftmax = merges && task is Segmentation or Classification { MultiLabel: false };
        return isSoftmax ? new(values.to(ScalarType.Float32).softmax(1), true, null) : new(values, false, null);
    }

    // An auto-encoder's own main answer has no picture.
    private Tensor? Painted(Tensor batch) => task is not Regression && network is INamedOutputs named && named.Outputs(batch.to(device).to(ScalarType.Float32)).TryGetValue(AutoEncoderResNet.Reconstruction, out var painted)
        ? painted.cpu()
        : null;

    private static ScoredBox Scored(BoundingBox box) => new((long)box.ClassId, (double)box.Confidence!, box.Left, box.Top, box.Right, box.Bottom) { Shape = box.Shape };
}
