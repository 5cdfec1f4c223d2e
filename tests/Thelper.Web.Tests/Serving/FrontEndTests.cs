using System.Security.Cryptography;
using System.Threading.Tasks;
using Thelper.Testing;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Serving;

/// <summary>What all pages share, in a real browser.</summary>
public sealed class FrontEndTests(Chromium chromium)
{
    private const string Lib = "lib/";

    [Fact]
    public void Libraries_are_as_they_were_fetched_and_have_their_licences()
    {
        var listed = Repository.File("src", "Thelper.Web", "wwwroot", "lib", "SHA256SUMS");
        var sums = File.ReadAllLines(listed).Select(line => line.Split("  ./")).ToDictionary(parts => parts[1], parts => parts[0]);
        EmbeddedFiles.Paths.Where(path => path.StartsWith(Lib, StringComparison.Ordinal)).Select(path => path[Lib.Length..]).ShouldBe([.. sums.Keys, "SHA256SUMS"], ignoreOrder: true);
        foreach (var (path, sum) in sums)
        {
            Convert.ToHexStringLower(SHA256.HashData(EmbeddedFiles.Find(Lib + path)!.Content.Span)).ShouldBe(sum, path);
        }

        sums.Keys.GroupBy(path => path.Split('/')[0]).ShouldAllBe(group => group.Any(path => path.Contains("/LICENSE", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pages_hold_no_code_and_name_nothing_outside()
    {
        foreach (var path in EmbeddedFiles.Paths.Where(path => path.EndsWith(".html", StringComparison.Ordinal)))
        {
            var page = System.Text.Encoding.UTF8.GetString(EmbeddedFiles.Find(path)!.Content.Span);
            page.ShouldNotContain("style=");
            page.ShouldNotMatch(@"\son\w+=");
            page.ShouldNotMatch(@"<script(?![^>]*\ssrc=""/static/)");
            page.ShouldNotMatch(@"(src|href)=""(?!/static/)");
        }
    }

    [Fact]
    public async Task The_token_leaves_the_address_and_a_reload_stays_in()
    {
        await using var open = await OpenPages.Open(chromium, new TrialPages());
        await open.Page.WaitForFunctionAsync("() => location.search === ''");
        await open.Page.ReloadAsync();
        (await open.Page.TitleAsync()).ShouldBe("thelper viz");
        (await open.Context.CookiesAsync()).ShouldHaveSingleItem().HttpOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task Code_that_gets_into_a_page_does_not_run()
    {
        await using var open = await OpenPages.Open(chromium, new TrialPages());
        open.Expected.Add("Content Security Policy");
        await open.Page.EvaluateAsync("() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">'); const s = document.createElement('script'); s.textContent = 'window.ran = 2'; document.body.append(s); }");
        await open.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 100))");
        (await open.Page.EvaluateAsync<string>("() => typeof window.ran")).ShouldBe("undefined");
        open.Expected.Add("404");
    }

    [Theory]
    [InlineData("z", "KeyZ", false, "z")]
    [InlineData("z", "KeyW", false, "z")]
    [InlineData("w", "KeyZ", false, "w")]
    [InlineData("я", "KeyZ", false, "z")]
    [InlineData("&", "Digit1", false, "1")]
    [InlineData("1", "Digit1", true, "1")]
    [InlineData("?", "Slash", true, "?")]
    [InlineData("ArrowLeft", "ArrowLeft", false, "ArrowLeft")]
    public async Task Keys_are_found_by_what_is_written_on_them_or_by_their_place(string key, string code, bool shift, string expected)
    {
        await using var open = await OpenPages.Open(chromium, new TrialPages());
        var names = await open.Page.EvaluateAsync<string[]>(
            "async ([key, code, shift]) => (await import('/static/common/keys.js')).namesOf(new KeyboardEvent('keydown', { key, code, shiftKey: shift }))", new object[] { key, code, shift });
        names.ShouldContain(expected);
        string[] others = ["w", "z"];
        names.Intersect(others).ShouldBe(others.Intersect([expected]));
    }

    [Fact]
    public async Task Events_and_posts_reach_scripts()
    {
        var pages = new TrialPages();
        await using var open = await OpenPages.Open(chromium, pages);
        (await open.Page.EvaluateAsync<int>("async () => { const api = await import('/static/common/api.js'); return await new Promise(done => { const end = api.events('/api/ticks', { tick: t => { if (t.number === 2) { end(); done(2); } } }); }); }")).ShouldBe(2);
        await open.Page.EvaluateAsync("async () => { const api = await import('/static/common/api.js'); await api.post('/api/note', { title: 'from a page', count: 3 }); }");
        pages.Notes.ShouldBe([new("from a page", 3)]);
        open.Expected.Add("422");
        (await open.Page.EvaluateAsync<string>("async () => { const api = await import('/static/common/api.js'); try { await api.get('/api/data'); } catch (e) { return e.status + e.message; } }")).ShouldBe("422the data is not there");
    }
}
