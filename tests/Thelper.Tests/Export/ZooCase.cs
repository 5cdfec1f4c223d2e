using Thelper.Config;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Tests.Nn;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>A model of the configuration's names as small as it can be made, with weights that keep the size of what goes through it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="Task">What it is for.</param>
/// <param name="Shape">Shape of its input.</param>
internal sealed record ZooCase(string Name, string Params, Thelper.Tasks.Task Task, long[] Shape)
{
    private const string SmallRcnn = """ "min_size": 64, "max_size": 96, "box_score_thresh": 0.22, "box_detections_per_img": 12, "rpn_post_nms_top_n_test": 40 """;
    private const string SmallDense = """ "min_size": 64, "max_size": 96, "topk_candidates": 60, "detections_per_img": 20 """;
    private static readonly Segmentation Pixels = new(Enumerable.Range(0, 5).Select(i => $"c{i}").ToList(), "image", "map");

    // By the beginnings of names, the most special first.
    private static readonly (string Prefix, string Params, Thelper.Tasks.Task Task, long[] Shape)[] Kinds =
    [
        ("torchvision.models.detection.mask_rcnn.", $$"""{"weights_backbone": null, {{SmallRcnn}}}""", Objects(masks: true), [1, 3, 60, 80]),
        ("torchvision.models.detection.keypoint_rcnn.", $$"""{"weights_backbone": null, "num_keypoints": 5, {{SmallRcnn}}}""", Objects(keypoints: ["a", "b", "c", "d", "e"]), [1, 3, 60, 80]),
        ("torchvision.models.detection.faster_rcnn.fasterrcnn_mobilenet", $$"""{"weights_backbone": null, {{SmallRcnn.Replace("0.22", "0.1", StringComparison.Ordinal)}}}""", Objects(), [1, 3, 60, 80]),
        ("torchvision.models.detection.faster_rcnn.", $$"""{"weights_backbone": null, {{SmallRcnn}}}""", Objects(), [1, 3, 60, 80]),
        ("torchvision.models.detection.ssd", """{"weights_backbone": null, "topk_candidates": 20, "detections_per_img": 12}""", Objects(), [1, 3, 60, 80]),
        ("torchvision.models.detection.", $$"""{"weights_backbone": null, {{SmallDense}}}""", Objects(), [1, 3, 60, 80]),
        ("torchvision.models.segmentation.", "{}", Pixels, [1, 3, 64, 64]),
        ("torchvision.models.inception.", """{"init_weights": false}""", NnTasks.Classes(5), [1, 3, 75, 75]),
        ("torchvision.models.googlenet.", """{"init_weights": false}""", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("torchvision.models.vision_transformer.vit_h_14", """{"image_size": 56}""", NnTasks.Classes(5), [1, 3, 56, 56]),
        ("torchvision.models.vision_transformer.", """{"image_size": 64}""", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("torchvision.models.maxvit.", "{}", NnTasks.Classes(5), [1, 3, 224, 224]),
        ("torchvision.models.", "{}", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("thelper.nn.resnet.FCResNet", """{"layers": [1, 1, 1, 1]}""", Pixels, [1, 3, 64, 64]),
        ("thelper.nn.resnet.AutoEncoderSkipResNet", """{"layers": [1, 1, 1, 1], "flexible_input_res": true}""", Pixels, [1, 3, 64, 64]),
        ("thelper.nn.resnet.", """{"layers": [1, 1, 1, 1], "flexible_input_res": true}""", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("thelper.nn.mobilenet.", """{"input_size": 64}""", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("thelper.nn.lenet.", """{"input_shape": [3, 32, 32]}""", NnTasks.Classes(5), [1, 3, 32, 32]),
        ("thelper.nn.inceptionresnetv2.", "{}", NnTasks.Classes(5), [1, 3, 96, 96]),
        ("thelper.nn.efficientnet.FCEfficientNet", """{"num": 0}""", Pixels, [1, 3, 64, 64]),
        ("thelper.nn.efficientnet.", """{"num": 0}""", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("thelper.nn.unet.", """{"mid_channels": 32, "in_channels": 3}""", Pixels, [1, 3, 32, 32]),
        ("thelper.nn.fcn.", """{"init_vgg16": false}""", Pixels, [1, 3, 32, 32]),
        ("thelper.nn.segmentation.", "{}", Pixels, [1, 3, 64, 64]),
        ("thelper.nn.sr.vdsr.", """{"num_residuals": 2}""", new SuperResolution("image", "target"), [1, 1, 24, 24]),
        ("thelper.nn.sr.", "{}", new SuperResolution("image", "target"), [1, 1, 24, 24]),
        ("thelper.nn.LayeredNet", """
            {"input_shape": [3, 16, 16], "layers": [{"type": "Conv2d", "params": {"out_channels": 8, "kernel_size": 3}}, {"type": "BatchNorm2d"}, {"type": "ReLU"},
              {"type": "AdaptiveAvgPool2d", "params": {"output_size": 1}}, {"type": "Flatten"}, {"type": "Linear"}]}
            """, NnTasks.Classes(5), [1, 3, 16, 16]),
        ("thelper.nn.srm.", """{"base_model": {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true, "input_channels": 6}}}""", NnTasks.Classes(5), [1, 3, 64, 64]),
        ("thelper.nn.densenet.", "{}", NnTasks.Classes(5), [1, 3, 64, 64]),
    ];

    /// <summary>The names that a configuration may give a model.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. new TypeRegistry().Names(typeof(nn.Module)).Where(name => Kinds.Any(kind => name.StartsWith(kind.Prefix, StringComparison.Ordinal))).Order(StringComparer.Ordinal),
    ];

    /// <summary>The case of a name.</summary>
    public static ZooCase Of(string name)
    {
        var (_, parameters, task, shape) = Kinds.First(kind => name.StartsWith(kind.Prefix, StringComparison.Ordinal));
        return new(name, parameters, task, shape);
    }

    /// <summary>Makes the model, in evaluation mode.</summary>
    public Module Create()
    {
        manual_seed(5);
        var model = ModelFactory.Create(ConfigLoader.Parse($$"""{"type": "{{Name}}", "params": {{Params}}}""", "zoo.json"), Task, new());
        model.eval();
        using var none = no_grad();
        foreach (var (name, tensor) in model.state_dict())
        {
            if (!tensor.is_floating_point() || name.Contains("relative_coords", StringComparison.Ordinal))
            {
                continue;
            }

            using var scope = NewDisposeScope();
            var isScale = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("logit_scale", StringComparison.Ordinal) || (tensor.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal));
            tensor.uniform_(-1, 1);
            if (isScale)
            {
                tensor.mul_(0.25).add_(1);
            }
            else
            {
                tensor.mul_(tensor.dim() > 1 && tensor.shape.Min() > 1 ? Math.Sqrt(3.0 * tensor.shape[0] / tensor.numel()) : 0.1);
            }
        }

        return model;
    }

    private static Detection Objects(bool masks = false, string[]? keypoints = null) => new(new[] { "background", "a", "b", "c", "d" }, "image", "boxes", background: 0, masks: masks, keypoints: keypoints);
}
