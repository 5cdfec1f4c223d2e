using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Data.Loading;

/// <summary>The samples of a run that could not be loaded: how many are tolerated, and the list of them. Used by several threads at once.</summary>
/// <remarks>Mistakes in data are tolerated (unreadable files, wrong shapes in a transform); bugs in code never are.</remarks>
public sealed class BadSamples
{
    /// <summary>Name of the list in a session's <c>logs</c> folder.</summary>
    public const string FileName = "bad-samples.csv";

    /// <summary>How messages about a sample end where its being skipped is a way out.</summary>
    internal const string Remedy = ", or \"on_bad_sample\": \"skip\" in the loaders section to leave out their images";

    private const string Header = "set,dataset,sample,file,error\n";
    private readonly Lock gate = new();
    private readonly HashSet<(Dataset Dataset, int Index)> known = [];
    private readonly List<string> lines = [];
    private readonly IReadOnlyDictionary<string, Dataset> names;
    private readonly ILogger? log;
    private string? path;

    /// <summary>Creates an empty list.</summary>
    /// <param name="action">What to do with a bad sample.</param>
    /// <param name="budget">How many different bad samples are tolerated, at least 0.</param>
    /// <param name="names">The datasets by name.</param>
    /// <param name="log">Told each bad sample once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is below 0.</exception>
    public BadSamples(BadSampleAction action, int budget, IReadOnlyDictionary<string, Dataset> names, ILogger? log = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        ArgumentNullException.ThrowIfNull(names);
        Action = action;
        Budget = budget;
        this.names = names;
        this.log = log;
    }

    /// <summary>What to do with a bad sample.</summary>
    public BadSampleAction Action { get; }

    /// <summary>How many different bad samples are tolerated.</summary>
    public int Budget { get; }

    /// <summary>How many different bad samples were found.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return known.Count;
            }
        }
    }

    /// <summary>Appends what is found, and what was found so far, to a file with the columns set, dataset, sample, file and error.</summary>
    /// <param name="file">The file, made with the first bad sample.</param>
    public void WriteTo(string file)
    {
        lock (gate)
        {
            path = InputFile.Require(file);
            if (lines.Count > 0)
            {
                Append(string.Concat(lines));
            }
        }
    }

    /// <summary>Whether an error says that the data is bad, rather than the program. What a user's own data set meets comes in a <see cref="LoadingException"/>.</summary>
    internal static bool IsBadData(Exception error) => error is UserErrorException || IsOfFiles(error is LoadingException ? error.InnerException : error);

    /// <summary>Notes a bad sample.</summary>
    /// <exception cref="UserErrorException">There are more of them than tolerated.</exception>
    internal void Add(string set, Dataset dataset, int index, Exception error)
    {
        lock (gate)
        {
            var (owner, place) = dataset.Locate(index);
            if (!known.Add((owner, place)))
            {
                return;
            }

            var name = names.FirstOrDefault(pair => ReferenceEquals(pair.Value, owner)).Key ?? "";
            var file = owner.Describe(place);
            var line = string.Join(',', Quoted(set), Quoted(name), place.ToString(CultureInfo.InvariantCulture), Quoted(file), Quoted(error.Message)) + "\n";
            lines.Add(line);
            var said = error.Message.Replace(Remedy, "", StringComparison.Ordinal);
            log?.Warn($"bad sample ({(Action == BadSampleAction.Skip ? "skipped" : "substituted")}): {(said.StartsWith(file, StringComparison.Ordinal) ? "" : file + ": ")}{said}");
            if (path is not null)
            {
                Append(line);
            }

            if (known.Count > Budget)
            {
                var some = string.Join("; ", known.Take(3).Select(bad => bad.Dataset.Describe(bad.Index)));
                throw new UserErrorException(
                    FormattableString.Invariant($"{known.Count} samples could not be loaded ({some}{(known.Count > 3 ? "; ..." : "")}), more than the {Budget} that are tolerated; mend the data or raise \"bad_sample_budget\" in the loaders section; the last one: {error.Message}"),
                    error);
            }
        }
    }

    private void Append(string text)
    {
        if (!File.Exists(path))
        {
            text = Header + text;
        }

        try
        {
            File.AppendAllText(path!, text);
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            log?.Warn($"{path}: the list of bad samples ends here ({error.Message}); the session goes on");
            path = null;
        }
    }

    private static bool IsOfFiles(Exception? error) => error is IOException or UnauthorizedAccessException;

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
