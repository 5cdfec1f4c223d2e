using System.Text.Json;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using Thelper.Vision.Formats;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>What is written of a prediction: each field of each format, and files beside it.</summary>
[NoLeaks]
public class PredictionWriterTests
{
    private static readonly Classification Letters = new(new[] { "a", "b" }, "image", "label");

    [Fact]
    public void A_box_is_corners_in_a_table_and_sides_in_COCO()
    {
        var boxes = new BoxPrediction(100, 80, [Box(1, 0.75, 10, 20, 14, 50), Box(2, 0.5, 0, 1, 2, 4)]);
        Written(PredictorFixture.Detector(), "csv", boxes).ShouldBe("path,class,index,score,left,top,right,bottom\nx.png,dot,1,0.75,10,20,14,50\nx.png,other,2,0.5,0,1,2,4\n");
        Written(PredictorFixture.Detector(), "csv", boxes, threshold: 0.6).ShouldBe("path,class,index,score,left,top,right,bottom\nx.png,dot,1,0.75,10,20,14,50\n");
        using var coco = JsonDocument.Parse(Written(PredictorFixture.Detector(), "coco", boxes));
        coco.RootElement.GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("name").GetString()).ShouldBe(["dot", "other"]);
        coco.RootElement.GetProperty("images")[0].ToString().ShouldBe("""{"id":1,"file_name":"x.png","width":100,"height":80}""");
        var first = coco.RootElement.GetProperty("annotations")[0];
        first.GetProperty("bbox").ToString().ShouldBe("[10,20,4,30]");
        first.GetProperty("area").GetDouble().ShouldBe(120);
        (first.GetProperty("id").GetInt32(), first.GetProperty("image_id").GetInt32(), first.GetProperty("category_id").GetInt32()).ShouldBe((1, 1, 1));
        coco.RootElement.GetProperty("annotations")[1].GetProperty("category_id").GetInt32().ShouldBe(2);
    }

    // Pixels say how large a thing is, not the box around it.
    [Fact]
    public void The_area_of_a_mask_is_that_of_its_pixels()
    {
        var mask = InstanceMask.FromCounts([3, 2, 2, 1, 4], 4, 3);
        using var coco = JsonDocument.Parse(Written(PredictorFixture.ShapeDetector(), "coco", new BoxPrediction(3, 4, [Box(1, 0.5, 0, 0, 2, 4).WithShape(new(mask, null))])));
        coco.RootElement.GetProperty("annotations")[0].GetProperty("area").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_null_and_a_threshold_leaves_them_out()
    {
        var broken = new ClassPrediction(1, 1, [new("a", 0, float.NaN), new("b", 1, 0.25f)]);
        Written(new TwoScores(Letters), "jsonl", broken).ShouldBe("""{"path":"x.png","classes":[{"class":"a","index":0,"score":null},{"class":"b","index":1,"score":0.25}]}""" + "\n");
        Written(new TwoScores(Letters), "jsonl", broken, threshold: 0.25).ShouldBe("""{"path":"x.png","classes":[{"class":"b","index":1,"score":0.25}]}""" + "\n");
        Written(new TwoScores(Letters), "csv", broken, threshold: 0.3).ShouldBe("path,pred_1_name,pred_1_score,pred_2_name,pred_2_score\nx.png,,,,\n");
    }

    [Fact]
    public void The_best_box_is_drawn_last()
    {
        using var scope = NewDisposeScope();
        var image = zeros([80, 100, 3], ScalarType.Byte);
        Tensor Drawn(params BoundingBox[] boxes) => PictureDrawing.Boxes(image, boxes, PredictorFixture.Objects)[50, 20];
        BoundingBox best = Box(1, 0.9, 20, 20, 60, 70), other = Box(2, 0.4, 20, 20, 60, 70);
        Drawn(best, other).equal(Drawn(best)).ShouldBeTrue();
        Drawn(other).equal(Drawn(best)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(256)]
    [InlineData(300)]
    public void A_label_map_holds_every_class(int classes)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var task = new Segmentation(Enumerable.Range(0, classes).Select(i => FormattableString.Invariant($"c{i}")).ToList(), "image", "map");
        var labels = arange(0, 600, ScalarType.Int64).remainder(classes).view(20, 30);
        using (var stream = File.Create(folder["map.png"]))
        {
            using var png = MapBands.WriterOf(stream, task, 30, 20);
            var bands = new MapBands(task, 30, 20, png, null, null, keeps: false);
            bands.Add(labels.narrow(0, 0, 7), 0);
            bands.Add(labels.narrow(0, 7, 13), 7);
            png.End();
            bands.Summary(30, 20, 20).Counts.Sum().ShouldBe(600);
        }

        LabelImage.Read(folder["map.png"]).reshape(-1).to(ScalarType.Int64).equal(labels.reshape(-1)).ShouldBeTrue();
    }

    [Fact]
    public void A_restored_image_in_windows_is_as_large_as_the_network_makes_it()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        manual_seed(2);
        var image = randint(10, 251, [20, 30, 3], ScalarType.Byte);
        ImageCodec.Save(folder["a.png"], image);
        using var predictor = PredictorFixture.Create(PredictorFixture.Echo(2), new() { Tiles = new() { Size = 16, Overlap = 5 } });
        using var output = new StringWriter();
        var writer = new PredictionWriter(output, new() { Restored = folder["restored"] }, predictor);
        writer.WriteInWindows(folder["a.png"], image, _ => { });
        ImageCodec.Decode(folder["restored/a.png"]).equal(ImageOps.Resize(image, 60, 40, Interpolation.Nearest)).ShouldBeTrue();
        output.ToString().ShouldContain("\"shape\":[3,40,60]");
    }

    [Fact]
    public void Pictures_of_one_name_have_files_of_their_own_and_what_fails_leaves_none()
    {
        using var folder = new TemporaryFolder();
        var files = new OutputFolder(folder["maps"]);
        Path.GetFileName(files.Write("a/x.jpg", stream => stream.WriteByte(1))).ShouldBe("x.png");
        Path.GetFileName(files.Write("b/X.png", stream => stream.WriteByte(2))).ShouldBe("X-2.png");
        Path.GetFileName(files.Write("c/x.bmp", stream => stream.WriteByte(3))).ShouldBe("x-3.png");
        Should.Throw<UserErrorException>(() => files.Write("d/y.png", _ => throw new IOException("no room"))).Message.ShouldContain("y.png: cannot be written: no room");
        Should.Throw<InvalidTimeZoneException>(() => files.Write("d/z.png", _ => throw new InvalidTimeZoneException()));
        Directory.GetFileSystemEntries(folder["maps"]).Select(Path.GetFileName).ShouldBe(["x.png", "X-2.png", "x-3.png"], ignoreOrder: true);
    }

    private static BoundingBox Box(long label, double score, double left, double top, double right, double bottom) => BoundingBox.Predicted(label, [left, top, right, bottom], score, null, PredictorFixture.Objects);

    private static string Written(Module network, string format, Prediction prediction, double threshold = 0)
    {
        using var predictor = PredictorFixture.Create(network);
        using var output = new StringWriter();
        var writer = new PredictionWriter(output, new() { Format = format, TopK = 2, Threshold = threshold }, predictor);
        writer.Write("x.png", prediction);
        writer.End();
        return output.ToString();
    }

    private sealed class TwoScores(Classification task) : Module(task)
    {
        public override Tensor forward(Tensor input) => input.mean([2, 3]).narrow(1, 0, 2);
    }
}
