using System.Globalization;
using System.Text.Json;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper infer MODEL PATH...</c> and <see cref="Predictor"/> with the classifier that thelper 0.6.2 trained.</summary>
[NoLeaks]
public class PredictTests
{
    private const string Model = "out/classif-digits";

    [Fact]
    public void A_list_gives_the_originals_predictions_in_its_order()
    {
        using var work = Prepared();
        var lines = Succeed("infer", Model, "mini/original-order.txt", "--top-k", "3", "--format", "csv", "--batch-size", "7").Split('\n');
        var expected = File.ReadAllLines(Repository.File("tests", "golden", "original-0.6.2-portable", "infer-digits", "log.csv"));
        lines[0].ShouldBe("path,pred_1_name,pred_1_score,pred_2_name,pred_2_score,pred_3_name,pred_3_score");
        lines.Length.ShouldBe(expected.Length + 1);
        for (var i = 1; i < expected.Length; i++)
        {
            // The original's begin with truth and its score, and have four decimals.
            var (ours, theirs) = (lines[i].Split(','), expected[i].Split(','));
            Path.GetFileName(Path.GetDirectoryName(ours[0])).ShouldBe(theirs[0]);
            foreach (var k in new[] { 0, 1, 2 })
            {
                float.Parse(ours[(2 * k) + 2], CultureInfo.InvariantCulture).ToString("F4", CultureInfo.InvariantCulture).ShouldBe(theirs[(2 * k) + 3], lines[i]);
                if (theirs[(2 * k) + 3] != "0.0000")
                {
                    ours[(2 * k) + 1].ShouldBe(theirs[(2 * k) + 2], lines[i]);
                }
            }
        }
    }

    [Fact]
    public void Every_entry_says_the_same()
    {
        using var work = Prepared();
        var files = Directory.GetFiles("mini/3").Order(StringComparer.Ordinal).ToList();
        var expected = Succeed([.. new[] { "infer", Model }, .. files]);
        expected.Count(c => c == '\n').ShouldBe(12);
        Succeed("infer", Model, "mini/3").ShouldBe(expected);
        Succeed("infer", Model, "mini/3/*.p?g").ShouldBe(expected);
        Succeed("infer", "--model", Model, "mini/3").ShouldBe(expected);
        Succeed("infer", Model, "**/3/*.png").ShouldBe(expected);
        Succeed("infer", $"{Model}/checkpoints/ckpt.best.pth", "mini/3", "--output", "predictions.jsonl").ShouldBeEmpty();
        File.ReadAllText(work["predictions.jsonl"]).ShouldBe(expected);
        using var written = new StringWriter();
        using var input = new StringReader(string.Join('\n', files));
        Session.Predict(Model, ["-"], SessionEnvironment.Quiet(), new(), written, input).ShouldBe(12);
        written.ToString().ShouldBe(expected);

        using var predictor = Predictor.Load(Model);
        var lines = expected.Split('\n');
        foreach (var (file, line) in files.Zip(lines))
        {
            using var image = ImageCodec.Decode(file);
            foreach (var prediction in new[] { predictor.Predict(file), predictor.Predict(File.ReadAllBytes(file)), predictor.Predict(image), predictor.Predict([image])[0] })
            {
                var best = ((ClassPrediction)prediction).Classes[0];
                var said = JsonDocument.Parse(line).RootElement;
                said.GetProperty("path").GetString().ShouldBe(file);
                said.GetProperty("classes")[0].GetProperty("class").GetString().ShouldBe(best.Name);

                // Batches of another size add in another order.
                Math.Abs(said.GetProperty("classes")[0].GetProperty("score").GetSingle() - best.Score).ShouldBeLessThan(1e-5f);
            }
        }
    }

    [Fact]
    public void A_predictor_serves_many_threads_at_once()
    {
        using var work = Prepared();
        var files = Directory.GetFiles("mini", "*.png", SearchOption.AllDirectories);
        using var predictor = Predictor.Load(Model);
        var expected = Array.ConvertAll(files, file => Best(predictor, file));
        var found = new (string, float)[4 * files.Length];
        System.Threading.Tasks.Parallel.For(0, found.Length, new() { MaxDegreeOfParallelism = 8 }, i => found[i] = Best(predictor, files[i % files.Length]));
        for (var i = 0; i < found.Length; i++)
        {
            found[i].Item1.ShouldBe(expected[i % files.Length].Name);
            Math.Abs(found[i].Item2 - expected[i % files.Length].Score).ShouldBeLessThan(1e-5f);
        }
    }

    [Fact]
    public void A_picture_that_cannot_be_read_ends_the_run_or_is_left_out()
    {
        using var work = Prepared();
        File.WriteAllText(work["mini/3/0000-broken.png"], "no picture");
        var (code, output, error) = Workspace.Run("--silent", "infer", Model, "mini/3", "--output", "predictions.jsonl");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("mini/3/0000-broken.png");
        error.ShouldContain("--on-bad-sample skip");
        work.Files().Where(file => file.Contains("predictions", StringComparison.Ordinal)).ShouldBeEmpty();

        var lines = Succeed("infer", Model, "mini/3", "--on-bad-sample", "skip").TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(13);
        lines.FindIndex(line => line.TryGetProperty("error", out _)).ShouldBe(0);
        lines.Skip(1).ShouldAllBe(line => line.GetProperty("classes").GetArrayLength() == 1);

        // A table has no line for it: it is said.
        (code, output, error) = Workspace.Run("--quiet", "infer", Model, "mini/3", "--on-bad-sample", "skip", "--format", "csv");
        code.ShouldBe(0);
        output.Split('\n').Length.ShouldBe(14);
        error.ShouldContain("left out: ");
        error.ShouldContain("0000-broken.png");
    }

    [Fact]
    public void A_picture_that_the_model_does_not_take_is_named_or_left_out()
    {
        using var work = Prepared();
        using (var scope = NewDisposeScope())
        {
            ImageCodec.Save(work["mini/3/0000-large.png"], zeros([40, 48, 3], ScalarType.Byte));
        }

        var (code, output, error) = Workspace.Run("--silent", "infer", Model, "mini/3");
        (code, output).ShouldBe((2, ""));
        error.ShouldContain("mini/3/0000-large.png: ");
        error.ShouldContain("40, 48");
        error.ShouldContain("--on-bad-sample skip");
        foreach (var size in new[] { "1", "5", "16" })
        {
            var lines = Succeed("infer", Model, "mini/4", "mini/3", "--on-bad-sample", "skip", "--batch-size", size).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
            lines.Count.ShouldBe(25);
            lines.FindIndex(line => line.TryGetProperty("error", out _)).ShouldBe(12);
            lines.Count(line => line.TryGetProperty("classes", out _)).ShouldBe(24);
        }

        // In whatever order they come.
        var first = Succeed("infer", Model, "mini/3/0000-large.png", "mini/4", "--on-bad-sample", "skip", "--batch-size", "1").TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        first.Select(line => line.TryGetProperty("error", out _)).ShouldBe([true, .. Enumerable.Repeat(false, 12)]);

        // Where it takes none of them, there is no result.
        Directory.CreateDirectory("large");
        File.Move("mini/3/0000-large.png", "large/a.png");
        File.Copy("large/a.png", "large/b.png");
        (code, _, error) = Workspace.Run("--silent", "infer", Model, "large", "--on-bad-sample", "skip", "--output", "none.jsonl");
        (code, File.Exists("none.jsonl")).ShouldBe((2, false));
        error.ShouldStartWith("None of the 2 pictures could be used: large/a.png: ");
        error.ShouldContain("40, 48");
    }

    [Fact]
    public void Views_and_drawn_pictures_of_a_classifier()
    {
        using var work = Prepared();
        using var predictor = Predictor.Load(Model);
        using var viewed = Predictor.Load(Model, new() { Views = "flip" });
        var file = Directory.GetFiles("mini/3").Order(StringComparer.Ordinal).First();
        using var scope = NewDisposeScope();
        var image = ImageCodec.Decode(file);
        var (straight, mirrored) = (ScoresOf(predictor.Predict(image)), ScoresOf(predictor.Predict(image.flip(1).contiguous())));
        ScoresOf(viewed.Predict(file)).Zip(straight.Zip(mirrored)).ShouldAllBe(pair => Math.Abs(pair.First - ((pair.Second.First + pair.Second.Second) / 2)) < 1e-6f);
        var line = JsonDocument.Parse(Succeed("infer", Model, file, "--top-k", "2", "--pictures", "drawn")).RootElement;
        line.GetProperty("picture").GetString().ShouldBe($"drawn/{Path.GetFileName(file)}");
        var drawn = ImageCodec.Decode($"drawn/{Path.GetFileName(file)}");
        drawn.shape[0].ShouldBeGreaterThan(drawn.shape[1]);
        drawn.shape[1].ShouldBeGreaterThanOrEqualTo(128);
    }

    [Fact]
    public void Grey_16_bit_and_transparent_pictures_are_what_their_colours_are()
    {
        using var work = Prepared();
        using var predictor = Predictor.Load(Model);
        using var scope = NewDisposeScope();
        var grey = ImageCodec.Decode(Directory.GetFiles("mini/3")[0], DecodeMode.Gray);
        ImageCodec.Save("grey.png", grey);
        ImageCodec.Save("colour.png", ImageOps.ConvertColor(grey, ColorConversion.GrayToBgr));
        ImageCodec.Save("transparent.png", ImageOps.ConvertColor(ImageOps.ConvertColor(grey, ColorConversion.GrayToBgr), ColorConversion.BgrToBgra));
        using (var stream = File.Create("deep.png"))
        {
            using var png = new PngWriter(stream, 32, 32, PngFormat.Gray16);
            png.Write(stack([grey, grey], 2).contiguous().DataSpan<byte>());
            png.End();
        }

        var expected = ScoresOf(predictor.Predict("colour.png"));
        foreach (var file in new[] { "grey.png", "transparent.png", "deep.png" })
        {
            ScoresOf(predictor.Predict(file)).ShouldBe(expected, file);
            ScoresOf(predictor.Predict(File.ReadAllBytes(file))).ShouldBe(expected, file);
        }
    }

    [Fact]
    public void No_more_than_three_batches_are_read_ahead()
    {
        using var work = Prepared();
        var file = Directory.GetFiles("mini/3")[0];
        using var input = new CountedLines(Enumerable.Repeat(file, 200));
        using var output = new CountedWrites(() => input.Taken);
        Session.Predict(Model, ["-"], SessionEnvironment.Quiet(), new() { BatchSize = 4 }, output, input).ShouldBe(200);
        output.Written.ShouldBe(200);
        output.MostAhead.ShouldBeLessThanOrEqualTo(3 * 4);
    }

    [Fact]
    public void Progress_counts_the_pictures()
    {
        using var work = Prepared();
        using var output = new StringWriter();
        var progress = new CountedProgress();
        Session.Predict(Model, ["mini/3", "mini/4"], SessionEnvironment.Quiet() with { Progress = progress }, new(), output).ShouldBe(24);
        (progress.Total, progress.Images, progress.Ended).ShouldBe((24, 24, true));
        using var input = new StringReader(string.Join('\n', Directory.GetFiles("mini/3")));
        progress = new();
        Session.Predict(Model, ["-"], SessionEnvironment.Quiet() with { Progress = progress }, new(), output, input).ShouldBe(12);
        (progress.Total, progress.Images, progress.Ended).ShouldBe((-1, 12, true));
    }

    [Theory]
    [InlineData("does not exist", "infer", Model, "nowhere.png")]
    [InlineData("There is nothing to predict on", "infer", Model)]
    [InlineData("--format: expected jsonl, csv, coco, got 'xml'", "infer", Model, "mini", "--format", "xml")]
    [InlineData("--format coco: is for boxes and masks", "infer", Model, "mini", "--format", "coco")]
    [InlineData("--maps: is for segmentation", "infer", Model, "mini", "--maps", "maps")]
    [InlineData("--top-k: must be at least 1", "infer", Model, "mini", "--top-k", "0")]
    [InlineData("'99999999999': --top-k takes a whole number up to 2147483647; see 'thelper help infer'", "infer", Model, "mini", "--top-k", "99999999999")]
    [InlineData("'half': --threshold takes a number; see", "infer", Model, "mini", "--threshold", "half")]
    [InlineData("--batch-size: must be from 1 to 1000000", "infer", Model, "mini", "--batch-size", "2000000000")]
    [InlineData("--tile: windows are for pixels, boxes and restored images", "infer", Model, "mini", "--tile", "16")]
    [InlineData("--overlap: is for windows (--tile N)", "infer", Model, "mini", "--overlap", "0.5")]
    [InlineData("--overlap: expected whole pixels below the tile's 16", "infer", Model, "mini", "--tile", "16", "--overlap", "16")]
    [InlineData("--tile: a window has at least 1 pixel, not 0", "infer", Model, "mini", "--tile", "0")]
    [InlineData("did you mean 'flips'", "infer", Model, "mini", "--tta", "flps")]
    [InlineData("paints no picture", "infer", Model, "mini", "--restored", "r")]
    [InlineData("no such checkpoint or session directory", "infer", "nowhere", "mini")]
    [InlineData("is no picture", "infer", Model, "classif.json")]
    [InlineData("its folder does not exist", "infer", Model, "mini", "--output", "nowhere/p.jsonl")]
    [InlineData("a model has no configuration to change", "infer", Model, "mini", "trainer.epochs=2")]
    public void Mistakes_are_said(string message, params string[] arguments)
    {
        using var work = Prepared();
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldContain(message);
        output.ShouldBeEmpty();
        code.ShouldBe(2);
    }

    [Fact]
    public void Tensors_have_a_contract()
    {
        using var work = Prepared();
        using var predictor = Predictor.Load(Model);
        foreach (var image in new[] { zeros([32, 32, 3]), zeros([32, 32], dtype: ScalarType.Byte), zeros([3, 32, 32], dtype: ScalarType.Byte), zeros([0, 32, 3], dtype: ScalarType.Byte) })
        {
            using (image)
            {
                Should.Throw<UserErrorException>(() => predictor.Predict(image)).Message.ShouldContain("a picture is a uint8 tensor of the shape (height, width, 3)");
            }
        }
    }

    private static (string Name, float Score) Best(Predictor predictor, string file)
    {
        var best = ((ClassPrediction)predictor.Predict(file)).Classes[0];
        return (best.Name, best.Score);
    }

    private static float[] ScoresOf(Prediction prediction) => [.. ((ClassPrediction)prediction).Classes.OrderBy(score => score.Index).Select(score => score.Score)];

    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateDirectory(work[$"{Model}/logs"]);
        Directory.CreateDirectory(work[$"{Model}/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work[$"{Model}/checkpoints/ckpt.best.pth"]);
        return work;
    }

    private static string Succeed(params string[] arguments)
    {
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        return output;
    }

    private sealed class CountedProgress : Logging.IProgressDisplay, IDisposable
    {
        public int Total { get; private set; }

        public int Images { get; private set; }

        public bool Ended { get; private set; }

        public IDisposable Begin(string label, int batches, string unit = "images")
        {
            Total = batches;
            return this;
        }

        public void Advance(int images) => Images += images;

        public void Dispose() => Ended = true;
    }

    private sealed class CountedLines(IEnumerable<string> lines) : TextReader
    {
        private readonly IEnumerator<string> lines = lines.GetEnumerator();

        public int Taken { get; private set; }

        public override string? ReadLine()
        {
            if (!lines.MoveNext())
            {
                return null;
            }

            Taken++;
            return lines.Current;
        }
    }

    private sealed class CountedWrites(Func<int> taken) : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public int Written { get; private set; }

        public int MostAhead { get; private set; }

        public override void Write(string? value)
        {
            MostAhead = Math.Max(MostAhead, taken() - Written);
            Written++;
        }
    }
}
