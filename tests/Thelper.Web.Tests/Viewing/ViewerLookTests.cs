using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Imaging;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Web.Serving;
using Thelper.Web.Viewing;
using Task = System.Threading.Tasks.Task;

namespace Thelper.Web.Tests.Viewing;

/// <summary>Which samples <c>thelper viz</c> finds, and what their pictures look like by the section <c>viz</c>.</summary>
public sealed class ViewerLookTests
{
    [Fact]
    public async Task From_a_sample_that_does_not_pass_a_filter_the_next_one_that_does_is_shown()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        const int Set = 1;
        var names = Enumerable.Range(0, view.Sets[Set].Count).Select(position => Path.GetFileNameWithoutExtension(view.Sets[Set].Describe(position)).Split('-')[0]).ToList();
        client.Get($"/api/find/{Set}?class=0").Status.ShouldBe(200);
        Endless.WaitUntil(() => Json(client, $"/api/progress/{Set}").GetProperty("classes").GetProperty("done").GetInt32() == names.Count);
        foreach (var (number, name) in ViewedData.Classes.Index())
        {
            var passing = Enumerable.Range(0, names.Count).Where(position => names[position] == name).ToList();
            for (var position = 0; position < names.Count; position++)
            {
                var found = Json(client, string.Create(CultureInfo.InvariantCulture, $"/api/find/{Set}?class={number}&position={position}"));
                var expected = passing.Exists(other => other >= position) ? passing.Find(other => other >= position) : passing[^1];
                (found.GetProperty("count").GetInt32(), found.GetProperty("position").GetInt32(), found.GetProperty("rank").GetInt32()).ShouldBe((passing.Count, expected, passing.IndexOf(expected)), $"{name} from {position}");
            }
        }
    }

    [Fact]
    public async Task Boxes_of_a_class_are_found()
    {
        using var data = ViewedData.Shapes("detect");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();

        // What is known so far, of a class that many have, is not what is found later.
        client.Get("/api/find/0?class=1").Status.ShouldBe(200);
        Endless.WaitUntil(() => Json(client, "/api/progress/0").GetProperty("classes").GetProperty("done").GetInt32() == view.Sets[0].Count);
        var task = (Detection)view.Task;
        for (var index = 0; index < task.ClassNames.Count; index++)
        {
            var expected = 0;
            for (var position = 0; position < view.Sets[0].Count; position++)
            {
                using var sample = view.Sets[0].LoadRaw(position);
                expected += ((IReadOnlyList<object?>)sample[task.GtKey!]!).Cast<BoundingBox>().Any(box => task.IndexOf(box) == index) ? 1 : 0;
            }

            Json(client, $"/api/find/0?class={index}").GetProperty("count").GetInt32().ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_sample_that_code_of_the_user_fails_on_is_told_and_the_others_are_looked_at()
    {
        using var data = ViewedData.Own("Faulty");
        using var view = data.Open();
        var console = new StringWriter();
        using var log = new SessionLog(console);
        using var pages = new ViewerPages(view, log.For("thelper.web"));
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Get("/api/find/0?class=0").Status.ShouldBe(200);
        Endless.WaitUntil(() => Json(client, "/api/progress/0").GetProperty("classes").GetProperty("done").GetInt32() == 4);
        var fault = Json(client, "/api/progress/0").GetProperty("classes").GetProperty("fault").GetString()!;
        fault.ShouldContain("own.cs(");
        fault.ShouldEndWith($"{view.Sets[0].Describe(1)}: the camera was off");
        console.ToString().ShouldContain($"WARNING : {fault}; the other samples are looked at");
        Json(client, "/api/find/0?class=0").GetProperty("count").GetInt32().ShouldBe(2);
        Json(client, "/api/find/0?class=1").GetProperty("count").GetInt32().ShouldBe(1);

        // Where it is shown, too.
        foreach (var stage in Json(client, "/api/sample/0/1").GetProperty("stages").EnumerateArray())
        {
            stage.GetProperty("error").GetString().ShouldBe(fault);
        }

        Json(client, "/api/sample/0/2").GetProperty("stages")[0].GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Labels_are_names_numbers_lists_or_flags()
    {
        using var scope = torch.NewDisposeScope();
        var reader = new ClassReader(new Classification(new List<string> { "cat", "dog", "cow" }, "image", "label"));
        reader.OfLabel("dog").Indices.ShouldBe([1]);
        reader.OfLabel(2L).Indices.ShouldBe([2]);
        reader.OfLabel(3).Indices.ShouldBeEmpty();
        reader.OfLabel("horse").Indices.ShouldBeEmpty();
        reader.OfLabel(torch.tensor(1L)).Indices.ShouldBe([1]);
        reader.OfLabel(torch.tensor(new[] { 1f, 0, 1 })).Indices.ShouldBe([0, 2]);
        reader.OfLabel(new List<object?> { "cow", 0, "cow" }).Indices.ShouldBe([2, 0]);
        reader.OfLabel(null).Indices.ShouldBeEmpty();
    }

    [Fact]
    public void A_loss_that_is_no_number_is_the_greatest_and_what_has_no_score_comes_last()
    {
        SampleScore?[] scores = [new(1, 0.9, null), null, new(double.NaN, null, null), new(5, 0.2, null), new(null, double.NaN, null), new(7, 0.5, null)];
        SetBrowser.Sorted([0, 1, 2, 3, 4, 5], SampleOrder.Loss, position => scores[position]).ShouldBe([2, 5, 3, 0, 1, 4]);
        SetBrowser.Sorted([5, 4, 3, 1, 0], SampleOrder.Confidence, position => scores[position]).ShouldBe([4, 3, 5, 0, 1], "NaN is less than any number");
        SetBrowser.Sorted([3, 0, 2], SampleOrder.Index, position => scores[position]).ShouldBe([3, 0, 2]);
    }

    [Fact]
    public async Task A_file_of_the_same_length_is_another_one_by_its_time()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var (first, other) = (view.Sets[0].FilesOf(0)[0], Enumerable.Range(1, 3).Select(position => view.Sets[0].FilesOf(position)[0]));
        var before = Picture(client, "/api/sample/0/0", 0);
        Picture(client, "/api/sample/0/0", 0).ShouldBe(before);

        // What follows the picture in its file is not read.
        var (bytes, length) = (other.Select(File.ReadAllBytes).First(candidate => candidate.Length <= new FileInfo(first).Length), new FileInfo(first).Length);
        await File.WriteAllBytesAsync(first, [.. bytes, .. new byte[length - bytes.Length]], TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(first, DateTime.UtcNow.AddHours(1));
        Picture(client, "/api/sample/0/0", 0).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_sample_that_is_shown_otherwise_is_made_again()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var pictures = new[] { "", "?red=0&green=0&blue=0", "?red=0&green=1&blue=0", "?range=robust" }.Select(look => Convert.ToHexString(Picture(client, "/api/sample/0/0" + look, 0))).ToList();
        pictures.Distinct().Count().ShouldBe(pictures.Count);
        Convert.ToHexString(Picture(client, "/api/sample/0/0", 0)).ShouldBe(pictures[0]);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("\"flip_bgr\": true", false)]
    [InlineData("\"flip_bgr\": false", true)]
    public async Task Colours_are_turned_round_where_the_section_says_so(string parameter, bool isTurned)
    {
        using var data = ViewedData.Folders($$"""{"params": { {{parameter}} } }""");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var name = Path.GetFileNameWithoutExtension(view.Sets[0].Describe(0)).Split('-')[0];

        // As files have them, and as they were written: blue, green, red.
        byte[] color = name switch { "blue" => [250, 0, 0], "green" => [0, 200, 0], "red" => [5, 60, 240], _ => [10, 20, 30] };
        foreach (var (stage, range) in new[] { (0, "byte"), (1, "unit") })
        {
            using var scope = torch.NewDisposeScope();
            var picture = ImageCodec.Decode(Picture(client, $"/api/sample/0/0?range={range}", stage));
            picture[20, 30].DataSpan<byte>().ToArray().ShouldBe(isTurned ? [.. color.Reverse()] : color, $"stage {stage}");
        }
    }

    [Fact]
    public async Task Very_large_pictures_are_shown_smaller()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using (var large = torch.full([20, 9000, 3], 50, torch.uint8))
        {
            ImageCodec.Save(view.Sets[0].FilesOf(0)[0], large);
        }

        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var pane = Json(client, "/api/sample/0/0").GetProperty("stages")[0].GetProperty("panes")[0];
        (pane.GetProperty("width").GetInt32(), pane.GetProperty("height").GetInt32()).ShouldBe((9000, 20));
        (pane.GetProperty("shownWidth").GetInt32(), pane.GetProperty("shownHeight").GetInt32()).ShouldBe((4096, 9));
        using var picture = ImageCodec.Decode(Picture(client, "/api/sample/0/0", 0));
        picture.shape.ShouldBe([9, 4096, 3]);
    }

    [Fact]
    public void Pictures_in_a_folder_are_spread_over_the_set_and_those_of_their_epoch()
    {
        using var data = ViewedData.Folders("""{"params": {"max_images": 4, "grid_size_x": 2}}""");
        using var view = data.Open();
        var set = view.Sets[0];
        using var scope = torch.NewDisposeScope();
        var sheet = Sheet("two", 0);

        // Two columns: on the right the last sample.
        foreach (var (position, column) in new[] { (0, 80), (set.Count - 1, (int)(sheet.shape[1] / 2) + 80) })
        {
            var name = Path.GetFileNameWithoutExtension(set.Describe(position)).Split('-')[0];
            byte[] color = name switch { "blue" => [250, 0, 0], "green" => [0, 200, 0], "red" => [5, 60, 240], _ => [10, 20, 30] };
            sheet[60, column].DataSpan<byte>().ToArray().ShouldBe(color, $"{position}");
        }

        // The first row is as the files are; below it an epoch that turns a picture round is another one.
        var epoch = Enumerable.Range(1, 50).First(other => !IsFirst(other));
        var turned = Sheet("turned", epoch);
        var half = sheet.shape[0] / 2;
        turned.narrow(0, 0, half).Equals(sheet.narrow(0, 0, half)).ShouldBeTrue();
        turned.Equals(sheet).ShouldBeFalse();

        bool IsFirst(int other)
        {
            using var one = set.Load(0, other);
            using var first = set.Load(0, 0);
            return ((torch.Tensor)one["image"]!).Equals((torch.Tensor)first["image"]!);
        }

        torch.Tensor Sheet(string folder, int of) => ImageCodec.Decode(SampleSheets.Write(view, Path.Combine(data.Folder, folder), 2, of, new StopRequest()).First());
    }

    [Fact]
    public void A_class_whose_colour_is_black_darkens_nothing_in_a_folder_s_pictures()
    {
        using var data = ViewedData.Shapes("segm");
        using var view = data.Open();
        using var scope = torch.NewDisposeScope();
        using var sample = view.Sets[0].LoadRaw(0);
        ((torch.Tensor)sample[view.Task.GtKey!]!)[0, 0].to(torch.ScalarType.Int64).ToInt64().ShouldBe(0, "the corner is background");
        var sheet = ImageCodec.Decode(SampleSheets.Write(view, Path.Combine(data.Folder, "sheet"), 1, 0, new StopRequest()).First());
        var (shown, expected) = (sheet[1, 1].DataSpan<byte>().ToArray(), ((torch.Tensor)sample["image"]!)[0, 0].contiguous().DataSpan<byte>().ToArray());
        shown.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 12);
        expected.Max().ShouldBeGreaterThan((byte)40);
    }

    private static byte[] Picture(RawClient client, string path, int stage)
    {
        var number = Json(client, path).GetProperty("stages")[stage].GetProperty("panes")[0].GetProperty("picture").GetInt32();
        var (status, _, body) = client.Get(string.Create(CultureInfo.InvariantCulture, $"/api/blob/{number}"));
        status.ShouldBe(200);
        return body;
    }

    private static JsonElement Json(RawClient client, string path)
    {
        var (status, _, body) = client.Get(path);
        status.ShouldBe(200, Encoding.UTF8.GetString(body));
        return JsonDocument.Parse(body).RootElement.Clone();
    }
}
