using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

[NoLeaks]
public class RandomResizedCropTests
{
    [Fact]
    public void Arguments_are_brought_into_one_form()
    {
        new RandomResizedCrop(null, List(20L, 30L), List(0.5, 2.0)).ToString().ShouldBe(new RandomResizedCrop(null, List(30L, 20L), List(2.0, 0.5)).ToString());
        new RandomResizedCrop(24L, flags: "cv2.INTER_NEAREST").ToString().ShouldEndWith("flags=0)");
        new RandomResizedCrop(24L, List(List(10L, 12L), List(14L, 16L))).ToString().ShouldContain("input_size=((10, 12), (14, 16)), ratio=None");
        new RandomResizedCrop(24L, List(List(10L, 12L), List(14L, 16L)), List()).ToString().ShouldContain("ratio=None");
        Message(() => new RandomResizedCrop(24L, List(List(1L, 2L), List(3L, 4L)), List(0.5, 2.0))).ShouldContain("'ratio' cannot be combined");
        Message(() => new RandomResizedCrop(24L, List(0.0, 1.0))).ShouldContain("must be above 0");
        Message(() => new RandomResizedCrop(24L, List(0.5, 1.5))).ShouldContain("at most 1.0");
        Message(() => new RandomResizedCrop(24L, List(0.5, 10L))).ShouldContain("must not mix");
        Message(() => new RandomResizedCrop(List(24L, 0.5))).ShouldContain("two integers or two floats");
    }

    [Fact]
    public void Sizes_and_places_keep_to_their_ranges_and_use_them()
    {
        var image = Grid(40, 60);
        var crop = new RandomResizedCrop(null, List(List(10L, 8L), List(20L, 12L)));
        var widths = new HashSet<long>();
        var lefts = new HashSet<int>();
        for (var i = 0; i < 400; i++)
        {
            using var scope = torch.NewDisposeScope();
            var part = (torch.Tensor)crop.Apply(image, TransformRandom.For(0, 0, i))!;
            part.shape[1].ShouldBeInRange(10, 20);
            part.shape[0].ShouldBeInRange(8, 12);
            widths.Add(part.shape[1]);
            lefts.Add((int)part[0, 0, 0].ToInt64() % 60);
        }

        widths.Count.ShouldBe(11);
        lefts.Min().ShouldBeLessThan(3);
        lefts.Max().ShouldBeGreaterThan(45);
        image.Dispose();
    }

    [Fact]
    public void A_relative_area_is_a_share_of_the_image()
    {
        var image = Grid(40, 60);
        var crop = new RandomResizedCrop(null, List(0.25, 0.25), 1.0);
        for (var i = 0; i < 20; i++)
        {
            using var scope = torch.NewDisposeScope();
            ((torch.Tensor)crop.Apply(image, TransformRandom.For(0, 0, i))!).shape.ShouldBe([24, 24, 1]);
        }

        image.Dispose();
    }

    [Fact]
    public void The_result_is_resized_and_the_same_key_gives_the_same_crop()
    {
        using var scope = torch.NewDisposeScope();
        var image = Grid(40, 60);
        var crop = new RandomResizedCrop(List(0.5, 0.25));
        var first = (torch.Tensor)crop.Apply(image, TransformRandom.For(3, 1, 2))!;
        first.shape.ShouldBe([10, 30, 1]);
        GoldenArray.ShouldMatch((torch.Tensor)crop.Apply(image, TransformRandom.For(3, 1, 2))!, first, 0, "crop");
    }

    [Fact]
    public void A_region_of_interest_rejects_other_places()
    {
        var image = Grid(40, 60);
        var roi = torch.zeros([40, 60], torch.ScalarType.Byte);
        using (var window = Imaging.ImageOps.SafeCrop(roi, 30, 10, 60, 40))
        {
            window.fill_(255);
        }

        var crop = new RandomResizedCrop(null, List(List(12L, 12L), List(12L, 12L)), randomAttempts: 1000);
        for (var i = 0; i < 50; i++)
        {
            using var scope = torch.NewDisposeScope();
            var part = (torch.Tensor)crop.Apply(new List<object?> { image, roi }, TransformRandom.For(0, 0, i))!;
            var corner = (int)part[0, 0, 0].ToInt64();
            (corner % 60).ShouldBeGreaterThanOrEqualTo(30);
            (corner / 60).ShouldBeGreaterThanOrEqualTo(10);
        }

        image.Dispose();
        roi.Dispose();
    }

    [Fact]
    public void When_nothing_fits_the_centred_square_is_taken()
    {
        using var scope = torch.NewDisposeScope();
        var part = (torch.Tensor)new RandomResizedCrop(null, List(List(100L, 100L), List(100L, 100L))).Apply(Grid(40, 60), TransformRandom.For(0, 0, 0))!;
        part.shape.ShouldBe([40, 40, 1]);
        part[0, 0, 0].ToInt64().ShouldBe(10);
    }

    [Fact]
    public void Without_luck_the_image_stays_as_it_is()
    {
        var image = Grid(10, 10);
        var crop = new RandomResizedCrop(4L, probability: 0.3);
        var kept = 0;
        for (var i = 0; i < 2000; i++)
        {
            using var scope = torch.NewDisposeScope();
            kept += ReferenceEquals(crop.Apply(image, TransformRandom.For(0, 0, i)), image) ? 1 : 0;
        }

        (kept / 2000.0).ShouldBe(0.7, 0.04);
        image.Dispose();
    }

    private static torch.Tensor Grid(int height, int width)
    {
        using var scope = torch.NewDisposeScope();
        return torch.arange(height * width, torch.ScalarType.Int32).reshape(height, width, 1).to(torch.ScalarType.Float64).MoveToOuterDisposeScope();
    }

    private static List<object?> List(params object?[] items) => [.. items];

    private static string Message(Func<object> create) => Should.Throw<UserErrorException>(create).Message;
}
