using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Vision.Tests.Albumentations;

/// <summary>What holds for every spatial-level operation: masks, boxes and points go where the pixels go.</summary>
[NoLeaks]
public class MovePropertyTests
{
    private const int Height = 90;
    private const int Width = 120;
    private const int Draws = 12;

    private static readonly BoxEdges Painted = new(48, 36, 72, 55);

    private static readonly Dictionary<string, Func<object?, IAlbumentation>> Moving = new(StringComparer.Ordinal)
    {
        ["Affine"] = way => new Affine(interpolation: way, p: 1),
        ["Affine, fitted"] = way => new Affine(rotate: List(-180.0, 180.0), shear: List(-20.0, 20.0), interpolation: way, fitOutput: true, p: 1),
        ["BBoxSafeRandomCrop"] = _ => new BBoxSafeRandomCrop(),
        ["CenterCrop"] = _ => new CenterCrop(61, 77),
        ["Crop"] = _ => new Crop(7, 9, 111, 80),
        ["CropAndPad"] = _ => new CropAndPad(px: List(-20L, 20L), keepSize: false),
        ["CropAndPad, resized"] = way => new CropAndPad(percent: List(-0.1, 0.2), interpolation: way),
        ["CropNonEmptyMaskIfExists"] = _ => new CropNonEmptyMaskIfExists(60, 60),
        ["ElasticTransform"] = way => new ElasticTransform(60, 6, 5, way, p: 1),
        ["Flip"] = _ => new Flip(p: 1),
        ["GridDistortion"] = way => new GridDistortion(interpolation: way, p: 1),
        ["GridDistortion, normalized"] = way => new GridDistortion(interpolation: way, normalized: true, p: 1),
        ["HorizontalFlip"] = _ => new HorizontalFlip(p: 1),
        ["VerticalFlip"] = _ => new VerticalFlip(p: 1),
        ["LongestMaxSize"] = way => new LongestMaxSize(160L, way),
        ["SmallestMaxSize"] = way => new SmallestMaxSize(120L, way),
        ["NoOp"] = _ => new NoOp(p: 1),
        ["OpticalDistortion"] = way => new OpticalDistortion(0.3, 3L, way, p: 1),
        ["PadIfNeeded"] = _ => new PadIfNeeded(133, 155, position: "random"),
        ["PadIfNeeded, multiples"] = _ => new PadIfNeeded(null, null, 32, 32),
        ["Perspective"] = way => new Perspective(interpolation: way, p: 1),
        ["Perspective, fitted"] = way => new Perspective(interpolation: way, fitOutput: true, keepSize: false, p: 1),
        ["PiecewiseAffine"] = way => new PiecewiseAffine(interpolation: way, mode: "reflect", p: 1),
        ["RandomCrop"] = _ => new RandomCrop(70, 80),
        ["RandomCropFromBorders"] = _ => new RandomCropFromBorders(0.3, 0.3, 0.3, 0.3),
        ["RandomCropNearBBox"] = _ => new RandomCropNearBBox(0.5),
        ["RandomResizedCrop"] = way => new RandomResizedCrop(100, 90, List(0.4, 1.0), interpolation: way),
        ["RandomRotate90"] = _ => new RandomRotate90(p: 1),
        ["RandomScale"] = way => new RandomScale(0.4, way, p: 1),
        ["RandomSizedBBoxSafeCrop"] = way => new RandomSizedBBoxSafeCrop(80, 96, interpolation: way),
        ["RandomSizedCrop"] = way => new RandomSizedCrop(List(50L, 90L), 80, 96, 1.2, way),
        ["Resize"] = way => new Resize(70, 150, way),
        ["Rotate"] = way => new Rotate(180L, way, p: 1),
        ["Rotate, cropped"] = way => new Rotate(180L, way, cropBorder: true, p: 1),
        ["SafeRotate"] = way => new SafeRotate(180L, way, p: 1),
        ["ShiftScaleRotate"] = way => new ShiftScaleRotate(0.1, 0.3, 180L, way, p: 1),
        ["Transpose"] = _ => new Transpose(p: 1),
    };

    public static TheoryData<string> Names => [.. Moving.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mask_that_is_the_image_stays_so(string name)
    {
        using var scope = torch.NewDisposeScope();
        // Blocks with odd edges: whole pixels, so that nothing but nearest pixels gives the same values.
        var mask = torch.empty([Height, Width], torch.uint8);
        var values = mask.DataSpan<byte>();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (byte)((i % Width / 7 * 11) + (i / Width / 5 * 37));
        }

        foreach (var (warp, _) in Drawn(Moving[name](0L), mask))
        {
            using var inner = torch.NewDisposeScope();
            var (image, labels) = (warp.Image(mask.unsqueeze(2)).squeeze(2), warp.Labels(mask, 0));
            string.Join(", ", labels.shape).ShouldBe(string.Join(", ", image.shape));
            labels.ne(image).sum().ToInt64().ShouldBeLessThanOrEqualTo(image.numel() / 500, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_box_of_a_painted_rectangle_bounds_it(string name)
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([Height, Width], torch.uint8);
        image.narrow(0, 36, 19).narrow(1, 48, 24).fill_(255);
        foreach (var (warp, what) in Drawn(Moving[name](1L), image))
        {
            using var inner = torch.NewDisposeScope();
            var seen = warp.Image(image.unsqueeze(2)).squeeze(2).gt(127).nonzero();
            if (warp.Box(Painted) is not { } moved)
            {
                // What is left may be the reflection at a border alone, which no box is for.
                continue;
            }

            // Reflections beyond a border look like the rectangle, and are not it.
            var (rows, columns) = Near(seen, moved.Edges);
            var tolerance = warp.KeepsLines ? 1.0 : 1.6;
            (rows.First - moved.Edges.Top).ShouldBeInRange(-tolerance, tolerance, $"{what}: the top of {moved.Edges}");
            (rows.Last - moved.Edges.Bottom).ShouldBeInRange(-tolerance, tolerance, $"{what}: the bottom of {moved.Edges}");
            (columns.First - moved.Edges.Left).ShouldBeInRange(-tolerance, tolerance, $"{what}: the left of {moved.Edges}");
            (columns.Last - moved.Edges.Right).ShouldBeInRange(-tolerance, tolerance, $"{what}: the right of {moved.Edges}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_point_stays_on_its_painted_dot(string name)
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([Height, Width, 1], torch.float32);
        image.narrow(0, 43, 5).narrow(1, 58, 5).fill_(1.0);
        foreach (var (warp, what) in Drawn(Moving[name](1L), image.squeeze(2).to(torch.uint8)))
        {
            using var inner = torch.NewDisposeScope();
            var (x, y) = warp.Point(60.5, 45.5);
            if (x < 6 || y < 6 || x > warp.OutWidth - 6 || y > warp.OutHeight - 6)
            {
                continue;
            }

            // The centre of gravity of the dot.
            var weight = warp.Image(image).squeeze(2);
            var (top, left) = ((long)Math.Max(0, y - 12), (long)Math.Max(0, x - 12));
            var part = weight.narrow(0, top, Math.Min(24, warp.OutHeight - top)).narrow(1, left, Math.Min(24, warp.OutWidth - left));
            var sum = part.sum().ToDouble();
            sum.ShouldBeGreaterThan(0, what);
            var centerX = ((part.sum(0) * torch.arange(part.shape[1], torch.float32)).sum().ToDouble() / sum) + left + 0.5;
            var centerY = ((part.sum(1) * torch.arange(part.shape[0], torch.float32)).sum().ToDouble() / sum) + top + 0.5;
            Math.Max(Math.Abs(centerX - x), Math.Abs(centerY - y)).ShouldBeLessThan(0.75, $"{what}: ({x}, {y}), the dot is at ({centerX}, {centerY})");
        }
    }

    [Fact]
    public void Every_spatial_level_operation_is_there()
    {
        // What hides pixels, tears them apart or changes no place is tested elsewhere.
        string[] others = ["CoarseDropout", "Cutout", "GridDropout", "MaskDropout", "RandomGridShuffle"];
        var own = typeof(NoOp).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && typeof(SpatialOperation).IsAssignableFrom(type) && typeof(IAlbumentation).IsAssignableFrom(type) && !typeof(Composition).IsAssignableFrom(type))
            .Select(type => type.Name);
        own.Order().ShouldBe(Moving.Keys.Select(name => name.Split(',')[0]).Distinct().Concat(others).Order());
    }

    [Fact]
    public void Safe_crops_hold_all_boxes()
    {
        foreach (var operation in (MovingAlbumentation<(long Left, long Top, long Height, long Width)>[])[new BBoxSafeRandomCrop(), new RandomSizedBBoxSafeCrop(50, 50)])
        {
            for (var i = 0; i < 500; i++)
            {
                BoxEdges[] boxes = [new(3.25, 70, 15, 89.5), new(80, 4.5, 118, 20)];
                var (left, top, height, width) = operation.DrawParameters(new Scene(Height, Width) { Boxes = boxes }, TransformRandom.For(1, 0, i));
                foreach (var box in boxes)
                {
                    (box.Left >= left && box.Top >= top && box.Right <= left + width && box.Bottom <= top + height).ShouldBeTrue();
                }
            }
        }
    }

    [Fact]
    public void Dropped_objects_are_gone_from_image_and_mask()
    {
        using var scope = torch.NewDisposeScope();
        var mask = torch.zeros([Height, Width], torch.uint8);
        mask.narrow(0, 10, 20).narrow(1, 10, 20).fill_(3);
        mask.narrow(0, 50, 20).narrow(1, 60, 30).fill_(4);
        var image = torch.full([Height, Width, 3], 100, torch.uint8);
        var seen = new HashSet<long>();
        for (var i = 0; i < 20; i++)
        {
            var step = new MaskDropout(1L, 7L, 9, p: 1).Steps(new Scene(Height, Width) { LabelMap = mask }, TransformRandom.For(3, 0, i))[0];
            var (left, filled) = (step.Warp.Labels(mask, 0), step.Warp.Image(image));
            seen.Add(left.eq(9).sum().ToInt64());
            filled.eq(7).sum().ToInt64().ShouldBe(3 * left.eq(9).sum().ToInt64());
        }

        seen.Order().ShouldBe([400, 600]);
    }

    [Fact]
    public void A_crop_follows_the_mask()
    {
        using var scope = torch.NewDisposeScope();
        var mask = torch.zeros([Height, Width], torch.uint8);
        mask.narrow(0, 81, 3).narrow(1, 5, 2).fill_(1);
        mask.narrow(0, 10, 3).narrow(1, 100, 2).fill_(2);
        for (var i = 0; i < 100; i++)
        {
            var crop = new CropNonEmptyMaskIfExists(12, 15, ignoreValues: 2L).Draw(new Scene(Height, Width) { LabelMap = mask }, TransformRandom.For(3, 0, i));
            crop.Labels(mask, 0).eq(1).any().ToBoolean().ShouldBeTrue();
        }
    }

    private static IEnumerable<(Warp Warp, string What)> Drawn(IAlbumentation operation, torch.Tensor mask)
    {
        for (var i = 0; i < Draws; i++)
        {
            var steps = operation.Steps(new Scene(Height, Width) { Boxes = [Painted], LabelMap = mask }, TransformRandom.For(7, 0, i));
            steps.Count.ShouldBe(1);
            yield return (steps[0].Warp, $"{steps[0].Operation.TypeName}, draw {i}");
        }
    }

    // First and last row and column of what is seen around a box; their ends are edges.
    private static ((double First, double Last) Rows, (double First, double Last) Columns) Near(torch.Tensor places, BoxEdges box)
    {
        var flat = places.contiguous().DataSpan<long>().ToArray();
        var inside = Enumerable.Range(0, flat.Length / 2).Select(i => (Row: flat[2 * i], Column: flat[(2 * i) + 1]))
            .Where(place => place.Row >= box.Top - 3 && place.Row < box.Bottom + 3 && place.Column >= box.Left - 3 && place.Column < box.Right + 3).ToArray();
        inside.ShouldNotBeEmpty();
        return ((inside.Min(place => place.Row), inside.Max(place => place.Row) + 1.0), (inside.Min(place => place.Column), inside.Max(place => place.Column) + 1.0));
    }

    private static List<object?> List(params object?[] values) => [.. values];
}
