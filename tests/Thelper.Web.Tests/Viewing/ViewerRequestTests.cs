using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Imaging;
using Thelper.Logging;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Web.Serving;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>What the scripts of <c>thelper viz</c> may ask for, and the pictures that it writes instead.</summary>
public sealed class ViewerRequestTests(Chromium chromium)
{
    [Fact]
    public async Task Strange_requests_get_no_failure_and_no_file()
    {
        using var data = ViewedData.Folders();
        File.WriteAllText(Path.Combine(data.Folder, "secret.txt"), RequestFuzz.Secret);
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        RequestFuzz.Run(server, ["epoch", "from", "count", "class", "text", "order", "rank", "position", "range", "red", "green", "blue", "hide", "download"], ["""{"what":"classes"}"""]);
    }

    [Fact]
    public async Task The_page_is_there_before_the_data_and_requests_wait_for_them()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        var coming = new TaskCompletionSource<DataView>();
        using var pages = new ViewerPages(coming.Task);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Get("/static/viewing/viewing.js").Status.ShouldBe(200);
        var asked = Task.Run(() => client.Get("/api/view"));
        using (var other = new RawClient(server).LogIn())
        {
            other.Get("/static/common/ui.js").Status.ShouldBe(200);
        }

        asked.IsCompleted.ShouldBeFalse();
        coming.SetResult(view);
        var (status, _, body) = await asked;
        status.ShouldBe(200);
        JsonDocument.Parse(body).RootElement.GetProperty("sets").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Data_that_cannot_be_opened_are_told_to_the_page()
    {
        using var pages = new ViewerPages(Task.FromException<DataView>(new UserErrorException("a.json: no data")));
        pages.MakeFirst();
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        foreach (var path in new[] { "/api/view", "/api/find/0", "/api/sample/0/0" })
        {
            var (status, _, body) = client.Get(path);
            (status, Encoding.UTF8.GetString(body)).ShouldBe((422, """{"error":"a.json: no data"}"""));
        }
    }

    [Fact]
    public async Task Samples_are_sorted_by_what_a_model_says()
    {
        using var data = ViewedData.Shapes("classif");
        var config = File.ReadAllText(data.Config).TrimEnd();
        data.Write(config[..^1] + """
            , "model": {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true}},
              "trainer": {"epochs": 1, "device": "cpu", "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.SGD", "params": {"lr": 0.01}}}}}
            """);
        var text = File.ReadAllText(data.Config);
        data.Write(text.Replace("\"target_key\": \"image\"}]", "\"target_key\": \"image\"}, {\"operation\": \"torchvision.transforms.ToTensor\", \"target_key\": \"image\"}]", StringComparison.Ordinal));
        Session.Create(data.Config, data.Folder, SessionEnvironment.Quiet(), null);
        using var view = data.Open(Path.Combine(data.Folder, "shapes-classif"));
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        using var client = new RawClient(open.Server).LogIn();
        var count = view.Sets[0].Count;

        // The page shows the least confidence, whichever sample that becomes while they are looked at; at first it is the one that is there.
        await open.Page.Shows(0);
        await open.Page.SelectOptionAsync("#order", "confidence");
        Endless.WaitUntil(() => Json(client, "/api/progress/0").GetProperty("scores").GetProperty("done").GetInt32() == count);
        var least = Json(client, "/api/find/0?order=confidence&rank=0").GetProperty("position").GetInt32();
        least.ShouldNotBe(0);
        await open.Page.Shows(least);
        foreach (var order in new[] { "loss", "confidence" })
        {
            var scores = Enumerable.Range(0, count).Select(rank =>
            {
                var position = Json(client, $"/api/find/0?order={order}&rank={rank}").GetProperty("position").GetInt32();
                return Json(client, $"/api/sample/0/{position}").GetProperty("score").GetProperty(order).GetDouble();
            }).ToList();
            scores.ShouldBe(order == "loss" ? scores.OrderDescending() : scores.Order());
            scores.Distinct().Count().ShouldBeGreaterThan(count / 2);
        }

        // The batch of a step tells the same losses, by the same weights: in evaluation, in which a network with normalised batches gives other answers than in training.
        foreach (var sample in StepReplay.At(Path.Combine(data.Folder, "shapes-classif"), 0, SessionEnvironment.Quiet()).Samples)
        {
            var position = Enumerable.Range(0, count).Single(other => view.Sets[0].HomeOf(other).Index == sample.Number);
            sample.Loss!.Value.ShouldBe(view.Scorer!.Score(view.Sets[0], position).Loss!.Value, 1e-6);
        }

        // The loss of a sample is that of a batch of its own.
        view.Scorer!.Score(view.Sets[0], 3).Loss.ShouldBe(Json(client, "/api/sample/0/3").GetProperty("score").GetProperty("loss").GetDouble());
    }

    [Fact]
    public void Samples_come_in_the_order_in_which_the_loader_has_them()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        var loaders = Loaders.Create(ConfigLoader.Parse(File.ReadAllText(data.Config), data.Config), new());
        var loaded = new List<string>();
        foreach (var batch in loaders.Valid!)
        {
            using (batch)
            {
                loaded.AddRange(((System.Collections.IEnumerable)batch["path"]!).Cast<string>());
            }
        }

        Enumerable.Range(0, view.Sets[1].Count).Select(view.Sets[1].Describe).ShouldBe(loaded);
    }

    [Fact]
    public async Task Facts_of_a_sample_are_its_own()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var sample = Json(client, "/api/sample/0/2");
        var set = view.Sets[0];
        sample.GetProperty("name").GetString().ShouldBe(set.Describe(2));
        (sample.GetProperty("dataset").GetString(), sample.GetProperty("index").GetInt32()).ShouldBe(("images", set.HomeOf(2).Index));
        sample.GetProperty("files")[0].GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(set.Describe(2)).Length);
        var stages = sample.GetProperty("stages");
        var (raw, used) = (stages[0].GetProperty("fields")[0], stages[1].GetProperty("fields")[0]);
        raw.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([24, 32, 3]);
        used.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([3, 24, 32]);
        raw.GetProperty("most").GetDouble().ShouldBe(255);
        used.GetProperty("most").GetDouble().ShouldBe(1);
        foreach (var stage in stages.EnumerateArray())
        {
            stage.GetProperty("panes")[0].GetProperty("histogram").GetProperty("counts").EnumerateArray().Select(channel => channel.EnumerateArray().Sum(number => number.GetInt64())).ShouldBe([768, 768, 768]);
        }

        Json(client, "/api/draws/0/2?epoch=5").GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(0);
        Json(client, "/api/draws/0/2?epoch=5").GetProperty("epoch").GetInt32().ShouldBe(5);
    }

    [Fact]
    public void Pictures_show_what_was_read_above_what_the_model_gets()
    {
        using var data = ViewedData.Folders("""{"params": {"max_images": 4, "grid_size_x": 2}}""");
        using var view = data.Open();
        var folder = Path.Combine(data.Folder, "out");
        var files = SampleSheets.Write(view, folder, 6, 0, new StopRequest()).ToList();
        files.Select(Path.GetFileName).ShouldBe(["train-0001.png", "valid-0001.png", "valid-0002.png"], "of each class one of three is trained on: four samples, and eight to validate");
        using var scope = torch.NewDisposeScope();
        var sheet = ImageCodec.Decode(files[0]);
        var name = Path.GetFileNameWithoutExtension(view.Sets[0].Describe(0)).Split('-')[0];
        byte[] color = name switch { "blue" => [250, 0, 0], "green" => [0, 200, 0], "red" => [5, 60, 240], _ => [10, 20, 30] };
        sheet[60, 80].DataSpan<byte>().ToArray().ShouldBe(color);
        Directory.GetFiles(folder).Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"params": {"grid_size_x": 0}}""", "grid_size_x and grid_size_y must be positive numbers of images, not 0")]
    [InlineData("""{"params": {"max_img_size": [800]}}""", "max_img_size must be height and width in pixels")]
    [InlineData("""{"ignore_loader": true}""", "unknown key (did you mean 'ignore_loaders'?)")]
    [InlineData("\"bad\"", "expected a map")]
    [InlineData("""{"kwargs": "bad"}""", "expected a map")]
    public void Mistakes_of_the_section_are_told(string viz, string message)
    {
        using var data = ViewedData.Folders(viz);
        Should.Throw<UserErrorException>(() => data.Open()).Message.ShouldContain(message);
    }

    [Fact]
    public void A_list_of_pictures_forgets_the_oldest()
    {
        var blobs = new BlobStore(1000);
        var numbers = Enumerable.Range(0, 5).Select(i => blobs.Add(new byte[300])).ToList();
        numbers.Distinct().Count().ShouldBe(5);
        Should.Throw<RequestException>(() => blobs.Get(numbers[0])).Status.ShouldBe(404);
        blobs.Get(numbers[4]).Content.Length.ShouldBe(300);
        Should.Throw<RequestException>(() => blobs.Get(77)).Status.ShouldBe(404);
    }

    private static JsonElement Json(RawClient client, string path)
    {
        var (status, _, body) = client.Get(path);
        status.ShouldBe(200, Encoding.UTF8.GetString(body));
        return JsonDocument.Parse(body).RootElement.Clone();
    }
}
