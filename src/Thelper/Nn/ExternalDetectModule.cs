using Microsoft.Extensions.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>An external detector whose last layers are reconnected to the number of classes of its task, the background counted, and to its key points.</summary>
/// <remarks>Names of parameters are those of the detector, without a prefix, so its published weights load as they are.</remarks>
public sealed class ExternalDetectModule : Module
{
    /// <summary>Numbers per detection in the tensor form: left, top, right, bottom, label, score.</summary>
    public const int Columns = 6;

    private readonly ModelLog log;

    /// <summary>Wraps a detector and reconnects its head.</summary>
    /// <param name="model">The detector; owned from now on.</param>
    /// <param name="task">A detection task.</param>
    /// <param name="typeName">The name under which a configuration finds the detector's class or function.</param>
    /// <param name="config">The arguments it was made with.</param>
    /// <param name="logger">Receives what was reconnected.</param>
    /// <exception cref="UserErrorException">The task is another one.</exception>
    public ExternalDetectModule(Detector model, Tasks.Task task, string typeName, IReadOnlyDictionary<string, object?> config, ILogger? logger = null)
        : base(task)
    {
        ArgumentNullException.ThrowIfNull(config);
        log = new ModelLog(logger);
        Model = model;
        register_module("model", model);
        TypeName = typeName;
        SetConfig(config.Select(c => (c.Key, c.Value)));
        SetTask(task);
    }

    /// <summary>The wrapped detector.</summary>
    public Detector Model { get; }

    /// <inheritdoc/>
    public override nn.Module Printed => Model;

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> state_dict(OrderedDictionary<string, Tensor>? destination = null, string prefix = "") =>
        Model.state_dict(destination, prefix);

    /// <summary>Stores the task; last layers are replaced if the number of classes, or of key points, differs.</summary>
    /// <param name="task">A detection task.</param>
    /// <exception cref="UserErrorException">
    /// The task is another one, its background is not class 0, as the detectors need it, or it has no masks or key points for a detector that finds them.
    /// </exception>
    public override void SetTask(Tasks.Task task)
    {
        if (task is not Detection detection)
        {
            throw new UserErrorException($"model '{TypeName}' detects objects; it cannot be used for {task}");
        }

        if (detection.Background is not (null or 0))
        {
            throw new UserErrorException(
                $"model '{TypeName}' takes class 0 for the background, but the task's background is {detection.Background}: name the classes with '{Detection.BackgroundName}' first");
        }

        if (Model.HasMasks && !detection.Masks)
        {
            throw new UserErrorException($"model '{TypeName}' finds masks, and the task's boxes have none: set \"masks\": true where the boxes come from (COCODataset, or the task), or choose a model without, such as fasterrcnn_resnet50_fpn");
        }

        if (Model.KeypointCount > 0 && detection.Keypoints.Names.Count == 0)
        {
            throw new UserErrorException($"model '{TypeName}' finds key points, and the task's boxes have none: set \"keypoints\": true in COCODataset (their names in the task), or choose a model without, such as fasterrcnn_resnet50_fpn");
        }

        Task = task;
        var classes = detection.ClassNames.Count;
        if (Model.ClassCount != classes)
        {
            log.Information($"reconnecting the {(Model is GeneralizedRCNN ? "box predictor" : "classification head")} for {classes} outputs");
            Model.ReplaceClasses(classes);
        }

        if (Model is KeypointRCNN pointed && pointed.KeypointCount != detection.Keypoints.Names.Count)
        {
            log.Information($"reconnecting the keypoint predictor for {detection.Keypoints.Names.Count} outputs");
            pointed.ReplaceKeypoints(detection.Keypoints.Names.Count);
        }
    }

    /// <inheritdoc/>
    public override void AdaptInput(int channels)
    {
        base.AdaptInput(channels);
        Model.AdaptImages(channels);
    }

    /// <summary>Detects objects in a batch; for evaluation only.</summary>
    /// <param name="input">(images, channels, height, width), floating-point numbers in [0, 1].</param>
    /// <returns>(images, most detections in an image, 6): left, top, right, bottom, label, score, best first; rows of an image that has fewer are zero.</returns>
    /// <exception cref="InvalidOperationException">The model is in training mode, where it answers with losses.</exception>
    public override Tensor forward(Tensor input)
    {
        if (training)
        {
            throw new InvalidOperationException("a detector in training mode answers with losses; call Model with images and targets, or switch to eval()");
        }

        using var scope = NewDisposeScope();
        var found = Model.call(input.unbind(), null).Detections;
        var most = found.Max(d => d.Scores.shape[0]);
        var table = zeros([found.Count, most, Columns], ScalarType.Float32, input.device);
        for (var i = 0; i < found.Count; i++)
        {
            var rows = cat([found[i].Boxes, found[i].Labels.unsqueeze(1).to(ScalarType.Float32), found[i].Scores.unsqueeze(1)], 1);
            table.select(0, i).narrow(0, 0, rows.shape[0]).copy_(rows);
        }

        return table.MoveToOuterDisposeScope();
    }
}
