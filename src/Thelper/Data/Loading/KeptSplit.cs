using Microsoft.Extensions.Logging;
using Thelper.Data.Splitting;
using Thelper.Logging;

namespace Thelper.Data.Loading;

/// <summary>The records of a session's split, by which samples keep their sets from run to run.</summary>
/// <param name="Folders">The folders that may hold the records, the one that counts first: <c>logs</c> of the session.</param>
/// <param name="AllowsChanges">Whether to go on with data that has changed.</param>
/// <param name="SetOfNew">The set that new samples go to then; null to leave them out.</param>
public sealed record KeptSplit(IReadOnlyList<string> Folders, bool AllowsChanges, LoaderSet? SetOfNew)
{
    /// <summary>The file of a data set's record.</summary>
    /// <param name="folder">The session's <c>logs</c> folder.</param>
    /// <param name="name">The data set's name.</param>
    public static string FileOf(string folder, string name) => Path.Combine(folder, $"{name.Replace('/', '_')}.samples.gz");

    /// <summary>Compares data sets with their records.</summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="settings">Shares and seeds of the split.</param>
    /// <param name="log">Told what has changed, where that is allowed.</param>
    /// <returns>What has become of the samples of the data sets whose records say how to split them.</returns>
    /// <exception cref="UserErrorException">Data has changed, and nobody agreed to that; or a record is damaged.</exception>
    internal IReadOnlyDictionary<string, SampleChanges> Compare(IReadOnlyDictionary<string, Dataset> datasets, SplitSettings settings, ILogger? log)
    {
        var kept = new Dictionary<string, SampleChanges>(StringComparer.Ordinal);
        var refused = new List<string>();
        foreach (var (name, dataset) in datasets)
        {
            if (Folders.Select(folder => SplitRecord.Read(FileOf(folder, name))).FirstOrDefault(found => found is not null) is not { } record)
            {
                continue;
            }

            var changes = record.Compare(SampleList.Of(dataset));
            if (changes.Any && !AllowsChanges)
            {
                refused.Add($"{changes} in the data set '{name}'");
                continue;
            }

            if (record.Settings != settings.TextOf(name))
            {
                log?.Warn($"the data set '{name}' is split by other settings than before ({settings.TextOf(name)}; before: {record.Settings}): its samples are assigned anew, and those that were trained on may be tested on");
                continue;
            }

            Tell(name, changes, log);
            kept.Add(name, changes);
        }

        return refused.Count == 0 ? kept : throw new UserErrorException(
            $"the data has changed since the session split it: {string.Join("; ", refused)}. Put it back, or agree with --allow-changed-data: what is still there keeps its set, "
            + "and what is new is left out (--new-samples train, valid or test gives it one).");
    }

    /// <summary>A split in which samples are where they were.</summary>
    /// <param name="split">The split that the settings ask for.</param>
    /// <param name="changes">What has become of the samples.</param>
    internal DatasetSplit Apply(DatasetSplit split, IReadOnlyDictionary<string, SampleChanges> changes) => split with
    {
        Train = Of(split, changes, LoaderSet.Train),
        Valid = Of(split, changes, LoaderSet.Valid),
        Test = Of(split, changes, LoaderSet.Test),
    };

    private Dictionary<string, IReadOnlyList<int>> Of(DatasetSplit split, IReadOnlyDictionary<string, SampleChanges> changes, LoaderSet set)
    {
        var lists = new Dictionary<string, IReadOnlyList<int>>(split.Of(set), StringComparer.Ordinal);
        foreach (var (name, found) in changes)
        {
            lists[name] = found.Of(set, SetOfNew);
        }

        return lists;
    }

    private void Tell(string name, SampleChanges changes, ILogger? log)
    {
        if (changes.IsEmptied && !(changes.HasNew && SetOfNew is not null))
        {
            throw new UserErrorException($"the data set '{name}' has no sample left of those that the session split ({changes}); start a new session with it, or say --new-samples train, valid or test.");
        }

        if (changes.Any)
        {
            var ofNew = !changes.HasNew ? "" : SetOfNew is { } set ? $", and what is new goes to {set.ToString().ToLowerInvariant()}" : ", and what is new is left out";
            log?.Warn($"the data set '{name}' has changed since the session split it: {changes}; as agreed, what is still there keeps its set{ofNew}");
        }
        else if (changes.IsReordered)
        {
            log?.Info($"the samples of the data set '{name}' are listed in another order than before; each keeps its set");
        }
    }
}
