using Thelper.Data.Formats.Voc;
using Thelper.Draw;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Formats;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Draw;

/// <summary>Draws the sample photographs with what is known about them.</summary>
[NoLeaks]
public class PhotographTests
{
    [Fact]
    public void Boxes_of_photographs()
    {
        using var scope = NewDisposeScope();
        var data = new PASCALVOC(ParserGolden.Voc, "detect", preload: false);
        var task = (Detection)data.Task!;
        var samples = Enumerable.Range(0, Math.Min(6, data.Count)).Select(i => data.GetItem(i, TransformRandom.For(0, 0, i))).ToList();
        var images = samples.Select(sample => (Tensor)sample["image"]!).ToList();
        var truth = samples.Select(sample => (IReadOnlyList<BoundingBox>)[.. ((IReadOnlyList<object?>)sample["bboxes"]!).Cast<BoundingBox>()]).ToList();
        var found = truth.Select(boxes => (IReadOnlyList<BoundingBox>)[.. boxes.Select((box, i) => BoundingBox.Predicted(
            task.IndexOf(box), [box.Left + 5.5, box.Top + 3.25, box.Right + 4, box.Bottom + 2], 0.55 + (i * 0.1)))]).ToList();
        var picture = DetectionDrawing.Create(task, images, truth, found).Keep("photographs-boxes");
        picture.shape[1].ShouldBeInRange(1000, 1700);
        samples.ForEach(sample => sample.Dispose());
    }

    [Fact]
    public void Label_maps_of_photographs()
    {
        using var scope = NewDisposeScope();
        var data = new PASCALVOC(ParserGolden.Voc, "segm", preload: false);
        var task = (Segmentation)data.Task!;
        using var sample = data.GetItem(0, TransformRandom.For(0, 0, 0));
        var image = (Tensor)sample["image"]!;
        var map = ((Tensor)sample["label_map"]!).to(ScalarType.Int64).unsqueeze(0);
        var picture = SegmentDrawing.Create(task, [image], map, map.roll(20, 2)).Keep("photographs-maps");
        picture.shape[0].ShouldBeGreaterThan(3 * image.shape[0]);
    }
}
