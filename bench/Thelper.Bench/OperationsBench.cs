using System.Diagnostics;
using System.Globalization;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Transforms;
using ToTensor = Thelper.Vision.Transforms.ToTensor;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Operations on images of 512 x 512 pixels, the counterpart of <c>bench/operations.py</c>.</summary>
internal static class OperationsBench
{
    private const int Size = 512;
    private const int Steps = 3;
    private static readonly double[] Matrix = [0.9, -0.2, 15, 0.25, 1.1, -7.5];

    /// <summary>Answers lines of a case and a number of calls with the milliseconds of a call, step by step.</summary>
    public static void Serve()
    {
        var cases = new Dictionary<string, (Operation Operation, Tensor Image)>(StringComparer.Ordinal);
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
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < calls; i++)
                {
                    using var scope = NewDisposeScope();
                    var shape = ((Tensor)work.Operation.Apply(work.Image, TransformRandom.For(0, step, i))!).shape;
                    value = shape[0] * shape[1];
                }

                times[step] = (Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls).ToString("F6", CultureInfo.InvariantCulture);
            }

            Console.WriteLine($$"""{"times": [{{string.Join(", ", times)}}], "value": {{value}}}""");
        }
    }

    private static (Operation Operation, Tensor Image) Prepare(string[] name)
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

    private static Operation Create(string operation, int channels) => operation switch
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
        _ => throw new UserErrorException($"there is no operation '{operation}'"),
    };

    private static List<object?> PerChannel(int channels, params object?[] values) => [.. values[..channels]];

    private static List<object?> Numbers(params object?[] values) => [.. values];
}
