using System.Text;
using Thelper.Config;
using Thelper.Data.Splitting;
using Thelper.Logging;
using Thelper.Torch.Serialization;

namespace Thelper.Data.Loading;

/// <summary>The records of a session's data in its <c>logs</c> folder: <c>task.log</c> and one <c>&lt;dataset&gt;.log</c> per dataset, or <c>&lt;dataset&gt;.split.json</c> where that is another log's name.</summary>
public static class SplitLog
{
    /// <summary>Writes the records: <c>task.log</c> gets three more lines, the datasets' logs are replaced.</summary>
    /// <param name="loaders">The data.</param>
    /// <param name="folder">The session's <c>logs</c> folder, which exists.</param>
    /// <param name="sessionName">The session's name.</param>
    /// <param name="logStamp">Host and time of the run.</param>
    /// <param name="version">Version and revision of the program, such as <c>0.6.2:unknown</c>.</param>
    public static void Write(Loaders loaders, string folder, string sessionName, string logStamp, string version)
    {
        ArgumentNullException.ThrowIfNull(loaders);
        File.AppendAllText(InputFile.Require(Path.Combine(folder, "task.log")), $"session: {sessionName}-{logStamp}\nversion: {version}\n{loaders.Task}\n");
        foreach (var (name, dataset) in loaders.Datasets)
        {
            var record = new OrderedDictionary<string, object?>
            {
                ["metadata"] = new OrderedDictionary<string, object?>
                {
                    ["session_name"] = sessionName,
                    ["logstamp"] = logStamp,
                    ["version"] = version,
                    ["dataset"] = dataset.ToString(),
                },
            };
            foreach (var (key, indices) in Indices(loaders.Split, name))
            {
                record[key] = indices.Select(index => (object?)(long)index).ToList();
            }

            if (loaders.Options.LogSamples)
            {
                record["samples"] = Enumerable.Range(0, dataset.Count).Select(index => (object?)dataset.Describe(index)).ToList();
            }

            AtomicFile.Write(InputFile.Require(FileOf(folder, name)), stream => stream.Write(Encoding.UTF8.GetBytes(ConfigWriter.ToJson(record))));
        }
    }

    /// <summary>Compares the split with the records of an earlier run; nothing happens where there are none.</summary>
    /// <param name="loaders">The data.</param>
    /// <param name="folder">The session's <c>logs</c> folder.</param>
    /// <param name="goOn">Asked whether to go on although the data differs; gets the question.</param>
    /// <exception cref="UserErrorException">A record is damaged, or the answer was no.</exception>
    public static void Verify(Loaders loaders, string folder, Func<string, bool> goOn)
    {
        ArgumentNullException.ThrowIfNull(loaders);
        ArgumentNullException.ThrowIfNull(goOn);
        foreach (var (name, dataset) in loaders.Datasets)
        {
            var file = FileOf(folder, name);
            if (loaders.Kept.Contains(name) || !File.Exists(file))
            {
                continue;
            }

            var old = EarlierSplit.Read(file);
            if (old.SampleCount is { } count && count != dataset.Count)
            {
                Ask(goOn, FormattableString.Invariant($"the dataset '{name}' had {count} samples in an earlier run of the session ({file}) and has {dataset.Count} now"));
                return;
            }

            foreach (var (key, indices) in Indices(loaders.Split, name))
            {
                if (old.Indices.TryGetValue(key, out var before) && (before is null || !before.Order().SequenceEqual(indices.Order())))
                {
                    Ask(goOn, $"the {key} of the dataset '{name}' differ from those of an earlier run of the session ({file}); training and test samples may mix");
                    break;
                }
            }
        }
    }

    // No data set's name makes the other name, so that two never have one file.
    private static string FileOf(string folder, string name)
    {
        var file = $"{name.Replace('/', '_')}.log";
        return Path.Combine(folder, SessionLog.IsOwn(file) ? $"{name}.split.json" : file);
    }

    private static IEnumerable<(string Key, IReadOnlyList<int> Indices)> Indices(DatasetSplit split, string name)
    {
        yield return ("train_idxs", split.Train.GetValueOrDefault(name) ?? []);
        yield return ("valid_idxs", split.Valid.GetValueOrDefault(name) ?? []);
        yield return ("test_idxs", split.Test.GetValueOrDefault(name) ?? []);
    }

    private static void Ask(Func<string, bool> goOn, string difference)
    {
        if (!goOn($"{difference}. Go on?"))
        {
            throw new UserErrorException($"{difference}; use the data and seeds of the earlier run, or set \"skip_verif\": true in the loaders section");
        }
    }
}
