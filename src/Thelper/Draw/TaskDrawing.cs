using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Draw;

/// <summary>Draws what a model was given, what it answered and what is true, in the way that suits the task.</summary>
public static class TaskDrawing
{
    /// <summary>Whether there is more to draw for a task than the inputs.</summary>
    /// <param name="task">The task.</param>
    public static bool Knows(Task task) => task is Classification or Segmentation or Detection or Regression;

    /// <summary>Draws one iteration.</summary>
    /// <param name="iteration">Its input must be images: a tensor of four dimensions, or a list of equal ones.</param>
    /// <param name="options">How to draw; null for the default.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    /// <exception cref="UserErrorException">The input is no batch of images, or predictions or targets do not belong to it.</exception>
    public static Tensor Create(IterationData iteration, DrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        options ??= new();
        options = options with { FlipBgr = options.FlipBgr ?? iteration.InputIsBgr };
        using var scope = NewDisposeScope();
        var count = iteration.Prediction?.shape[0] ?? iteration.PredictedBoxes?.Count;
        var images = InputImages.Read(iteration.Input, options, count);
        var target = iteration.Target as Tensor;
        var picture = iteration.Task switch
        {
            Classification task => ClassifDrawing.Create(task, images, target, iteration.Prediction, options),
            Segmentation task => SegmentDrawing.Create(task, images, target, iteration.Prediction, options),
            Detection task => DetectionDrawing.Create(task, images, iteration.TargetBoxes, iteration.PredictedBoxes, options),
            Regression task => RegressionDrawing.Create(task, images, target, iteration.Prediction, options),
            _ => ImageGrid.Create([.. images.Take(options.MaxImages ?? 36).Select(ImageGrid.ToPicture)], options: options.Grid),
        };
        return picture.MoveToOuterDisposeScope();
    }
}
