using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Web.Browsing;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Browsing;

/// <summary>What the scripts of <c>thelper browse</c> may ask for, of sessions that are damaged, hostile or being removed.</summary>
public sealed class SessionRequestTests
{
    [Fact]
    public async Task Curves_are_smoothed_before_they_are_thinned()
    {
        using var sessions = new SampleSessions();
        var random = new System.Random(4);
        sessions.Add("run", iterations: [.. Enumerable.Range(0, 2000).Select(_ => (double)(float)random.NextDouble())]);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = Enter(server);
        var whole = Curve("all=1&columns=1").GetProperty("segments")[0];
        var segment = new CurveSegment(Numbers(whole.GetProperty("steps")), Numbers(whole.GetProperty("values")));
        segment.Steps.Count.ShouldBe(2000);
        var thin = Curve("columns=40&smooth=0.9");
        var smoothed = segment.Smoothed(0.9).Columns(40, 0, 1999);
        Numbers(thin.GetProperty("smooth")[0].GetProperty("steps")).ShouldBe(smoothed.Steps);
        Numbers(thin.GetProperty("smooth")[0].GetProperty("values")).ShouldBe(smoothed.Values);
        Numbers(thin.GetProperty("segments")[0].GetProperty("values")).ShouldBe(segment.Columns(40, 0, 1999).Values);

        JsonElement Curve(string query) => Json(client, $"/api/runs/1/curves?name=train/iter/loss&{query}")[0];
    }

    [Fact]
    public async Task Files_are_those_of_the_session_and_texts_are_shown_from_their_end()
    {
        using var sessions = new SampleSessions();
        var folder = sessions.Add("inside/run");
        foreach (var file in new[] { "secret.txt", "inside/secret.txt" })
        {
            await File.WriteAllTextAsync(Path.Combine(sessions.Path, file), RequestFuzz.Secret, TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(Path.Combine(folder, "logs", "link.txt"), Path.Combine(sessions.Path, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "logs", "away"), Path.Combine(sessions.Path, "inside"));
        Directory.CreateSymbolicLink(Path.Combine(sessions.Path, "inside", "linked"), folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "logs", "long.log"), string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i:D7}\n")), TestContext.Current.CancellationToken);
        using var pages = new SessionPages(Path.Combine(sessions.Path, "inside"), SessionEnvironment.Quiet());
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = Enter(server);
        Json(client, "/api/runs").GetProperty("runs").GetArrayLength().ShouldBe(1, "links are not followed");
        foreach (var path in new[] { "logs/link.txt", "logs/away/secret.txt", "../secret.txt", "../../secret.txt", "logs/../../secret.txt", Path.Combine(sessions.Path, "secret.txt"), "./config.latest.json", "logs//trainer.log", "" })
        {
            client.Get($"/api/runs/1/file?path={Uri.EscapeDataString(path)}").Status.ShouldBe(404, path);
        }

        client.Get("/api/runs/1/file?path=config.latest.json").Status.ShouldBe(200);
        client.Get("/api/runs/1/file?path=checkpoints/ckpt.0000.host-20260101-000000.pth").Status.ShouldBe(400, "only texts and pictures are shown");
        var (status, _, body) = client.Get("/api/runs/1/file?path=logs/long.log");
        status.ShouldBe(200);
        body.Length.ShouldBe(200_000);
        Encoding.UTF8.GetString(body).ShouldEndWith("0059999\n");
        client.Get("/api/runs/1/projection?path=config.latest.json&most=5&seed=0").Status.ShouldBe(404, "it is no projection");
    }

    [Fact]
    public async Task Values_are_read_again_when_they_have_changed()
    {
        using var sessions = new SampleSessions();
        var folder = sessions.Add("run", epochs: 1);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = Enter(server);
        Loss().ShouldBe(1.01);
        await File.AppendAllTextAsync(Path.Combine(folder, "output", "run", "metrics.csv"), "valid,1,0.25,,0.5\n", TestContext.Current.CancellationToken);
        Loss().ShouldBe(0.25);

        double Loss() => Json(client, "/api/runs").GetProperty("runs")[0].GetProperty("values").GetProperty("valid/epoch/loss").GetDouble();
    }

    [Fact]
    public void A_part_of_a_projection_has_of_each_class_its_share_and_every_point_its_own_place()
    {
        const int Count = 1000;
        float[] x = [.. Enumerable.Range(0, Count).Select(i => (float)i)];
        long[] labels = [.. Enumerable.Range(0, Count).Select(i => i < 900 ? 0L : 1)];
        var points = new ProjectedPoints(5000, x, [.. x.Select(value => -value)], labels, [.. labels.Select(label => 1 - label)], ["a", "b"], ["#000000", "#ffffff"], Count, 8, 30);
        var part = JsonSerializer.SerializeToElement(points.Sampled(50, 3), Answer.JsonForm);
        part.GetProperty("total").GetInt32().ShouldBe(5000);
        var places = Numbers(part.GetProperty("places"));
        places.Length.ShouldBe(50);
        places.ShouldNotBe(Enumerable.Range(0, 50).Select(i => (double)i));
        Numbers(part.GetProperty("x")).ShouldBe(places);
        Numbers(part.GetProperty("y")).ShouldBe(places.Select(place => -place));
        Numbers(part.GetProperty("labels")).Sum().ShouldBe(5, "a tenth are of the second class");
        Numbers(part.GetProperty("labels")).ShouldBe(places.Select(place => place < 900 ? 0.0 : 1));
        Numbers(part.GetProperty("predictions")).ShouldBe(places.Select(place => place < 900 ? 1.0 : 0));
        part.GetProperty("hasThumbnails").GetBoolean().ShouldBeTrue();
        JsonSerializer.Serialize(points.Sampled(50, 4), Answer.JsonForm).ShouldNotBe(part.GetRawText());
    }

    [Theory]
    [InlineData("config.latest.json", "{\"a\": [[[[{\"b\": ")]
    [InlineData("config.latest.json", "[1, 2]")]
    [InlineData("config.latest.json", "")]
    [InlineData("output/run/metrics.csv", "set,epoch,loss\ntrain,nan,1\ntrain,inf,1\ntrain,1e999,2\ntrain,-1,x\n\"<b>\",3,4\n")]
    [InlineData("output/run/metrics.csv", "\"")]
    [InlineData("output/run/metrics.csv", "\0\0\0")]
    [InlineData("output/run/train-host-20260101-000000/events.out.tfevents.1", "no events at all, whatever its name says")]
    [InlineData("output/run/train-host-20260101-000000/loss-0001.txt", "nan")]
    [InlineData("logs/trainer.log", "INFO : train epoch#0  (iter#999999999999999)  batch: 1/2   loss: 1e999\n")]
    [InlineData("logs/packages.log", "a b\na b\n\n \n")]
    [InlineData("logs/data.samples.gz", "no archive")]
    [InlineData("checkpoints/ckpt.0001.host-20260101-000000.pth", "PK\u0003\u0004 truncated")]
    public async Task Damaged_sessions_are_no_failure_of_the_server(string file, string content)
    {
        using var sessions = new SampleSessions();
        var folder = sessions.Add("run", iterations: [1, 2, 3]);
        sessions.Add("other", iterations: [1, 2, 4]);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
        await File.WriteAllTextAsync(Path.Combine(folder, file), content, TestContext.Current.CancellationToken);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = Enter(server);
        foreach (var id in new[] { 1, 2 })
        {
            foreach (var path in new[] { "", "/curves?columns=1", "/curves?columns=1&smooth=0.5", "/curves?columns=1&from=1e15&to=-1e15" })
            {
                client.Get(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{id}{path}")).Status.ShouldBe(200, path);
            }

            client.Get(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{id}/batch?step=1")).Status.ShouldBe(422);
            client.Post(string.Create(CultureInfo.InvariantCulture, $"/api/runs/{id}/correct"), "{}"u8.ToArray()).Status.ShouldBe(422);
        }

        client.Get("/api/diff?a=1&b=2").Status.ShouldBeOneOf(200, 422);
        client.Get("/api/diff?a=2&b=1").Status.ShouldBeOneOf(200, 422);
    }

    // What is listed may be gone before it is looked at.
    [Fact]
    public async Task Sessions_that_are_removed_meanwhile_are_no_failure_of_the_server()
    {
        using var sessions = new SampleSessions();
        sessions.Add("stays");
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = Enter(server);
        using var end = new CancellationTokenSource();
        var coming = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                var folder = sessions.Add("goes", iterations: [1, 2, 3]);
                for (var i = 0; i < 60; i++)
                {
                    sessions.AddOutput("goes", $"loss-{i:D4}.txt", "0.5"u8.ToArray());
                }

                Directory.Delete(folder, recursive: true);
            }
        }, TestContext.Current.CancellationToken);
        var wrong = new List<string>();
        for (var i = 0; i < 400; i++)
        {
            var listed = client.Get("/api/runs");
            Note(listed, "/api/runs");
            foreach (var id in JsonDocument.Parse(listed.Body).RootElement.TryGetProperty("runs", out var runs) ? runs.EnumerateArray().Select(run => run.GetProperty("id").GetInt32()).ToList() : [])
            {
                foreach (var path in new[] { "", "/curves?columns=5", "/file?path=logs/trainer.log" })
                {
                    var address = string.Create(CultureInfo.InvariantCulture, $"/api/runs/{id}{path}");
                    Note(client.Get(address), address);
                }
            }
        }

        await end.CancelAsync();
        await coming;
        wrong.ShouldBeEmpty();

        void Note((int Status, string Head, byte[] Body) answer, string address)
        {
            if (answer.Status is not (200 or 404 or 422) || (answer.Status == 422 && address == "/api/runs"))
            {
                wrong.Add($"{address}: {answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
            }
        }
    }

    // Sessions are numbered by their first look.
    private static RawClient Enter(PageServer server)
    {
        var client = new RawClient(server).LogIn();
        client.Get("/api/runs").Status.ShouldBe(200);
        return client;
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];

    private static JsonElement Json(RawClient client, string path)
    {
        var (status, _, body) = client.Get(path);
        status.ShouldBe(200, Encoding.UTF8.GetString(body));
        return JsonDocument.Parse(body).RootElement.Clone();
    }
}
