using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>What a configuration says for a kind of task beside its data: operations, model, trainer.</summary>
internal sealed class StarterRecipe
{
    private const string Tensor = "torchvision.transforms.ToTensor";

    private StarterRecipe()
    {
    }

    /// <summary>The list of operations.</summary>
    public List<object?> Transforms { get; } = [];

    /// <summary>The section <c>model</c>.</summary>
    public Dictionary<string, object?> Model { get; private set; } = [];

    /// <summary>The section <c>trainer</c>.</summary>
    public Dictionary<string, object?> Trainer { get; } = [];

    /// <summary>Samples in a batch.</summary>
    public int BatchSize { get; private set; } = 32;

    /// <summary>What to say before keys, by their paths.</summary>
    public Dictionary<string, string> Comments { get; } = new(StringComparer.Ordinal);

    /// <summary>The recipe for a kind of task.</summary>
    /// <param name="concept">One of <see cref="Starter.Tasks"/>.</param>
    /// <param name="finding">The data.</param>
    /// <param name="facts">What their images have in common; null where they are not files.</param>
    public static StarterRecipe For(string concept, Finding finding, ImageFacts? facts)
    {
        var recipe = new StarterRecipe();
        switch (concept)
        {
            case "segmentation":
                recipe.Segmentation(finding, facts);
                break;
            case "detection":
                recipe.Detection(finding);
                break;
            case "super-resolution":
                recipe.SuperResolution();
                break;
            case "regression":
                recipe.Regression(finding, facts);
                break;
            case "auto-encoder":
                recipe.AutoEncoder(finding, facts);
                break;
            default:
                recipe.Classification(finding, facts);
                break;
        }

        return recipe;
    }

    private void Classification(Finding finding, ImageFacts? facts)
    {
        var side = SideOf(finding, facts);
        var fitting = side is 28 ? 28 : 32;
        var fits = facts is null ? finding.KnownSize == (fitting, fitting) : facts.HaveOneSize && facts.Median == (fitting, fitting);
        if (finding.IsPrepared ? fits : side is <= 64)
        {
            var channels = finding.IsPrepared ? finding.Channels : facts is { IsGrey: true } ? 1 : 3;
            Prepare(finding, facts, fits ? null : fitting, grey: channels == 1);
            Model = Dataset("thelper.nn.lenet.LeNet", ("input_shape", new List<object?> { (long)channels, (long)fitting, (long)fitting }));
            Comments["model"] = "A small network for small images; torchvision.models.resnet18 learns more from large ones.";
        }
        else
        {
            Prepare(finding, facts, finding.IsPrepared ? null : Rounded(side ?? 224, 32, 64, 224), grey: false);
            Model = Dataset("torchvision.models.resnet18", ("pretrained", false));
            Adapt(finding);
            Comments["model"] = "With 'pretrained: true' it starts from weights of ImageNet, which are downloaded.";
        }

        Train(10, "accuracy", "torch.nn.CrossEntropyLoss", Adam(0.001), ("accuracy", "thelper.optim.Accuracy"), ("confmat", "thelper.train.ConfusionMatrix"));
    }

    private void Segmentation(Finding finding, ImageFacts? facts)
    {
        BatchSize = 8;
        var isFine = finding.IsPrepared || facts is null || (facts.HaveOneSize && facts.Median.Width % 16 == 0 && facts.Median.Height % 16 == 0 && Math.Max(facts.Median.Width, facts.Median.Height) <= 512);
        var side = isFine ? (int?)null : Rounded((int)Math.Min(facts!.Median.Width, facts.Median.Height), 16, 64, 256);
        if (side is not null)
        {
            var resize = Operation("thelper.transforms.Resize", finding.InputKey, ("dsize", Pair(side.Value)));
            resize["target_key"] = new List<object?> { finding.InputKey, finding.TruthKey };
            Transforms.Add(resize);
            Comments["loaders.base_transforms[0].operation"] = "Label maps take whole pixels, whatever the images' interpolation, and so keep their values.";
        }

        Prepare(finding, facts, null, grey: false);
        Model = Dataset("thelper.nn.unet.UNet", ("mid_channels", 128L));
        Comments["model"] = "The sides of the images are multiples of 16.";
        Train(10, "iou", "torch.nn.CrossEntropyLoss", Adam(0.002), ("iou", "thelper.optim.IntersectionOverUnion"));
        Trainer["display_valid_preds"] = Dataset("thelper.draw.draw", ("flip_bgr", true));
    }

    private void Detection(Finding finding)
    {
        BatchSize = 2;
        Transforms.Add(Operation(Tensor, finding.InputKey));
        Model = Dataset("torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn", ("weights", null), ("weights_backbone", null));
        Comments["model"] = "It scales the images itself. It wants weights to start from: see docs/detection.md.";
        Train(20, "ap50", null, Dataset("torch.optim.SGD", ("lr", 0.005), ("momentum", 0.9), ("weight_decay", 0.0005)));
        Trainer["valid_metrics"] = new Dictionary<string, object?> { ["ap50"] = Dataset("thelper.optim.AveragePrecision", ("iou_threshold", 0.5)) };
    }

    private void SuperResolution()
    {
        BatchSize = 8;
        Transforms.Add(new Dictionary<string, object?> { ["operation"] = Tensor, ["target_key"] = new List<object?> { "lowres_image", "highres_image" } });
        Model = Dataset("thelper.nn.sr.vdsr.VDSR", ("num_residuals", 6L));
        Comments["model"] = "The paper has 18 hidden layers.";
        Train(20, "psnr", "torch.nn.MSELoss", Adam(0.0005));
        Trainer["metrics"] = new Dictionary<string, object?> { ["psnr"] = Dataset("thelper.optim.PSNR", ("data_range", 1.0)) };
    }

    private void Regression(Finding finding, ImageFacts? facts)
    {
        Prepare(finding, facts, finding.IsPrepared ? null : Rounded(SideOf(finding, facts) ?? 224, 32, 32, 224), grey: false);
        Model = Dataset("torchvision.models.resnet18", ("num_classes", (long)finding.Outputs));
        Adapt(finding);
        Train(10, "mae", "torch.nn.MSELoss", Adam(0.001), ("mae", "thelper.optim.MeanAbsoluteError"));
        Comments["model.params.num_classes"] = "Numbers to predict. Those far from 0 to 1 are learned sooner if they are scaled.";
    }

    private void AutoEncoder(Finding finding, ImageFacts? facts)
    {
        BatchSize = 16;
        var side = Rounded(SideOf(finding, facts) ?? 64, 32, 64, 96);
        Transforms.Add(Operation("thelper.transforms.Resize", finding.InputKey, ("dsize", Pair(side))));
        Transforms.Add(Operation("thelper.transforms.NormalizeMinMax", finding.InputKey, ("min", Three(127.0)), ("max", Three(255.0))));
        Transforms.Add(Operation(Tensor, finding.InputKey));
        Model = Dataset(
            "thelper.nn.resnet.AutoEncoderResNet", ("layers", new List<object?> { 1L, 1L, 1L, 1L }), ("conv1_config", new List<object?> { 3L, 2L, 1L }), ("flexible_input_res", true));
        Trainer["type"] = "thelper.train.ae.AutoEncoderTrainer";
        Train(20, "loss", null, Adam(0.002));
        Trainer["params"] = new Dictionary<string, object?>
        {
            ["reconstr_display_count"] = 8L,
            ["reconstr_display_mean"] = Three(0.0),
            ["reconstr_display_stddev"] = Three(0.5),
            ["reconstr_scale"] = 20.0,
            ["reconstr_edges"] = false,
            ["classif_loss"] = new Dictionary<string, object?> { ["type"] = "torch.nn.CrossEntropyLoss" },
        };
        Comments["loaders.base_transforms"] = "The network paints values from -1 to 1.";
        if (finding.Classes.Count > 1)
        {
            Trainer["metrics"] = new Dictionary<string, object?> { ["accuracy"] = new Dictionary<string, object?> { ["type"] = "thelper.optim.Accuracy" } };
        }
    }

    // What is prepared has its channels, whatever the network is made for.
    private void Adapt(Finding finding)
    {
        if (finding.IsPrepared && finding.Channels != 3)
        {
            Model["adapt_input"] = (long)finding.Channels;
        }
    }

    // To one size, then to a mean of 0 and a deviation of 1.
    private void Prepare(Finding finding, ImageFacts? facts, int? side, bool grey)
    {
        if (finding.IsPrepared)
        {
            return;
        }

        if (grey)
        {
            Transforms.Add(Operation("thelper.transforms.ToGray", finding.InputKey));
        }

        if (side is { } size)
        {
            Transforms.Add(Operation("thelper.transforms.Resize", finding.InputKey, ("dsize", Pair(size))));
        }

        if (facts is null)
        {
            Transforms.Add(Operation("thelper.transforms.NormalizeMinMax", finding.InputKey, ("min", Three(127.0)), ("max", Three(255.0))));
        }
        else
        {
            List<object?> Channels(List<object?> values) => facts.IsGrey && !grey ? [values[0], values[0], values[0]] : values;
            Comments[$"loaders.base_transforms[{Transforms.Count}].operation"] = FormattableString.Invariant($"Mean and deviation of {(grey ? "the grey values" : "each channel (blue, green, red)")} of {facts.Count} images.");
            Transforms.Add(Operation("thelper.transforms.NormalizeZeroMeanUnitVar", finding.InputKey, ("mean", Channels(facts.Mean)), ("std", Channels(facts.Deviation))));
        }

        Transforms.Add(Operation(Tensor, finding.InputKey));
    }

    private void Train(long epochs, string monitor, string? loss, Dictionary<string, object?> optimizer, params (string Name, string Type)[] metrics)
    {
        Trainer["epochs"] = epochs;
        Trainer["monitor"] = monitor;
        Comments["trainer.monitor"] = "What decides which epoch is the best, whose weights are kept in ckpt.best.pth.";
        var optimization = new Dictionary<string, object?>();
        if (loss is not null)
        {
            optimization["loss"] = new Dictionary<string, object?> { ["type"] = loss };
        }

        optimization["optimizer"] = optimizer;
        Trainer["optimization"] = optimization;
        if (metrics.Length > 0)
        {
            Trainer["metrics"] = metrics.ToDictionary(metric => metric.Name, metric => (object?)new Dictionary<string, object?> { ["type"] = metric.Type });
        }
    }

    private static int? SideOf(Finding finding, ImageFacts? facts) => facts is { Median: var (width, height) } ? (int)Math.Min(width, height) : finding.KnownSize is { } size ? Math.Min(size.Height, size.Width) : default(int?);

    private static int Rounded(int side, int unit, int least, int most) => Math.Clamp(side / unit * unit, least, most);

    private static Dictionary<string, object?> Adam(double rate) => Dataset("torch.optim.Adam", ("lr", rate));

    private static Dictionary<string, object?> Operation(string name, string key, params (string Name, object? Value)[] parameters)
    {
        var stage = new Dictionary<string, object?> { ["operation"] = name };
        if (parameters.Length > 0)
        {
            stage["params"] = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        }

        stage["target_key"] = key;
        return stage;
    }

    private static List<object?> Pair(int side) => [(long)side, (long)side];

    private static List<object?> Three(double value) => [value, value, value];
}
