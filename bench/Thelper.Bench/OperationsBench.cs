using Thelper.Torch;
using Thelper.Transforms;
using Thelper.Transforms.Torchvision;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Operations on images of 512 x 512 pixels, the counterpart of <c>bench/operations.py</c>; a step is ten calls.</summary>
internal static class OperationsBench
{
    private const int Size = 512;
    private const int Calls = 10;
    private static readonly double[] Matrix = [0.9, -0.2, 15, 0.25, 1.1, -7.5];

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["op-resize"] = () => Steps(new Resize(Numbers(224L, 224L)), 3),
        ["op-resize-area"] = () => Steps(new Resize(Numbers(224L, 224L), interp: "cv2.INTER_AREA"), 3),
        ["op-resize-cubic-up"] = () => Steps(new Resize(Numbers(700L, 700L), interp: "cv2.INTER_CUBIC"), 3),
        ["op-resize-float"] = () => Steps(new Resize(Numbers(224L, 224L)), 3, ScalarType.Float32),
        ["op-resize-8"] = () => Steps(new Resize(Numbers(224L, 224L)), 8),
        ["op-affine"] = () => Steps(new Affine(Matrix), 3),
        ["op-affine-float"] = () => Steps(new Affine(Matrix), 3, ScalarType.Float32),
        ["op-shift"] = () => Steps(new RandomShift(Numbers(10.5, -3.25), Numbers(10.5, -3.25)), 3),
        ["op-pad"] = () => Steps(new CenterCrop(600L, "cv2.BORDER_REFLECT_101"), 3),
        ["op-crop-resize"] = () => Steps(new RandomResizedCrop(224L, Numbers(Numbers(400L, 400L), Numbers(400L, 400L))), 3),
        ["op-gray"] = () => Steps(new ToGray(), 3),
        ["op-color"] = () => Steps(new ToColor(), 1),
        ["op-reverse"] = () => Steps(new ToNumpy(true), 3),
        ["op-select"] = () => Steps(new SelectChannels(Numbers(2L, 0L)), 3),
        ["op-minmax"] = () => Steps(new NormalizeMinMax(Numbers(1.0, 2.0, 3.0), Numbers(200.0, 220.0, 240.0)), 3),
        ["op-minmax-float"] = () => Steps(new NormalizeMinMax(Numbers(1.0, 2.0, 3.0), Numbers(200.0, 220.0, 240.0)), 3, ScalarType.Float32),
        ["op-meanstd"] = () => Steps(new NormalizeZeroMeanUnitVar(Numbers(1.0, 2.0, 3.0), Numbers(200.0, 220.0, 240.0)), 3),
        ["op-totensor"] = () => Steps(new ToTensor(), 3),
    };

    private static List<object?> Numbers(params object?[] values) => [.. values];

    private static Func<double> Steps(Operation operation, int channels, ScalarType type = ScalarType.Byte)
    {
        var bytes = new byte[Size * Size * channels];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(((uint)i * 2654435761u) >> 24);
        }

        using var flat = tensor(bytes);
        var image = flat.reshape(Size, Size, channels).to(type);
        return () =>
        {
            var value = 0.0;
            for (var i = 0; i < Calls; i++)
            {
                using var scope = NewDisposeScope();
                var result = (Tensor)operation.Apply(image, TransformRandom.For(0, 0, i))!;
                if (i == Calls - 1)
                {
                    value = result.shape[0] * result.shape[1];
                }
            }

            return value;
        };
    }
}
