using System.Text.Json;
using Thelper.Config;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>Every element type and 1 to 32 channels against OpenCV and NumPy; the expectations come from tools/golden/transforms_types.py.</summary>
[NoLeaks]
public class ElementTypeTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "transforms", "transforms_types.json"))).RootElement;

    private static readonly TransformRandom Random = TransformRandom.For(0, 0, 0);

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operation_gives_the_reference_result_for_1_to_32_channels(int index)
    {
        using var all = torch.NewDisposeScope();
        var c = Golden.GetProperty("cases")[index];
        var name = c.GetProperty("op").GetString()!;
        var whole = Input(c.GetProperty("input").GetString()!);
        var expected = GoldenArray.Tensor(c.GetProperty("expected"));
        for (var n = 1; n <= 32; n++)
        {
            using var scope = torch.NewDisposeScope();
            var parameters = Plain(c.GetProperty("params"));
            foreach (var key in new[] { "min", "max", "mean", "std" }.Where(key => name.Contains("Normalize", StringComparison.Ordinal) && parameters.ContainsKey(key)))
            {
                parameters[key] = ((List<object?>)parameters[key]!).Take(n).ToList();
            }

            var operation = TransformsFactory.CreateOperation(ConfigNode.Scalar(name, "test", 0, "operation"), ConfigNode.FromPlain(parameters, "test", "params"), new());
            var result = (torch.Tensor)operation.Apply(Channels(whole, n), Random)!;
            var reference = c.TryGetProperty($"expected{n}", out var together) ? GoldenArray.Tensor(together) : Channels(expected, n);
            GoldenArray.ShouldMatch(result, reference, result.is_floating_point() ? 1e-5 : 0, $"{name} {c.GetProperty("params")} on {c.GetProperty("input")} with {n} channels");
        }
    }

    [Fact]
    public void Grey_is_weighed_for_three_channels_and_the_mean_of_others()
    {
        foreach (var c in Golden.GetProperty("gray").EnumerateArray())
        {
            using var scope = torch.NewDisposeScope();
            var result = (torch.Tensor)new ToGray().Apply(Channels(Input(c.GetProperty("input").GetString()!), c.GetProperty("channels").GetInt32()), Random)!;
            GoldenArray.ShouldMatch(result, GoldenArray.Tensor(c.GetProperty("expected")), result.is_floating_point() ? 1e-5 : 0, $"{c.GetProperty("input")}, {c.GetProperty("channels")}");
        }
    }

    [Theory]
    [InlineData("uint8")]
    [InlineData("uint16")]
    [InlineData("int32")]
    [InlineData("float32")]
    [InlineData("float64")]
    public void Channels_move_and_come_back(string input)
    {
        using var all = torch.NewDisposeScope();
        var whole = Input(input);
        for (var n = 1; n <= 32; n++)
        {
            using var scope = torch.NewDisposeScope();
            var image = Channels(whole, n);
            GoldenArray.ShouldMatch(Apply(new ToNumpy(true), image), aten.flip(image, [2]), 0, $"{n} channels reversed");
            Should.Throw<UserErrorException>(() => new ToNumpy().Invert(image)).Message.ShouldContain("cannot be inverted");
            long[] order = [.. Enumerable.Range(0, n).Select(i => (long)((i + 1) % n))];
            using var index = torch.tensor(order);
            var selected = Apply(new SelectChannels(order.Select(i => (object?)i).ToList()), image);
            GoldenArray.ShouldMatch(n == 1 ? selected.unsqueeze(2) : selected, aten.index_select(image, 2, index), 0, $"{n} channels selected");
            var transpose = new Transpose([2, 0, 1]);
            var moved = Apply(transpose, image);
            GoldenArray.ShouldMatch(moved, image.permute(2, 0, 1), 0, "transposed");
            GoldenArray.ShouldMatch((torch.Tensor)transpose.Invert(moved)!, image, 0, "transposed back");
            var unsqueeze = new Unsqueeze(-1);
            GoldenArray.ShouldMatch((torch.Tensor)unsqueeze.Invert(Apply(unsqueeze, image))!, image, 0, "squeezed");
            var tiles = (List<object?>)new Tile(2L).Apply(image, Random)!;
            GoldenArray.ShouldMatch((torch.Tensor)tiles[1]!, ImageOps.SafeCrop(image, 2, 0, 4, 2), 0, "tile");
            if (n > 1)
            {
                Should.Throw<UserErrorException>(() => new ToColor().Apply(image, Random)).Message.ShouldContain("one channel");
                continue;
            }

            var color = Apply(new ToColor(), image);
            for (var channel = 0; channel < 3; channel++)
            {
                GoldenArray.ShouldMatch(color.select(2, channel), image.select(2, 0), 0, "colour");
            }

            GoldenArray.ShouldMatch((torch.Tensor)new ToColor().Invert(color)!, image, color.is_floating_point() ? 1e-5 : 0, "grey again");
        }
    }

    [Theory]
    [InlineData("uint8", 1.0)]
    [InlineData("uint16", 1.0)]
    [InlineData("int32", 1.0)]
    [InlineData("float32", 1e-3)]
    [InlineData("float64", 1e-3)]
    public void Normalizing_is_undone(string input, double tolerance)
    {
        using var all = torch.NewDisposeScope();
        var whole = Input(input);
        for (var n = 1; n <= 32; n++)
        {
            using var scope = torch.NewDisposeScope();
            var image = Channels(whole, n);
            List<object?> low = [.. Enumerable.Range(0, n).Select(i => (object?)(10.0 + i))], high = [.. Enumerable.Range(0, n).Select(i => (object?)(200.5 + i))];
            foreach (var operation in new Operation[] { new NormalizeMinMax(low, high), new NormalizeZeroMeanUnitVar(low, high) })
            {
                var back = (torch.Tensor)operation.Invert(Apply(operation, image))!;
                var difference = (back.to(torch.ScalarType.Float64) - image.to(torch.ScalarType.Float64)).abs().max().ToDouble();
                difference.ShouldBeLessThan(tolerance, $"{operation} on {input}");
            }
        }
    }

    [Fact]
    public void Small_int32_numbers_are_clipped_like_16_bit_ones_and_others_are_not()
    {
        using var scope = torch.NewDisposeScope();
        var edge = torch.zeros([4, 8], torch.ScalarType.Int32);
        ImageOps.SafeCrop(edge, 4, 0, 8, 4).fill_(60000);
        var clipped = (torch.Tensor)new Resize(new List<object?> { 16L, 4L }, interp: "cv2.INTER_CUBIC").Apply(edge, Random)!;
        clipped.min().ToInt64().ShouldBe(0);
        clipped.max().ToInt64().ShouldBeInRange(60000, 65535);
        edge[0, 0] = torch.tensor(-1, torch.ScalarType.Int32);
        ((torch.Tensor)new Resize(new List<object?> { 16L, 4L }, interp: "cv2.INTER_CUBIC").Apply(edge, Random)!).min().ToInt64().ShouldBeLessThan(-1000);
    }

    private static torch.Tensor Apply(Operation operation, torch.Tensor image) => (torch.Tensor)operation.Apply(image, Random)!;

    private static torch.Tensor Channels(torch.Tensor whole, int count) => whole.narrow(2, 0, count).contiguous();

    private static torch.Tensor Input(string name) => GoldenArray.Tensor(Golden.GetProperty("inputs").GetProperty(name));

    private static Dictionary<string, object?> Plain(JsonElement element) => element.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value));

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Number => element.GetRawText().Contains('.') ? element.GetDouble() : (object)element.GetInt64(),
        _ => element.GetString(),
    };
}
