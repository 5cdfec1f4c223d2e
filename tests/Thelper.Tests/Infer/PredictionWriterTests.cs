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

        // To the last pixel, also where a float has no room for it.
        var large = InstanceMask.FromCounts([0, (1 << 24) + 1, 4095], 4096, 4097);
        using var scene = JsonDocument.Parse(Written(PredictorFixture.ShapeDetector(), "coco", new BoxPrediction(4097, 4096, [Box(1, 0.5, 0, 0, 4097, 4096).WithShape(new(large, null))])));
        scene.RootElement.GetProperty("annotations")[0].GetProperty("area").ToString().ShouldBe("16777217");
    }

    [Fact]
    public void A_shape_is_a_mask_of_height_and_width_and_points_with_their_scores()
    {
        var task = new Detection(new[] { "background", "dot" }, "image", "boxes", background: 0, masks: true, keypoints: ["a", "b"], skeleton: new List<object?> { new List<object?> { 1L, 2L } });
        var mask = InstanceMask.FromCounts([3, 2, 2, 1, 4], 4, 3);
        var box = BoundingBox.Predicted(1, [0, 0, 2, 4], 0.5, null, task).WithShape(new(mask, [new(1, 2.5, 2, 0.75), new(0, 3, 1, -2)]));
        var network = new ExternalDetectModule(new Nn.TinyDetector(3), task, "my.Net", new Dictionary<string, object?>());
        Written(network, "jsonl", new BoxPrediction(3, 4, [box])).ShouldBe(
            """{"path":"x.png","width":3,"height":4,"boxes":[{"class":"dot","index":1,"score":0.5,"bbox":[0,0,2,4],"mask":{"size":[4,3],"counts":"COUNTS"},"keypoints":[[1,2.5,0.75],[0,3,-2]]}]}"""
                .Replace("COUNTS", mask.ToCompressed(), StringComparison.Ordinal) + "\n");
        network = new(new Nn.TinyDetector(3), task, "my.Net", new Dictionary<string, object?>());
        using var coco = JsonDocument.Parse(Written(network, "coco", new BoxPrediction(3, 4, [box])));
        coco.RootElement.GetProperty("categories").ToString().ShouldBe("""[{"id": 1,"name": "dot","keypoints": ["a","b"],"skeleton": [[1,2]]}]""".Replace(": ", ":", StringComparison.Ordinal));
        var entry = coco.RootElement.GetProperty("annotations")[0];
        entry.GetProperty("segmentation").GetProperty("size").ToString().ShouldBe("[4,3]");
        entry.GetProperty("keypoints").ToString().ShouldBe("[1,2.5,2,0,3,1]");
        entry.GetProperty("num_keypoints").GetInt32().ShouldBe(2);
    }

    // Sky but for two rows of wood on the right, and a row of sea below.
    [Fact]
    public void A_map_says_how_much_there_is_of_each_class_and_where()
    {
        int[] labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2];
        var map = new MapPrediction(5, 4, 5, 4, labels);
        Written(PredictorFixture.Local(), "csv", map).ShouldBe("path,map,sky,wood,sea\nx.png,,11,4,5\n");
        Written(PredictorFixture.Local(), "jsonl", map).ShouldBe("""{"path":"x.png","width":5,"height":4,"pixels":{"sky":11,"wood":4,"sea":5}}""" + "\n");
        using var coco = JsonDocument.Parse(Written(PredictorFixture.Local(), "coco", map));
        coco.RootElement.GetProperty("annotations").EnumerateArray().Select(entry => $"{entry.GetProperty("category_id")} {entry.GetProperty("bbox")} {entry.GetProperty("area")}")
            .ShouldBe(["0 [0,0,5,3] 11", "1 [3,1,2,2] 4", "2 [0,3,5,1] 5"]);
    }

    [Fact]
    public void Drawn_pictures_have_the_colours_of_the_picture()
    {
        using var scope = NewDisposeScope();
        var blue = zeros([60, 80, 3], ScalarType.Byte);
        blue.select(2, 0).fill_(200);
        foreach (var drawn in new[] { PictureDrawing.Boxes(blue, [], PredictorFixture.Objects), PictureDrawing.Classes(blue, [new("a", 0, 0.5f)]), PictureDrawing.Values(blue, [1, 2]) })
        {
            var (red, other) = (drawn.select(2, 0), drawn.select(2, 2));
            (other.eq(200) & red.eq(0)).any().ToBoolean().ShouldBeTrue();
            (other.eq(0) & red.eq(200)).any().ToBoolean().ShouldBeFalse();
        }

        aten.equal(PictureDrawing.Values(blue, [1, 2]), PictureDrawing.Values(blue, [1, 3])).ShouldBeFalse();
    }

    // In windows a map comes in bands.
    [Fact]
    public void A_map_in_bands_is_the_map_as_a_whole()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (image, labels) = (randint(0, 256, [20, 30, 3], ScalarType.Byte), randint(0, 3, [20, 30], ScalarType.Int64));
        var (whole, parts) = (Drawn(20), Drawn(7, 6, 7));
        parts.Picture.ShouldBe(whole.Picture);
        parts.Labels.ShouldBe(whole.Labels);
        parts.Counts.ShouldBe(whole.Counts);
        whole.Labels.ShouldBe(labels.reshape(-1).DataSpan<long>().ToArray().Select(label => (ushort)label));

        (byte[] Picture, ushort[] Labels, long[] Counts) Drawn(params int[] rows)
        {
            using var stream = new MemoryStream();
            using var png = new PngWriter(stream, 30, 20, PngFormat.Rgb);
            var bands = new MapBands(PredictorFixture.Pixels, 30, 20, null, png, image, keeps: true);
            for (var (i, top) = (0, 0); i < rows.Length; top += rows[i++])
            {
                bands.WriteLabels(labels.narrow(0, top, rows[i]), top);
            }

            png.End();
            var summary = bands.Summary(30, 20, 20);
            return (ImageCodec.Decode(stream.ToArray()).DataSpan<byte>().ToArray(), summary.Labels.ToArray(), [.. summary.Counts]);
        }
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
    public void A_table_has_no_more_columns_than_there_are_classes()
    {
        var two = new ClassPrediction(1, 1, [new("a", 0, 0.75f), new("b", 1, 0.25f)]);
        Written(new TwoScores(Letters), "csv", two, best: 100).ShouldBe("path,pred_1_name,pred_1_score,pred_2_name,pred_2_score\nx.png,a,0.75,b,0.25\n");
        Written(new TwoScores(Letters), "csv", two, best: 1).ShouldBe("path,pred_1_name,pred_1_score\nx.png,a,0.75\n");
    }

    // A broken detector's answer: JSON has no word for such numbers.
    [Fact]
    public void Boxes_and_points_that_are_no_numbers_are_null()
    {
        var task = new Detection(new[] { "background", "dot" }, "image", "boxes", background: 0, keypoints: ["a"]);
        var box = BoundingBox.Predicted(1, [0, 0, 1e39, 2], double.NaN, null, task).WithShape(new(null, [new(double.NaN, 1, 2, double.PositiveInfinity)]));
        var network = new ExternalDetectModule(new Nn.TinyDetector(3), task, "my.Net", new Dictionary<string, object?>());
        Written(network, "jsonl", new BoxPrediction(3, 4, [box])).ShouldEndWith("""[{"class":"dot","index":1,"score":null,"bbox":[0,0,null,2],"keypoints":[[null,1,null]]}]}""" + "\n");
        network = new(new Nn.TinyDetector(3), task, "my.Net", new Dictionary<string, object?>());
        using var coco = JsonDocument.Parse(Written(network, "coco", new BoxPrediction(3, 4, [box])));
        var entry = coco.RootElement.GetProperty("annotations")[0];
        (entry.GetProperty("score").ValueKind, entry.GetProperty("area").ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.Null));
        entry.GetProperty("bbox").ToString().ShouldBe("[0,0,null,2]");
        entry.GetProperty("keypoints").ToString().ShouldBe("[null,1,2]");
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
    public void A_label_map_shows_the_colours_of_the_task()
    {
        using var scope = NewDisposeScope();
        var task = new Segmentation(new[] { "sky", "wood", "sea" }, "image", "map", colorMap: new Dictionary<string, object?> { ["sky"] = new[] { 10, 20, 30 }, ["wood"] = new[] { 40, 50, 60 }, ["sea"] = new[] { 70, 80, 90 } });
        using var stream = new MemoryStream();
        using (var png = MapBands.WriterOf(stream, task, 3, 1))
        {
            png.Write([0, 1, 2]);
            png.End();
        }

        SegmentDrawing.ColorsOf(task).Of(1).ToArray().ShouldBe([40, 50, 60]);
        ImageCodec.Decode(stream.ToArray()).DataSpan<byte>().ToArray().ShouldBe([30, 20, 10, 60, 50, 40, 90, 80, 70]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(601)]
    public void A_restored_image_in_windows_is_as_large_as_the_network_makes_it(int rowsFrom)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        manual_seed(2);
        var image = randint(10, 251, [20, 30, 3], ScalarType.Byte);
        ImageCodec.Save(folder["a.png"], image);
        using var predictor = PredictorFixture.Create(PredictorFixture.Echo(2), new() { Tiles = new() { Size = 16, Overlap = 5 } });
        using var output = new StringWriter();
        var writer = new PredictionWriter(output, new() { Restored = folder["restored"] }, predictor);
        using var picture = LargePicture.Open(folder["a.png"], predictor.Decode, writer.Draws, rowsFrom);
        writer.WriteInWindows(folder["a.png"], picture, _ => { });
        ImageCodec.Decode(folder["restored/a.png"]).equal(ImageOps.Resize(image, 60, 40, Interpolation.Nearest)).ShouldBeTrue();
        ResultMark.IsOn(folder["restored/a.png"]).ShouldBeTrue();
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
        var longest = new string('n', 251);
        Path.GetFileName(files.Write($"c/{longest}.jpg", stream => stream.WriteByte(3))).ShouldBe(longest + ".png");
        File.Delete(folder[$"maps/{longest}.png"]);
        Should.Throw<UserErrorException>(() => files.Write("d/y.png", _ => throw new IOException("no room"))).Message.ShouldContain("y.png: cannot be written: no room");
        Should.Throw<InvalidTimeZoneException>(() => files.Write("d/z.png", _ => throw new InvalidTimeZoneException()));
        files.NameOf("e/z.jpg").ShouldBe("z.png");
        Directory.GetFileSystemEntries(folder["maps"]).Select(Path.GetFileName).ShouldBe(["x.png", "X-2.png", "x-3.png"], ignoreOrder: true);
    }

    // It is read a second time to draw on it.
    [Fact]
    public void A_picture_that_was_changed_meanwhile_is_not_drawn_on()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var file = folder["x.png"];
        ImageCodec.Save(file, zeros([7, 6, 3], ScalarType.Byte));
        using var predictor = PredictorFixture.Create(PredictorFixture.Local());
        using var output = new StringWriter();
        var writer = new PredictionWriter(output, new() { Maps = folder["maps"], Pictures = folder["drawn"] }, predictor);
        var map = new MapPrediction(5, 4, 5, 4, new int[20]);
        Should.Throw<UnusablePictureException>(() => writer.Write(file, map)).Message.ShouldBe($"{file}: was 5 x 4 pixels when it was predicted on, and is 6 x 7 now: it was changed meanwhile");
        File.Delete(file);
        Should.Throw<UnusablePictureException>(() => writer.Write(file, map)).Message.ShouldContain(file);
        output.ToString().ShouldBeEmpty();
        Directory.Exists(folder["maps"]).ShouldBeFalse();
    }

    // In its last window: the first rows were written by then.
    [Fact]
    public void A_picture_that_the_model_refuses_in_a_window_leaves_nothing_and_what_cannot_be_written_is_another_error()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var image = zeros([30, 30, 3], ScalarType.Byte);
        foreach (var (name, corner) in new[] { ("bright", 255), ("dark", 20) })
        {
            Directory.CreateDirectory(folder[name]);
            image[29, 29] = tensor(corner, dtype: ScalarType.Byte);
            ImageCodec.Save(folder[$"{name}/x.png"], image);
        }

        using var predictor = PredictorFixture.Create(new Timid(), new() { Tiles = new() { Size = 16, Overlap = 4 }, TileBatch = 1 });
        using var output = new StringWriter();
        PredictionWriter To(string maps) => new(output, new() { Maps = folder[maps], Pictures = folder["drawn"] }, predictor);
        void Write(PredictionWriter to, string name)
        {
            using var picture = LargePicture.Open(folder[name], predictor.Decode, to.Draws);
            to.WriteInWindows(folder[name], picture, _ => { });
        }

        var writer = To("maps");
        Should.Throw<UnusablePictureException>(() => Write(writer, "bright/x.png")).Message.ShouldBe($"{folder["bright/x.png"]}: too bright");
        output.ToString().ShouldBeEmpty();
        Write(writer, "dark/x.png");
        output.ToString().Split('\n').Length.ShouldBe(2);
        Directory.GetFileSystemEntries(folder["maps"]).Concat(Directory.GetFileSystemEntries(folder["drawn"])).ShouldBe([folder["maps/x.png"], folder["drawn/x.png"]]);
        (ResultMark.IsOn(folder["maps/x.png"]) && ResultMark.IsOn(folder["drawn/x.png"])).ShouldBeTrue();
        Should.Throw<UserErrorException>(() => Write(To("dark/x.png/maps"), "dark/x.png")).ShouldNotBeOfType<UnusablePictureException>();
    }

    // As in folders that a simulator writes: scene_000001/rgb.png, scene_000002/rgb.png.
    [Fact]
    public void Many_pictures_of_one_name_take_no_longer_than_others() => Endless.Forbid(() =>
    {
        const int count = 200_000;
        var files = new OutputFolder("nowhere");
        var names = Enumerable.Range(0, count).Select(k => files.NameOf($"scene_{k}/{(k % 2 == 0 ? "rgb" : "RGB")}.png")).ToList();
        names[..4].ShouldBe(["rgb.png", "RGB-2.png", "rgb-3.png", "RGB-4.png"]);
        names[^1].ShouldBe("RGB-200000.png");
        files.NameOf("a/rgb-3.jpg").ShouldBe("rgb-3-2.png");
        files.NameOf("b/rgb-3.jpg").ShouldBe("rgb-3-3.png");
    });

    // A picture of the user's must not be lost under the drawing of another.
    [Fact]
    public void Nothing_is_replaced_in_a_folder_of_the_pictures()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in/a.png", "photo");
        folder.Write("in/sub/b.png", "photo");
        var files = new OutputFolder(folder["in"]);
        Path.GetFileName(files.Write(folder["in/c.jpg"], stream => stream.WriteByte(1))).ShouldBe("c.png");
        Should.Throw<UserErrorException>(() => files.Write(folder["in/a.png"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already, in a folder of the pictures");
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["in/../in/"]).Write(folder["in/a.jpg"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already");
        File.ReadAllText(folder["in/a.png"]).ShouldBe("photo");

        // Nor where pictures are yet to come, or are reached by another name.
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["in"], [folder["in"]]).Write(folder["other/a.jpg"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already");
        Directory.CreateSymbolicLink(folder["link"], folder["in"]);
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["link"]).Write(folder["in/a.jpg"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already");
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["in"]).Write(folder["link/a.jpg"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already");
        File.ReadAllText(folder["in/a.png"]).ShouldBe("photo");
    }

    [Fact]
    public void Every_class_that_is_asked_for_is_written_below_the_picture()
    {
        using var scope = NewDisposeScope();
        var image = zeros([128, 128, 3], ScalarType.Byte);
        long Height(int classes) => PictureDrawing.Classes(image, [.. Enumerable.Range(0, classes).Select(k => new ClassScore($"c{k}", k, 0.1f))]).shape[0];
        (Height(7) - Height(6)).ShouldBe(Height(2) - Height(1));
        (Height(7) - Height(6)).ShouldBePositive();
    }

    [Fact]
    public void A_table_has_rows_of_one_length()
    {
        using var predictor = PredictorFixture.Create(PredictorFixture.Echo());
        using var output = new StringWriter();
        var writer = new PredictionWriter(output, new() { Format = "csv" }, predictor);
        writer.Write("a.png", new ValuePrediction(1, 1, [2], new[] { 1f, 2 }));
        Should.Throw<UserErrorException>(() => writer.Write("b.png", new ValuePrediction(1, 1, [3], new[] { 1f, 2, 3 }))).Message.ShouldStartWith("b.png: the model answers with 3 numbers, and with 2 to the first picture");
        output.ToString().ShouldBe("path,value_0,value_1\na.png,1,2\n");
    }

    [Fact]
    public void Options_of_other_tasks_are_named()
    {
        Should.Throw<UserErrorException>(() => PredictionFormat.Check(new() { TopK = 3, Threshold = 0.5 }, PredictorFixture.Pixels, keepsPicture: true)).Message
            .ShouldBe("--top-k: is for classification, and the model's task is Segmentation\n--threshold: is for classes and boxes, and the model's task is Segmentation");
        Should.Throw<UserErrorException>(() => PredictionFormat.Check(new() { TopK = 3, Threshold = 0.5 }, PredictorFixture.Objects, keepsPicture: true)).Message.ShouldBe("--top-k: is for classification, and the model's task is Detection");
        PredictionFormat.Check(new() { TopK = 3, Threshold = 0.5 }, Letters, keepsPicture: true);
    }

    [Theory]
    [InlineData("out", "out/")]
    [InlineData("out", "./out/../out")]
    public void Maps_and_pictures_of_the_same_names_need_two_folders(string maps, string pictures)
    {
        var options = new PredictionOptions { Maps = maps, Pictures = pictures };
        Should.Throw<UserErrorException>(() => PredictionFormat.Check(options, PredictorFixture.Pixels, keepsPicture: true)).Message.ShouldContain("each needs a folder of its own");
        PredictionFormat.Check(options with { Pictures = "out2" }, PredictorFixture.Pixels, keepsPicture: true);
    }

    private static BoundingBox Box(long label, double score, double left, double top, double right, double bottom) => BoundingBox.Predicted(label, [left, top, right, bottom], score, null, PredictorFixture.Objects);

    private static string Written(Module network, string format, Prediction prediction, double threshold = 0, int best = 2)
    {
        using var predictor = PredictorFixture.Create(network);
        using var output = new StringWriter();
        var writer = new PredictionWriter(output, new() { Format = format, TopK = best, Threshold = threshold }, predictor);
        writer.Write("x.png", prediction);
        writer.End();
        return output.ToString();
    }

    private sealed class Timid() : Module(PredictorFixture.Pixels)
    {
        public override Tensor forward(Tensor input) => input.max().ToDouble() < 0.9 ? input * 1 : throw new UserErrorException("too bright");
    }

    private sealed class TwoScores(Classification task) : Module(task)
    {
        public override Tensor forward(Tensor input) => input.mean([2, 3]).narrow(1, 0, 2);
    }
}
