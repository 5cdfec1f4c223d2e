using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Trains and evaluates torchvision's detectors, whose losses come from the model itself: of boxes, and of masks and key points where the model finds them.</summary>
/// <remarks>Images of a batch may differ in size, and may show no object: the detector learns from them what is none. Copies and tiles of a sample are images of their own, with the boxes that are theirs; in
/// evaluations, too, where their image ids get the number of the copy. The loss of a step is the sum of the detector's. While training there are no detections: consumers get an empty list for each image.</remarks>
[TypeName("thelper.train.detect.ObjDetectTrainer", "thelper.train.ObjDetectTrainer")]
public sealed class ObjDetectTrainer : Trainer
{
    private const string NumberKey = "idx";
    private const string ImageIdKey = "image_id";
    private readonly Detection task;
    private readonly Detector detector;
    private bool validLoss;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <param name="validLoss">
    /// Whether evaluations have a loss. A detector computes its losses while training alone, so each batch goes through it a second time.
    /// </param>
    /// <exception cref="UserErrorException">The task is no detection, the model no detector, there is a loss, or training lacks an optimizer.</exception>
    public ObjDetectTrainer(TrainerContext context, bool validLoss = true)
        : base(context)
    {
        this.validLoss = validLoss;
        task = context.Task as Detection
            ?? throw new UserErrorException($"{context.Places.Of("trainer.type", "trainer")}: ObjDetectTrainer needs a detection task, not {context.Task.GetType().Name}.");
        detector = (context.Model as ExternalDetectModule)?.Model ?? throw new UserErrorException(
            $"model.type: ObjDetectTrainer trains torchvision's detectors, such as torchvision.models.detection.fasterrcnn_resnet50_fpn, not '{context.Model.TypeName}'.");
        if (context.Loss is not null)
        {
            throw new UserErrorException($"{context.Places.Of("trainer.optimization.loss")}: remove it; a detector computes its losses itself.");
        }

        RequireForTraining("optimizer", context.Optimizer, "\"optimizer\": {\"type\": \"torch.optim.SGD\", \"params\": {\"lr\": 0.005, \"momentum\": 0.9}}");
    }

    /// <inheritdoc/>
    protected internal override BatchOutcome TrainStep(Sample batch)
    {
        (batch, _) = DetectionCopies.Apart(batch, task);
        var images = Images(batch);
        var truth = Truth(batch, images.Length) ?? throw new UserErrorException($"{At("datasets")}: the samples have no boxes under '{task.BBoxesKey}', so nothing can be trained on them.");
        Context.Optimizer!.zero_grad();
        var losses = detector.call(images, [.. truth.Select((boxes, i) => TargetOf(boxes, images[i]))]).Losses;
        var loss = losses.Values.Aggregate((sum, next) => sum + next);
        return new(images.Length, batch[task.InputKey], null, truth, Learn(loss), [.. images.Select(_ => Array.Empty<BoundingBox>())]);
    }

    /// <inheritdoc/>
    protected internal override BatchOutcome EvalStep(Sample batch)
    {
        (batch, var samples) = DetectionCopies.Apart(batch, task);
        var images = Images(batch);
        var truth = Truth(batch, images.Length);
        var found = detector.call(images, null).Detections;
        var boxes = found.Select((detections, i) => BoxesOf(detections, truth is { } t && t[i].Count > 0 ? t[i][0].ImageId : DetectionCopies.IdOf(IdOf(batch, i), i, samples)));
        var loss = validLoss && Context.Train is not null && truth is not null ? EvaluationLoss(images, truth) : null;
        return new(images.Length, batch[task.InputKey], null, truth, null, [.. boxes], EvaluationLoss: loss);
    }

    // The sum of the detector's losses. What normalises goes by its running statistics and nothing drops out, as in any evaluation; the boxes that the losses
    // are sampled over are drawn from generators (the device has its own) whose states are put back.
    private double? EvaluationLoss(Tensor[] images, List<IReadOnlyList<BoundingBox>> truth)
    {
        using var scope = NewDisposeScope();
        using var generators = random.fork_rng();
        try
        {
            detector.train(true);
            foreach (var layer in detector.modules().Where(layer => layer is BatchNorm or DropoutBase))
            {
                layer.train(false);
            }

            return detector.call(images, [.. truth.Select((boxes, i) => TargetOf(boxes, images[i]))]).Losses.Values.Sum(loss => loss.ToDouble());
        }
        catch (UserErrorException error)
        {
            validLoss = false;
            Context.Log.Warn($"there is no loss of evaluations: {error.Message}");
            return null;
        }
        finally
        {
            detector.train(false);
        }
    }

    // Each image by itself, as the detector takes them: a batch of equal ones, or a list where they differ in size.
    private Tensor[] Images(Sample batch)
    {
        Tensor[] images;
        if (batch[task.InputKey] is IReadOnlyList<object?> { Count: > 0 } list && list.All(entry => entry is Tensor { ndim: 3 }))
        {
            images = [.. list.Select(image => Tensors.Input(image, Context))];
        }
        else
        {
            var input = Tensors.Input(batch[task.InputKey], Context);
            images = input.dim() == 4
                ? input.unbind()
                : throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.InputKey}' has the shape {Tensors.Shape(input.shape)}; a detector takes (images, channels, height, width).");
        }

        return task.InputShape is { } shape && Array.Find(images, image => !image.shape.SequenceEqual(shape)) is { } other
            ? throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.InputKey}' holds images of the shape {Tensors.Shape(other.shape)}, but the task's input_shape is {Tensors.Shape(shape)}.")
            : images;
    }

    private List<IReadOnlyList<BoundingBox>>? Truth(Sample batch, int count)
    {
        if (!batch.TryGetValue(task.BBoxesKey, out var value) || value is null)
        {
            return null;
        }

        if (value is not IReadOnlyList<object?> lists || lists.Count != count || !lists.All(IsBoxes))
        {
            throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.BBoxesKey}' must be a list of bounding boxes for each of its {count} images.");
        }

        var truth = lists.Select(list => (IReadOnlyList<BoundingBox>)[.. ((IReadOnlyList<object?>)list!).Cast<BoundingBox>()]).ToList();
        for (var i = 0; i < count; i++)
        {
            if (truth[i].Select(box => box.ImageId).Where(id => id is not null).Distinct().Count() > 1)
            {
                throw new UserErrorException($"The boxes of image {NameOf(batch, i)} under '{task.BBoxesKey}' belong to different images: their image_id differs.");
            }
        }

        return truth;
    }

    private static bool IsBoxes(object? value) => value is IReadOnlyList<object?> list && list.All(entry => entry is BoundingBox);

    private DetectionTarget TargetOf(IReadOnlyList<BoundingBox> boxes, Tensor image)
    {
        var corners = boxes.SelectMany(CornersOf).ToArray();
        var labels = boxes.Select(box => (long)task.IndexOf(box)).ToArray();
        if (Array.IndexOf(labels, 0) >= 0)
        {
            throw new UserErrorException(
                $"A box under '{task.BBoxesKey}' has the class 0, '{task.ClassNames[0]}', which detectors take for the background: name the classes with '{Detection.BackgroundName}' first (for YOLODataset set \"background\": true).");
        }

        return new(
            tensor(corners, [boxes.Count, 4]).to(Context.Device),
            tensor(labels).to(Context.Device),
            detector.HasMasks ? DetectionShapes.Masks(boxes, image, task).to(Context.Device) : null,
            detector.KeypointCount > 0 ? DetectionShapes.KeyPoints(boxes, detector.KeypointCount, task).to(Context.Device) : null);
    }

    // As the original, by the corners as they are, but for a box with margin of a single column or row: it has an extent, which equal corners have not.
    private static float[] CornersOf(BoundingBox box)
    {
        var (right, bottom) = (box.IncludeMargin && box.Right == box.Left ? box.Right + 1 : box.Right, box.IncludeMargin && box.Bottom == box.Top ? box.Bottom + 1 : box.Bottom);
        return [(float)box.Left, (float)box.Top, (float)right, (float)bottom];
    }

    private BoundingBox[] BoxesOf(Detections found, object? imageId)
    {
        using var scope = NewDisposeScope();
        var corners = found.Boxes.cpu().contiguous().DataSpan<float>();
        var labels = found.Labels.cpu().contiguous().DataSpan<long>();
        var scores = found.Scores.cpu().contiguous().DataSpan<float>();
        var shapes = DetectionShapes.Read(found);
        var boxes = new BoundingBox[scores.Length];
        for (var i = 0; i < boxes.Length; i++)
        {
            var at = corners.Slice(4 * i, 4);
            boxes[i] = BoundingBox.Predicted(labels[i], [at[0], at[1], at[2], at[3]], scores[i], imageId, task).WithShape(shapes?[i]);
        }

        return boxes;
    }

    private static object? IdOf(Sample batch, int image) => batch.GetValueOrDefault(ImageIdKey) switch
    {
        Tensor ids when ids.numel() > image => ids[image].ToInt64(),
        IReadOnlyList<object?> ids when ids.Count > image && ids[image] is { } id => id,
        _ => NumberOf(batch, image),
    };

    private static long? NumberOf(Sample batch, int image) =>
        batch.TryGetValue(NumberKey, out var value) && value is Tensor numbers && numbers.numel() > image ? numbers[image].ToInt64() : null;

    private static string NameOf(Sample batch, int image) => NumberOf(batch, image) is { } number ? PythonRepr.Of(number) : FormattableString.Invariant($"{image} of the batch");
}
