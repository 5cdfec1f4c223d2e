using System.Text.Json;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>Operations against NumPy, OpenCV and torchvision; the expectations come from tools/golden/transforms.py.</summary>
[NoLeaks]
public class GoldenTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "transforms", "transforms.json"))).RootElement;

    private static readonly TransformRandom Random = TransformRandom.For(0, 0, 0);

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 57)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operation_gives_the_reference_result(int index)
    {
        using var scope = torch.NewDisposeScope();
        var c = Golden.GetProperty("cases")[index];
        var what = $"{c.GetProperty("op")} {c.GetProperty("params")} on {c.GetProperty("input")}";
        var operation = Create(c.GetProperty("op").GetString()!, c.GetProperty("params"));
        var input = Input(c.GetProperty("input").GetString()!);
        var before = input.clone();

        var result = (torch.Tensor)operation.Apply(input, Random)!;

        var exact = !result.is_floating_point();
        GoldenArray.ShouldMatch(result, GoldenArray.Tensor(c.GetProperty("expected")), exact ? 0 : 1e-6, what);
        GoldenArray.ShouldMatch(input, before, 0, $"{what}: the input");
        if (c.TryGetProperty("inverse", out var inverse))
        {
            GoldenArray.ShouldMatch((torch.Tensor)operation.Invert(result)!, GoldenArray.Tensor(inverse), exact ? 0 : 1e-5, $"{what}, inverted");
        }
    }

    [Fact]
    public void Every_case_is_tested() => Golden.GetProperty("cases").GetArrayLength().ShouldBe(57);

    [Theory]
    [InlineData("NormalizeMinMax", "u8c1", """{"min": [127], "max": [255]}""")]
    [InlineData("NormalizeMinMax", "u8", """{"min": 10, "max": 99.9}""")]
    public void Normalizing_bytes_is_bitwise_float32_arithmetic(string name, string input, string parameters)
    {
        using var scope = torch.NewDisposeScope();
        var operation = Create($"thelper.transforms.{name}", JsonDocument.Parse(parameters).RootElement);
        var image = Input(input);
        var result = ((torch.Tensor)operation.Apply(image, Random)!).DataSpan<float>();
        var bytes = image.DataSpan<byte>();
        var min = parameters.Contains("127") ? 127f : 10f;
        var max = parameters.Contains("127") ? 255f : 99.9f;
        for (var i = 0; i < bytes.Length; i++)
        {
            result[i].ShouldBe((bytes[i] - min) / (max - min));
        }
    }

    [Fact]
    public void Tiles_lie_where_an_exhaustive_search_puts_them()
    {
        using var all = torch.NewDisposeScope();
        var mask = GoldenArray.Tensor(Golden.GetProperty("mask"));
        var column = torch.arange(26, torch.ScalarType.Int32).unsqueeze(0).expand(20, 26);
        var row = torch.arange(20, torch.ScalarType.Int32).unsqueeze(1).expand(20, 26);
        foreach (var c in Golden.GetProperty("tiles").EnumerateArray())
        {
            using var scope = torch.NewDisposeScope();
            var image = torch.stack([column + 100, row + 100], 2).contiguous();
            var size = c.GetProperty("size").EnumerateArray().Select(x => (object?)x.GetInt64()).ToList();
            var masked = c.GetProperty("masked").GetBoolean();
            var tile = new Tile(size, c.GetProperty("overlap").GetDouble(), c.GetProperty("share").GetDouble(), c.GetProperty("offset").GetBoolean());
            var expected = c.GetProperty("places").EnumerateArray().Select(place => (X: place[0].GetInt32(), Y: place[1].GetInt32())).ToList();

            var tiles = (List<object?>)tile.Apply(masked ? new List<object?> { image, mask } : image, Random)!;

            tiles.Count.ShouldBe(expected.Count, c.ToString());
            tile.CountTiles(image, masked ? mask : null).ShouldBe(expected.Count);
            for (var i = 0; i < tiles.Count; i++)
            {
                // The pixel in the middle of a tile tells where it was cut out.
                var cut = (torch.Tensor)tiles[i]!;
                var (height, width) = ((int)cut.shape[0], (int)cut.shape[1]);
                cut[height / 2, width / 2].contiguous().DataSpan<int>().ToArray()
                    .ShouldBe([expected[i].X + (width / 2) + 100, expected[i].Y + (height / 2) + 100], $"{c}, tile {i}");
            }
        }
    }

    [Fact]
    public void Arrays_print_as_in_NumPy()
    {
        foreach (var c in Golden.GetProperty("floats").EnumerateArray())
        {
            NumpyText.Of([.. c.GetProperty("values").EnumerateArray().Select(Number)]).ShouldBe(c.GetProperty("text").GetString());
        }

        foreach (var c in Golden.GetProperty("integers").EnumerateArray())
        {
            NumpyText.Of([.. c.GetProperty("values").EnumerateArray().Select(x => x.GetInt64())]).ShouldBe(c.GetProperty("text").GetString());
        }

        foreach (var c in Golden.GetProperty("matrices").EnumerateArray())
        {
            NumpyText.Of([.. c.GetProperty("values").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(x => x.GetDouble()))], 3)
                .ShouldBe(c.GetProperty("text").GetString());
        }
    }

    private static float Number(JsonElement value) => value.ValueKind != JsonValueKind.String
        ? (float)value.GetDouble()
        : value.GetString() switch { "nan" => float.NaN, "inf" => float.PositiveInfinity, _ => float.NegativeInfinity };

    private static torch.Tensor Input(string name) => GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty(name));

    private static ITransform Create(string name, JsonElement parameters) =>
        TransformsFactory.CreateOperation(ConfigNode.Scalar(name, "test", 0, "operation"), ConfigNode.FromPlain(Plain(parameters), "test", "params"), new());

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(p => p.Name, p => Plain(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Number => element.GetRawText().Contains('.') || element.GetRawText().Contains('e') ? element.GetDouble() : (object)element.GetInt64(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
