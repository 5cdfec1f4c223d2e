using System.Globalization;
using System.Runtime.InteropServices;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Transforms;
using ToTensor = Thelper.Vision.Transforms.ToTensor;
using A = Thelper.Vision.Albumentations;
using T = Thelper.Vision.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Operations on images of 512 x 512 pixels, the counterpart of <c>bench/operations.py</c>.</summary>
internal static partial class OperationsBench
{
    private const int Size = 512;
    private const int Steps = 3;
    private static readonly double[] Matrix = [0.9, -0.2, 15, 0.25, 1.1, -7.5];

    /// <summary>Answers lines of a case and a number of calls with the milliseconds of a call, step by step.</summary>
    public static void Serve()
    {
        var cases = new Dictionary<string, (ITransform Operation, Tensor Image)>(StringComparer.Ordinal);
        set_num_threads(1);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            if (!cases.TryGetValue(words[0], out var work))
            {
                cases[words[0]] = work = Prepare(words[0].Split('-'));
            }

            var calls = int.Parse(words[1], CultureInfo.InvariantCulture);
            var times = new string[Steps];
            var value = 0L;
            for (var step = 0; step < Steps; step++)
            {
                var start = ThreadSeconds();
                for (var i = 0; i < calls; i++)
                {
                    using var scope = NewDisposeScope();
                    var shape = ((Tensor)work.Operation.Apply(work.Image, TransformRandom.For(0, step, i))!).shape;
                    value = shape.Length == 3 ? shape[^3] * shape[^2] : shape[0] * shape[1];
                }

                times[step] = ((ThreadSeconds() - start) * 1000 / calls).ToString("F6", CultureInfo.InvariantCulture);
            }

            Console.WriteLine($$"""{"times": [{{string.Join(", ", times)}}], "value": {{value}}, "handles": {{Diagnostics.LiveHandles}}, "memory": {{Environment.WorkingSet}}}""");
        }
    }

    // How long this thread was on a processor: what other programs do adds little.
    private static double ThreadSeconds()
    {
        const int ThreadClock = 3;
        return ClockGetTime(ThreadClock, out var time) == 0 ? time.Seconds + (time.Nanoseconds / 1e9) : throw new InvalidOperationException("no clock for threads");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    private static (ITransform Operation, Tensor Image) Prepare(string[] name)
    {
        var channels = int.Parse(name[^1], CultureInfo.InvariantCulture);
        var bytes = new byte[Size * Size * channels];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(((uint)i * 2654435761u) >> 24);
        }

        using var flat = tensor(bytes);
        using var image = flat.reshape(Size, Size, channels);
        return (Create(string.Join('-', name[..^2]), channels), image.to(name[^2] == "f32" ? ScalarType.Float32 : ScalarType.Byte, copy: true));
    }

    private static ITransform Create(string operation, int channels) => operation switch
    {
        "resize" => new Resize(Numbers(224L, 224L)),
        "resize-area" => new Resize(Numbers(224L, 224L), interp: "cv2.INTER_AREA"),
        "resize-cubic-up" => new Resize(Numbers(700L, 700L), interp: "cv2.INTER_CUBIC"),
        "affine" => new Affine(Matrix),
        "shift" => new RandomShift(Numbers(10.5, -3.25), Numbers(10.5, -3.25)),
        "pad" => new CenterCrop(600L, "cv2.BORDER_REFLECT_101"),
        "crop-resize" => new RandomResizedCrop(224L, Numbers(Numbers(400L, 400L), Numbers(400L, 400L))),
        "gray" => new ToGray(),
        "color" => new ToColor(),
        "reverse" => new ToNumpy(true),
        "select" => new SelectChannels(Numbers(2L, 0L)),
        "minmax" => new NormalizeMinMax(PerChannel(channels, 1.0, 2.0, 3.0), PerChannel(channels, 200.0, 220.0, 240.0)),
        "meanstd" => new NormalizeZeroMeanUnitVar(PerChannel(channels, 1.0, 2.0, 3.0), PerChannel(channels, 200.0, 220.0, 240.0)),
        "totensor" => new ToTensor(),
        "a-flip" => new A.HorizontalFlip(p: 1),
        "a-flip-vertical" => new A.VerticalFlip(p: 1),
        "a-transpose" => new A.Transpose(p: 1),
        "a-resize" => new A.Resize(224, 224),
        "a-rotate" => new A.Rotate(Numbers(30L, 30L), p: 1),
        "a-shift-scale-rotate" => new A.ShiftScaleRotate(scaleLimit: Numbers(-0.1, -0.1), rotateLimit: Numbers(30L, 30L), p: 1),
        "a-perspective" => new A.Perspective(Numbers(0.05, 0.05), p: 1),
        "a-pad" => new A.PadIfNeeded(600, 600),
        "a-blur" => new A.Blur(Numbers(7L, 7L), p: 1),
        "a-gaussian-blur" => new A.GaussianBlur(Numbers(7L, 7L), p: 1),
        "a-median-blur" => new A.MedianBlur(Numbers(5L, 5L), p: 1),
        "a-sharpen" => new A.Sharpen(p: 1),
        "a-brightness-contrast" => new A.RandomBrightnessContrast(p: 1),
        "a-hue-saturation" => new A.HueSaturationValue(p: 1),
        "a-clahe" => new A.CLAHE(Numbers(4.0, 4.0), p: 1),
        "a-equalize" => new A.Equalize(p: 1),
        "a-normalize" => new A.Normalize(PerChannel(channels, 0.485, 0.456, 0.406), PerChannel(channels, 0.229, 0.224, 0.225)),
        "tv-flip" => new T.RandomHorizontalFlip(1),
        "tv-resize" => new T.Resize(Numbers(224L, 224L)),
        "tv-resized-crop" => new T.RandomResizedCrop(224L),
        "tv-jitter" => new T.ColorJitter(0.4, 0.4, 0.4, 0.1),
        "pipeline" => new Compose([
            new T.RandomResizedCrop(224L), new T.RandomHorizontalFlip(), new T.ColorJitter(0.4, 0.4, 0.4, 0.1), new ToTensor(),
            new T.Normalize(Numbers(0.485, 0.456, 0.406), Numbers(0.229, 0.224, 0.225))]),
        _ => throw new UserErrorException($"there is no operation '{operation}'"),
    };

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private static List<object?> PerChannel(int channels, params object?[] values) => [.. values[..channels]];

    private static List<object?> Numbers(params object?[] values) => [.. values];
}
