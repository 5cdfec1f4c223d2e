using System.Text.Json;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Ops;

/// <summary>The recorded numbers of torchvision's operations, and the inputs they belong to.</summary>
internal static class OpsGolden
{
    private static readonly Lazy<JsonDocument> Document = new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "ops.json"))));

    public static JsonElement Root => Document.Value.RootElement;

    public static ScalarType TypeOf(JsonElement golden) => golden.GetProperty("dtype").GetString() == "float64" ? ScalarType.Float64 : ScalarType.Float32;

    public static Tensor Boxes(long seed, long count, double size = 100, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var at = rand([count, 2], type) * size;
        return cat([at, at + (rand([count, 2], type) * (0.4 * size)) + 1], 1).MoveToOuterDisposeScope();
    }

    public static Tensor Rois(long seed, long count, long images, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var at = (rand([count, 2], type) * 44) - 8;
        var size = rand([count, 2], type) * linspace(0.2, 40, count, type).unsqueeze(1);
        var image = arange(count, type).unsqueeze(1).remainder(images);
        return cat([image, at, at + size], 1).MoveToOuterDisposeScope();
    }

    public static void Check(JsonElement golden, Tensor actual, double tolerance = 1e-5)
    {
        using var scope = NewDisposeScope();
        actual.shape.ShouldBe(golden.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64()));
        var values = actual.detach().to(ScalarType.Float64).contiguous().DataSpan<double>();
        var i = 0;
        foreach (var expected in golden.GetProperty("values").EnumerateArray())
        {
            values[i].ShouldBe(expected.GetDouble(), tolerance * Math.Max(1, Math.Abs(expected.GetDouble())), $"element {i}");
            i++;
        }

        i.ShouldBe(values.Length);
    }
}
