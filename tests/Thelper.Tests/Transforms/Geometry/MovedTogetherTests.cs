using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms.Geometry;

/// <summary>What belongs to an image goes with it, under every registered operation that moves pixels.</summary>
[NoLeaks]
public class MovedTogetherTests
{
    private const int Height = 44;
    private const int Width = 60;
    private const int Draws = 12;

    // Two objects apart from each other, and the middles of three dots of five pixels.
    private static readonly (int Left, int Top, int Right, int Bottom)[] Objects = [(6, 5, 25, 19), (33, 22, 52, 38)];
    private static readonly (double X, double Y)[] Dots = [(30.5, 8.5), (9.5, 33.5), (52.5, 11.5)];

    private static readonly SampleFields Fields = new(
        "image",
        new Dictionary<string, FieldKind> { ["labels"] = FieldKind.LabelMap, ["boxes"] = FieldKind.Boxes, ["points"] = FieldKind.Points, ["twin"] = FieldKind.Twin });

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, SpatialCase.All.Count)];

    [Fact]
    public void Every_registered_operation_has_a_case()
    {
        SpatialCase.Registered.Count().ShouldBeGreaterThan(20);
        SpatialCase.Registered.Except(SpatialCase.All.Select(item => item.Name)).ShouldBeEmpty();
        SpatialCase.All.Select(item => item.Name).Except(SpatialCase.Registered).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_label_map_that_equals_a_channel_still_does(int index) => ForEachDraw(index, (item, stage, random) =>
    {
        var noise = torch.tensor([.. Enumerable.Range(0, Height * Width * 3).Select(i => (byte)TransformRandom.For(7, 0, i).NextInt(256))], [Height, Width, 3], dtype: torch.uint8);
        var labels = noise.select(2, 1).contiguous();
        var known = labels.DataSpan<byte>().ToArray().Append((byte)0).ToHashSet();
        foreach (var image in item.TakesPlanes ? new[] { noise, noise.permute(2, 0, 1).to(torch.float32) / 255 } : [noise])
        {
            var result = (Sample)stage.Apply(new Sample { ["image"] = image, ["labels"] = labels, ["wide"] = 3L }, random)!;
            foreach (var (moved, map) in Listed(result["image"]).Zip(Listed(result["labels"])))
            {
                var (pixels, classes) = ((torch.Tensor)moved!, (torch.Tensor)map!);
                classes.dtype.ShouldBe(torch.uint8);
                classes.contiguous().DataSpan<byte>().ToArray().ShouldAllBe(value => known.Contains(value));
                var channel = pixels.is_floating_point() ? pixels[1] : pixels.select(2, 1);
                channel.shape.ShouldBe(classes.shape);
                if (!item.ChangesColors)
                {
                    torch.equal(channel, pixels.is_floating_point() ? classes.to(torch.float32) / 255 : classes).ShouldBeTrue($"{item} on {image.dtype}");
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Labels_of_any_type_move_alike(int index) => ForEachDraw(index, (item, stage, random) =>
    {
        var bytes = torch.arange(0, Height * Width, dtype: torch.int32).remainder(251).view(Height, Width).to(torch.uint8);
        var image = torch.zeros([Height, Width, 3], torch.uint8);
        var expected = Listed(((Sample)stage.Apply(new Sample { ["image"] = image, ["labels"] = bytes }, random)!)["labels"]);
        foreach (var type in new[] { torch.int64, torch.int32, torch.ScalarType.Int16, torch.float32 })
        {
            var maps = Listed(((Sample)stage.Apply(new Sample { ["image"] = image, ["labels"] = bytes.to(type) }, random)!)["labels"]);
            foreach (var (map, byteMap) in maps.Zip(expected))
            {
                ((torch.Tensor)map!).dtype.ShouldBe(type);
                torch.equal((torch.Tensor)map!, ((torch.Tensor)byteMap!).to(type)).ShouldBeTrue($"{item}: {type}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boxes_bound_their_painted_objects_and_points_stay_on_their_dots(int index) => ForEachDraw(index, (item, stage, random) =>
    {
        if (item.Repeats || item.ChangesColors)
        {
            return;
        }

        var painted = Painted(1);
        foreach (var image in item.TakesPlanes ? new[] { painted, painted.permute(2, 0, 1).to(torch.float32) } : [painted])
        {
            var result = (Sample)stage.Apply(new Sample { ["image"] = image, ["boxes"] = Boxes(), ["points"] = Points() }, random)!;
            var images = Listed(result["image"]);
            for (var i = 0; i < images.Count; i++)
            {
                var pixels = Channel((torch.Tensor)images[i]!);
                var boxes = (IReadOnlyList<object?>)(result["boxes"] is IReadOnlyList<object?> { Count: > 0 } list && list[0] is IReadOnlyList<object?> ? list[i] : result["boxes"])!;
                var points = (torch.Tensor)Listed(result["points"])[i]!;
                CheckBoxes(pixels, boxes, item.Tolerance, $"{item} on {image.dtype}");
                if (!item.Folds)
                {
                    CheckPoints(pixels, points, item.Bends ? 2.5 : item.Tolerance, $"{item} on {image.dtype}");
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_twin_of_double_resolution_shows_the_same(int index) => ForEachDraw(index, (item, stage, random) =>
    {
        var result = (Sample)stage.Apply(new Sample { ["image"] = Painted(1), ["twin"] = Painted(2) }, random)!;
        foreach (var (image, twin) in Listed(result["image"]).Zip(Listed(result["twin"])))
        {
            var (pixels, fine) = (Channel((torch.Tensor)image!), Channel((torch.Tensor)twin!));
            ((double)fine.GetLength(0)).ShouldBe(2 * pixels.GetLength(0), 1, item.ToString());
            ((double)fine.GetLength(1)).ShouldBe(2 * pixels.GetLength(1), 1, item.ToString());
            if (item.Repeats || item.ChangesColors || item.Folds)
            {
                continue;
            }

            for (var i = 0; i < Objects.Length; i++)
            {
                if (Hull(pixels, ObjectValue(i)) is { } coarse && Hull(fine, ObjectValue(i)) is { } exact)
                {
                    Edges(exact).Zip(Edges(coarse)).ShouldAllBe(pair => Math.Abs((pair.First / 2.0) - pair.Second) <= item.Tolerance, $"{item}: {exact} and {coarse}");
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Full_visibility_keeps_whole_boxes_and_no_others(int index)
    {
        var item = SpatialCase.All[index];
        using var outer = torch.NewDisposeScope();
        var (all, whole) = (new TransformWrapper(item.Create()).For(Fields), new TransformWrapper(item.Create(), minVisibility: 1).For(Fields));
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            var sample = new Sample { ["image"] = Painted(1), ["boxes"] = Boxes() };
            var (any, kept) = (Leaves(((Sample)all.Apply(sample, TransformRandom.For(2, 0, i))!)["boxes"]), Leaves(((Sample)whole.Apply(sample, TransformRandom.For(2, 0, i))!)["boxes"]));
            kept.Select(box => box.ToString()).ShouldBe(any.Where(box => !box.Truncated).Select(box => box.ToString()), item.ToString());
        }
    }

    [Fact]
    public void Operations_that_draw_say_so_and_only_these()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var item in SpatialCase.All)
        {
            var operation = item.Create();
            var seen = Enumerable.Range(0, 60).Select(i => string.Join(';', operation.DrawAll(new Scene(Height, Width), TransformRandom.For(3, 0, i)).Select(warp => $"{warp.OutHeight} {warp.OutWidth} {warp.Point(11, 7)} {warp.Point(40, 30)}"))).Distinct().Count();
            (seen == 1 || operation.IsRandom).ShouldBeTrue($"{item} draws and does not say so");
        }

        SpatialCase.All.Where(item => !item.Create().IsRandom).Select(item => item.Name[(item.Name.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["Affine", "CenterCrop", "FiveCrop", "Pad", "Resize", "TenCrop", "Tile", "resize", "rotate180", "rotate270", "rotate90", "scale"]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_draw_is_repeated_by_its_key_alone(int index) => ForEachDraw(index, (item, stage, random) =>
    {
        Sample Once() => (Sample)stage.Apply(new Sample { ["image"] = Painted(1), ["boxes"] = Boxes(), ["points"] = Points() }, random)!;
        var (first, second) = (Once(), Once());
        foreach (var (a, b) in Listed(first["image"]).Zip(Listed(second["image"])))
        {
            torch.equal((torch.Tensor)a!, (torch.Tensor)b!).ShouldBeTrue(item.ToString());
        }

        Leaves(first["boxes"]).Select(box => box.ToString()).ShouldBe(Leaves(second["boxes"]).Select(box => box.ToString()));
    });

    private static void ForEachDraw(int index, Action<SpatialCase, TransformWrapper, TransformRandom> check)
    {
        var item = SpatialCase.All[index];
        using var outer = torch.NewDisposeScope();
        var stage = new TransformWrapper(item.Create()).For(Fields);
        for (var i = 0; i < Draws; i++)
        {
            using var scope = torch.NewDisposeScope();
            check(item, stage, TransformRandom.For(11, 0, i));
        }
    }

    private static byte ObjectValue(int index) => (byte)(100 + (50 * index));

    private static byte DotValue(int index) => (byte)(10 + index);

    private static torch.Tensor Painted(int scale)
    {
        var image = torch.zeros([Height * scale, Width * scale, 3], torch.uint8);
        void Paint(int left, int top, int right, int bottom, byte value) =>
            image.narrow(0, top * scale, (bottom - top) * scale).narrow(1, left * scale, (right - left) * scale).fill_(value);
        for (var i = 0; i < Objects.Length; i++)
        {
            Paint(Objects[i].Left, Objects[i].Top, Objects[i].Right, Objects[i].Bottom, ObjectValue(i));
        }

        for (var i = 0; i < Dots.Length; i++)
        {
            Paint((int)Dots[i].X - 2, (int)Dots[i].Y - 2, (int)Dots[i].X + 3, (int)Dots[i].Y + 3, DotValue(i));
        }

        return image;
    }

    private static List<object?> Boxes() =>
        [.. Objects.Select((place, i) => (object?)new BoundingBox((long)i, [place.Left, place.Top, place.Right, place.Bottom], includeMargin: false))];

    private static torch.Tensor Points() => torch.tensor([.. Dots.SelectMany(dot => new[] { dot.X, dot.Y, 1.0 })], [Dots.Length, 3], dtype: torch.float64);

    private static void CheckBoxes(byte[,] pixels, IReadOnlyList<object?> boxes, double tolerance, string what)
    {
        for (var i = 0; i < Objects.Length; i++)
        {
            var box = boxes.Cast<BoundingBox>().SingleOrDefault(box => box.ClassId is long id && id == i);
            var hull = Hull(pixels, ObjectValue(i));
            if (box is null)
            {
                // Less than a pixel was left, which shows as none or as a thin line.
                (hull is null || Math.Min(hull.Value.Right - hull.Value.Left, hull.Value.Bottom - hull.Value.Top) <= 1).ShouldBeTrue($"{what}: object {i} was lost and shows at {hull}");
            }
            else if (hull is { } edges)
            {
                Edges(edges).Zip(box.BBox).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= tolerance + 1e-6, $"{what}: object {i} at {edges}, box {box}");
            }
            else
            {
                Math.Min(box.Width, box.Height).ShouldBeLessThanOrEqualTo(1, $"{what}: nothing is seen of {box}");
            }
        }

        boxes.Cast<BoundingBox>().Select(box => (long)box.ClassId).ShouldBeInOrder(SortDirection.Ascending, what);
    }

    private static void CheckPoints(byte[,] pixels, torch.Tensor points, double tolerance, string what)
    {
        var numbers = points.contiguous().DataSpan<double>().ToArray();
        for (var i = 0; i < Dots.Length; i++)
        {
            var (x, y, there) = (numbers[3 * i], numbers[(3 * i) + 1], numbers[(3 * i) + 2] > 0);
            var places = Places(pixels, DotValue(i)).ToList();
            var inside = places.Count > 0 && places.TrueForAll(place => place.X > 0 && place.Y > 0 && place.X < pixels.GetLength(1) - 1 && place.Y < pixels.GetLength(0) - 1);
            if (inside)
            {
                there.ShouldBeTrue($"{what}: dot {i} is seen whole and was lost");
                places.Min(place => Math.Max(Math.Abs(place.X + 0.5 - x), Math.Abs(place.Y + 0.5 - y))).ShouldBeLessThanOrEqualTo(1, $"{what}: dot {i} is not under its point");
                places.Average(place => place.X + 0.5).ShouldBe(x, tolerance, $"{what}: dot {i}");
                places.Average(place => place.Y + 0.5).ShouldBe(y, tolerance, $"{what}: dot {i}");
            }
        }
    }

    private static double[] Edges((int Left, int Top, int Right, int Bottom) hull) => [hull.Left, hull.Top, hull.Right, hull.Bottom];

    private static (int Left, int Top, int Right, int Bottom)? Hull(byte[,] pixels, byte value)
    {
        var places = Places(pixels, value).ToList();
        return places.Count == 0 ? null : (places.Min(place => place.X), places.Min(place => place.Y), places.Max(place => place.X) + 1, places.Max(place => place.Y) + 1);
    }

    private static IEnumerable<(int X, int Y)> Places(byte[,] pixels, byte value) =>
        from y in Enumerable.Range(0, pixels.GetLength(0))
        from x in Enumerable.Range(0, pixels.GetLength(1))
        where pixels[y, x] == value
        select (x, y);

    private static byte[,] Channel(torch.Tensor image)
    {
        using var plain = (image.is_floating_point() ? image[0] : image.select(2, 0)).to(torch.uint8).contiguous();
        var width = (int)plain.shape[1];
        var values = plain.DataSpan<byte>();
        var result = new byte[plain.shape[0], width];
        for (var i = 0; i < values.Length; i++)
        {
            result[i / width, i % width] = values[i];
        }

        return result;
    }

    private static IReadOnlyList<object?> Listed(object? value) => value as IReadOnlyList<object?> ?? [value];

    private static List<BoundingBox> Leaves(object? value) => value switch
    {
        BoundingBox box => [box],
        IReadOnlyList<object?> list => [.. list.SelectMany(Leaves)],
        _ => [],
    };
}
