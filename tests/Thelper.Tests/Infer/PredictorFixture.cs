using Thelper.Config;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Infer;

/// <summary>Predictors of networks whose answers can be said beforehand.</summary>
internal static class PredictorFixture
{
    private const string Scaled = """[{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [10], "max": [250]}, "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";

    public static Classification Letters { get; } = new(new[] { "a", "b" }, "image", "label");

    public static Segmentation Pixels { get; } = new(new[] { "sky", "wood", "sea" }, "image", "map");

    public static Detection Objects { get; } = new(new[] { "background", "dot", "other" }, "image", "boxes", background: 0);

    private static Detection Shapes { get; } = new(new[] { "background", "dot", "other" }, "image", "boxes", background: 0, masks: true, keypoints: ["left tip", "right tip"]);

    public static SuperResolution Sharper { get; } = new("image", "sharp");

    public static Predictor Create(Module network, PredictorOptions? options = null, string transforms = Scaled, string datasets = "{}") => new(
        network, InputPipeline.Of(ConfigLoader.Parse($$$"""{"datasets": {{{datasets}}}, "loaders": {"base_transforms": {{{transforms}}} } }""", "test"), "image", new()), CPU, options ?? new());

    /// <summary>A picture of one grey.</summary>
    public static void Draw(string path, int grey = 0)
    {
        using var scope = NewDisposeScope();
        ImageCodec.Save(path, full([8, 8, 3], grey, ScalarType.Byte));
    }

    /// <summary>Draws pictures of these greys, <c>0.png</c> and so on, and predicts on them by batches of two.</summary>
    public static List<(string Path, Prediction? Prediction, UserErrorException? Error)> PredictGreys(Predictor predictor, TemporaryFolder folder, params int[] greys)
    {
        var paths = greys.Select((grey, i) => folder[$"{i}.png"]).ToList();
        foreach (var (path, grey) in paths.Zip(greys))
        {
            Draw(path, grey);
        }

        return [.. new PredictionStream(predictor, batchSize: 2, workers: 1).Run(paths)];
    }

    /// <summary>A network that answers as a test says; without a task it is a classifier of letters.</summary>
    public static Module Answering(Func<Tensor, Tensor> answer, Task? task = null) => new AnswerNet(task ?? Letters, answer);

    /// <summary>A network that looks at each pixel by itself: blue is sky, green is wood, red is sea.</summary>
    public static Module Local() => new PixelNet(Pixels);

    /// <summary>A network that gives its input back, a number of times as large.</summary>
    public static Module Echo(int times = 1) => new EchoNet(Sharper, times);

    /// <summary>A detector that reports each bright rectangle as a dot; the score is its brightness.</summary>
    public static Module Detector() => new ExternalDetectModule(new BrightDetector(shapes: false), Objects, "my.Net", new Dictionary<string, object?>());

    /// <summary>The same with the brightest pixels of each rectangle for a mask and its left and right tip for key points, surest where they are not at the image's edge.</summary>
    public static Module ShapeDetector() => new ExternalDetectModule(new BrightDetector(shapes: true), Shapes, "my.Net", new Dictionary<string, object?>());

    private sealed class AnswerNet(Task task, Func<Tensor, Tensor> answer) : Module(task)
    {
        public override Tensor forward(Tensor input) => answer(input);
    }

    private sealed class PixelNet(Task task) : Module(task)
    {
        private static readonly float[] Weights = [1.2f, -0.7f, -0.4f, -0.6f, 1.1f, -0.5f, -0.5f, -0.6f, 1.3f];

        public override Tensor forward(Tensor input) => nn.functional.conv2d(input, tensor(Weights, [3, 3, 1, 1]), tensor(new[] { 0.05f, -0.1f, 0.02f })) * 3;
    }

    private sealed class EchoNet(Task task, int times) : Module(task)
    {
        public override Tensor forward(Tensor input) => times == 1 ? input * 1 : nn.functional.interpolate(input, scale_factor: [times, times]);
    }

    private sealed class BrightDetector(bool shapes) : Nn.TinyDetector(3)
    {
        public override DetectorOutput forward(IReadOnlyList<Tensor> input1, IReadOnlyList<DetectionTarget>? input2) => new([], [.. input1.Select(image => shapes ? WithShapes(Found(image), image) : Found(image))]);

        private static Detections WithShapes(Detections found, Tensor image)
        {
            var (height, width) = ((int)image.shape[1], (int)image.shape[2]);
            var corners = found.Boxes.DataSpan<float>().ToArray();
            var count = corners.Length / 4;
            var masks = zeros([count, 1, height, width]);
            var (points, scores) = (new List<float>(), new List<float>());
            for (var i = 0; i < count; i++)
            {
                var (left, top, right, bottom) = (corners[4 * i], corners[(4 * i) + 1], corners[(4 * i) + 2], corners[(4 * i) + 3]);
                var part = masks[i][0].narrow(0, (long)top, (long)(bottom - top)).narrow(1, (long)left, (long)(right - left));
                part.copy_(image.select(0, 1).narrow(0, (long)top, (long)(bottom - top)).narrow(1, (long)left, (long)(right - left)).gt(0.5));
                points.AddRange([left, top, 1, right, top, 1]);
                scores.AddRange([left > 0 ? 1 : 0, right < width ? 1 : 0]);
            }

            return found with { Masks = masks, Keypoints = tensor(points.ToArray(), [count, 2, 3]), KeypointScores = tensor(scores.ToArray(), [count, 2]) };
        }

        private static Detections Found(Tensor image)
        {
            var (height, width) = ((int)image.shape[1], (int)image.shape[2]);
            var values = image.select(0, 1).contiguous().DataSpan<float>().ToArray();
            var (corners, labels, scores) = (new List<float>(), new List<long>(), new List<float>());
            for (var i = 0; i < values.Length; i++)
            {
                var (y, x) = Math.DivRem(i, width);
                if (values[i] <= 0.1f || (x > 0 && values[i - 1] > 0.1f) || (y > 0 && values[i - width] > 0.1f))
                {
                    continue;
                }

                var (right, bottom) = (x, y);
                for (; right < width && values[(y * width) + right] > 0.1f; right++)
                {
                }

                for (; bottom < height && values[(bottom * width) + x] > 0.1f; bottom++)
                {
                }

                corners.AddRange([x, y, right, bottom]);
                labels.Add(1);
                scores.Add(Math.Min(1, values[i]));
            }

            return new(tensor(corners.ToArray(), [labels.Count, 4]), tensor(labels.ToArray(), [labels.Count]), tensor(scores.ToArray(), [labels.Count]));
        }
    }
}
