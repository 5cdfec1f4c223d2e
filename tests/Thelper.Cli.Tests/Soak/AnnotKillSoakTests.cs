using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Thelper.Testing;
using Thelper.Tests.Docs;

namespace Thelper.Cli.Tests.Soak;

/// <summary><c>thelper annot</c>, the real program: what it was told is there when it was killed.</summary>
[NoLeaks]
public sealed class AnnotKillSoakTests
{
    private const string Sample = "/api/sample/0";

    // A new process for each.
    private static readonly int Strokes = SoakRounds.IsLong ? 50 : 12;

    [Fact]
    public void Killed_after_each_stroke_it_has_lost_none_of_them()
    {
        using var work = Prepared();
        byte[] before = [];
        for (var i = 0; i < Strokes; i++)
        {
            using var program = Begin(work);
            var version = program.Get(Sample).GetProperty("version").GetInt64();
            if (i > 0)
            {
                // The last stroke was answered; the piece of the next one that was on its way may be there, whole, or not.
                version.ShouldBeOneOf((2 * i) - 1, 2 * i);
                program.Mask().ShouldNotBe(before);
            }

            // Its number is what counts edits.
            while (version < 2 * i)
            {
                version = program.Stroke($"fill-{i}-{version}", version, i - 1).GetProperty("version").GetInt64();
            }

            before = program.Mask();
            program.Stroke($"s-{i}", version, i).GetProperty("version").GetInt64().ShouldBe(version + 1);
            program.SendAndForget($"t-{i}", version + 1, i);
            program.Kill();
        }

        SoakRounds.Count("kills of annot", Strokes);
        using var last = Begin(work);
        last.Get(Sample).GetProperty("version").GetInt64().ShouldBeGreaterThanOrEqualTo((2 * Strokes) - 1);
        last.Get("/api/progress").GetProperty("states").GetString()!.ShouldStartWith("1");

        // Ctrl-C saves what is stored.
        last.Interrupt().ShouldBe(0);
        File.Exists(work["out/marks/annotations/photos/000000.png"]).ShouldBeTrue();
        File.Exists(work["out/marks/.owner"]).ShouldBeFalse();
    }

    [Fact]
    public void Two_programs_on_one_session_are_refused()
    {
        using var work = Prepared();
        using var program = Begin(work);
        using var second = work.Start("annot", "page.json", "out", "--headless");
        second.WaitForExit();
        second.ExitCode.ShouldBe(2);
        second.StandardError.ReadToEnd().ShouldContain("this session is in use by process");
        program.Interrupt().ShouldBe(0);
    }

    // The page's own configuration, over the photographs of the samples.
    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateSymbolicLink(work["photos"], Repository.File("samples", "mini-voc", "VOCdevkit", "VOC2012", "JPEGImages"));
        File.WriteAllText(work["page.json"], new DocsPage("docs/dataset-annotation.md").Blocks("json")[0]);
        return work;
    }

    private static RunningAnnotator Begin(Workspace work) => new(work.Start(Workspace.Patient, "annot", "page.json", "out", "--headless"));

    /// <summary>The program, as a browser talks to it.</summary>
    private sealed class RunningAnnotator : IDisposable
    {
        private readonly Process process;
        private readonly HttpClient client;

        public RunningAnnotator(Process process)
        {
            this.process = process;
            var line = process.StandardOutput.ReadLine();
            line.ShouldNotBeNull(process.HasExited ? process.StandardError.ReadToEnd() : "");
            var address = new Uri(line);
            client = new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new(address.GetLeftPart(UriPartial.Authority)) };
            client.DefaultRequestHeaders.Add("Origin", client.BaseAddress.GetLeftPart(UriPartial.Authority));
            client.GetAsync(address).GetAwaiter().GetResult().EnsureSuccessStatusCode();
        }

        public JsonElement Get(string path) => client.GetFromJsonAsync<JsonElement>(path).GetAwaiter().GetResult();

        public byte[] Mask() => client.GetByteArrayAsync("/api/mask/0").GetAwaiter().GetResult()[8..];

        public JsonElement Stroke(string id, long version, int number)
        {
            var answer = Post(id, version, number).GetAwaiter().GetResult();
            answer.IsSuccessStatusCode.ShouldBeTrue();
            return answer.Content.ReadFromJsonAsync<JsonElement>().GetAwaiter().GetResult();
        }

        public void SendAndForget(string id, long version, int number) => _ = Post(id, version, number).ContinueWith(static sent => sent.Exception, System.Threading.Tasks.TaskScheduler.Default);

        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public int Interrupt()
        {
            using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill -INT {process.Id}")]);
            process.WaitForExit();
            return process.ExitCode;
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                Kill();
            }

            client.Dispose();
            process.Dispose();
        }

        private System.Threading.Tasks.Task<HttpResponseMessage> Post(string id, long version, int number) => client.PostAsync("/api/edit/0", new StringContent($$"""
            {"id": "{{id}}", "version": {{version}}, "branch": "", "edit": {"do": "stroke", "id": "{{id}}", "label": {{(number % 2) + 1}}, "radius": 3, "points": [{{number * 3}}, 20, {{(number * 3) + 8}}, 40] } }
            """));
    }
}
