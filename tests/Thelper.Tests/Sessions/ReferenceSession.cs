using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Train;

namespace Thelper.Tests.Sessions;

/// <summary>A session that <c>tools/golden/sessions.py</c> played on plain PyTorch, and the same configuration run by this program.</summary>
internal sealed partial class ReferenceSession : IDisposable
{
    private readonly string before = Directory.GetCurrentDirectory();
    private readonly TemporaryFolder folder = new();
    private readonly JsonDocument document;

    /// <summary>Lays out the working folder of a case and makes it the current one.</summary>
    /// <param name="name">The case: a file of <c>Golden/sessions</c>.</param>
    public ReferenceSession(string name)
    {
        Name = name;
        document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "sessions", name + ".json")));
        var samples = Repository.File("samples");
        foreach (var source in new[] { "digits", "mini-voc" })
        {
            Directory.CreateSymbolicLink(folder[source], Path.Combine(samples, source));
        }

        foreach (var (target, spec) in Entries(document.RootElement.GetProperty("folders")))
        {
            foreach (var (label, count) in Entries(spec.GetProperty("counts")))
            {
                Copy(Path.Combine(samples, spec.GetProperty("from").GetString()!, label), folder[Path.Combine(target, label)], count.GetInt32());
            }
        }

        foreach (var (file, text) in Entries(document.RootElement.GetProperty("files")))
        {
            folder.Write(file, text.GetString()!);
        }

        folder.Write("config.json", document.RootElement.GetProperty("config").GetRawText());
        Directory.SetCurrentDirectory(folder.Path);
    }

    public string Name { get; }

    public JsonElement Expected => document.RootElement.GetProperty("expected");

    public IReadOnlyDictionary<int, EpochOutputs> Outputs { get; private set; } = new Dictionary<int, EpochOutputs>();

    /// <summary>The losses that the log tells of, by epoch and in the order of the batches.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Losses { get; private set; } = [];

    /// <summary>The learning rate of each epoch that was trained.</summary>
    public IReadOnlyList<double> Rates { get; private set; } = [];

    public string Log { get; private set; } = "";

    private string LogFile => Path.Combine("out", Name, "logs", "trainer.log");

    /// <summary>Runs the whole session.</summary>
    /// <param name="overrides">Changes to the configuration.</param>
    public void Create(params string[] overrides)
    {
        Outputs = Session.Create("config.json", "out", SessionEnvironment.Quiet(), overrides);
        Read(from: 0);
    }

    /// <summary>Goes on with the session in the same folder.</summary>
    /// <param name="overrides">Changes to the configuration.</param>
    /// <param name="evaluate">Whether to evaluate alone.</param>
    public void Resume(bool evaluate, params string[] overrides)
    {
        var length = File.ReadAllText(LogFile).Length;
        Outputs = Session.Resume(Path.Combine("out", Name), SessionEnvironment.Quiet(), new ResumeOptions { EvalOnly = evaluate, Overrides = overrides });
        Read(length);
    }

    /// <summary>The samples of each set, as the session recorded them.</summary>
    /// <param name="dataset">The data set's name.</param>
    /// <param name="set"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    public int[] Indices(string dataset, string set)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(Path.Combine("out", Name, "logs", dataset + ".log")));
        return log.RootElement.TryGetProperty(set + "_idxs", out var list) ? [.. list.EnumerateArray().Select(index => index.GetInt32())] : [];
    }

    public void Dispose()
    {
        document.Dispose();
        Directory.SetCurrentDirectory(before);
        folder.Dispose();
    }

    private static IEnumerable<(string Key, JsonElement Value)> Entries(JsonElement map) => map.EnumerateObject().Select(entry => (entry.Name, entry.Value));

    private static void Copy(string source, string target, int count)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(source).Order(StringComparer.Ordinal).Take(count))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private void Read(int from)
    {
        Log = File.ReadAllText(LogFile)[from..];
        Losses = [.. Loss().Matches(Log).GroupBy(m => m.Groups[1].Value).Select(epoch => epoch.Select(m => Number(m.Groups[2].Value)).ToList())];
        Rates = [.. Rate().Matches(Log).Select(m => Number(m.Groups[1].Value))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"train epoch#(\d+) .*loss: (-?[0-9.]+|nan|inf)")]
    private static partial Regex Loss();

    [GeneratedRegex(@"learning rate at ([0-9.]+)")]
    private static partial Regex Rate();
}
