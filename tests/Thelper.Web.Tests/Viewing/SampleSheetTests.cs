using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>What <c>thelper viz --output</c> draws of each task, in tiles that are twice as large as the images.</summary>
public sealed class SampleSheetTests
{
    private const int Side = 96;

    [Fact]
    public void Masks_lie_half_over_their_pixels()
    {
        using var data = ViewedData.Shapes("segm");
        using var view = data.Open();
        using var scope = torch.NewDisposeScope();
        var (sheet, sample) = First(view, data);
        var (image, labels, task) = ((torch.Tensor)sample["image"]!, ((torch.Tensor)sample[view.Task.GtKey!]!).to(torch.ScalarType.Int64), (Segmentation)view.Task);
        var seen = new HashSet<long>();
        for (var i = 0; i < Side * Side; i += 7)
        {
            var (y, x) = (i / Side, i % Side);
            var label = labels[y, x].ToInt64();
            var color = label == 0 ? null : task.ColorMap[(int)label] ?? Palette.Of(label);
            seen.Add(label);
            for (var channel = 0; channel < 3; channel++)
            {
                double plain = image[y, x, channel].ToInt64();
                ((double)sheet[2 * y, 2 * x, channel].ToInt64()).ShouldBe(color is null ? plain : (plain + color[2 - channel]) / 2, 0.51, $"class {label} at {x}, {y}");
            }
        }

        seen.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Boxes_are_drawn_over_their_image()
    {
        using var data = ViewedData.Shapes("detect");
        using var view = data.Open();
        using var scope = torch.NewDisposeScope();
        var (sheet, sample) = First(view, data);
        var expected = ((torch.Tensor)sample["image"]!).flip(2).contiguous();
        var plain = expected.clone();
        DetectionDrawing.DrawBoxes(expected, [.. ((IReadOnlyList<object?>)sample[view.Task.GtKey!]!).Cast<BoundingBox>()], (Detection)view.Task, view.Options.Parameters.ToDrawOptions());
        expected.Equals(plain).ShouldBeFalse();
        sheet.narrow(0, 0, 2 * Side).Equals(ImageOps.Resize(expected.flip(2).contiguous(), 2 * Side, 2 * Side, Interpolation.Nearest)).ShouldBeTrue();
    }

    [Fact]
    public void Pairs_stand_side_by_side()
    {
        using var data = ViewedData.Shapes("sr");
        using var view = data.Open();
        using var scope = torch.NewDisposeScope();
        var (sheet, sample) = First(view, data);
        var (low, high) = ((torch.Tensor)sample[view.Task.InputKey]!, (torch.Tensor)sample[view.Task.GtKey!]!);
        sheet.shape[1].ShouldBe(4 * Side);
        sheet.narrow(0, 0, 2 * Side).narrow(1, 0, 2 * Side).Equals(ImageOps.Resize(low, 2 * Side, 2 * Side, Interpolation.Nearest)).ShouldBeTrue();
        sheet.narrow(0, 0, 2 * Side).narrow(1, 2 * Side, 2 * Side).Equals(ImageOps.Resize(high, 2 * Side, 2 * Side, Interpolation.Nearest)).ShouldBeTrue();
    }

    [Fact]
    public void Colours_are_turned_round_where_the_section_says_so()
    {
        using var data = ViewedData.Folders("""{"flip_bgr": false}""");
        using var view = data.Open();
        using var scope = torch.NewDisposeScope();
        var (sheet, sample) = First(view, data);

        // As if the file were red, green, blue.
        sheet[60, 80].contiguous().DataSpan<byte>().ToArray().ShouldBe(((torch.Tensor)sample["image"]!)[20, 30].flip(0).contiguous().DataSpan<byte>().ToArray());
    }

    [Fact]
    public void The_layout_is_the_section_s()
    {
        var options = new VizParameters { GridSizeX = 2, GridSizeY = 3, MaxImgSize = [400, 900] }.ToDrawOptions();
        (options.MaxImages, options.Grid.Columns, options.Grid.MaxSize).ShouldBe((6, 2, 900));
        new VizParameters { GridSizeY = 3 }.ToDrawOptions().MaxImages.ShouldBe(16);
        new VizParameters { MaxImages = 4, GridSizeX = 3, GridSizeY = 3 }.ToDrawOptions().MaxImages.ShouldBe(4);
    }

    // The sheet of the first sample alone, and the sample as it was read: both blue, green, red.
    private static (torch.Tensor Sheet, Sample Sample) First(DataView view, ViewedData data)
    {
        var sheet = ImageCodec.Decode(SampleSheets.Write(view, Path.Combine(data.Folder, "sheets"), 1, 0, new StopRequest()).First());
        return (sheet, view.Sets[0].LoadRaw(0));
    }
}
