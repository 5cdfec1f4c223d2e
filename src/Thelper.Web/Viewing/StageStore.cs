namespace Thelper.Web.Viewing;

/// <summary>The samples that were shown or asked for last, so that a step to a neighbour that the page has asked for beforehand costs nothing. Safe for several threads.</summary>
/// <param name="blobs">Has their pictures; a sample whose pictures are gone is made again.</param>
internal sealed class StageStore(BlobStore blobs)
{
    private const int MostKept = 12;
    private readonly Lock gate = new();
    private readonly LinkedList<(string Key, string Stamp, Lazy<IReadOnlyList<SampleStage>> Stages)> kept = new();

    /// <summary>The stages of a sample. Who asks for one that is being made waits for it.</summary>
    /// <param name="key">Which sample it is, and how it is shown.</param>
    /// <param name="stamp">The state of its files: after a change it is made again.</param>
    /// <param name="make">Makes them.</param>
    public IReadOnlyList<SampleStage> Get(string key, string stamp, Func<IReadOnlyList<SampleStage>> make)
    {
        Lazy<IReadOnlyList<SampleStage>> stages;
        lock (gate)
        {
            var node = kept.First;
            while (node is not null && node.Value.Key != key)
            {
                node = node.Next;
            }

            if (node is not null)
            {
                kept.Remove(node);
            }

            stages = node is not null && node.Value.Stamp == stamp && IsWhole(node.Value.Stages) ? node.Value.Stages : new(make);
            kept.AddFirst((key, stamp, stages));
            if (kept.Count > MostKept)
            {
                kept.RemoveLast();
            }
        }

        try
        {
            return stages.Value;
        }
        catch
        {
            lock (gate)
            {
                // Whatever it was, the next one who asks meets it anew.
                if (kept.FirstOrDefault(entry => entry.Stages == stages) is { Key: not null } failed)
                {
                    kept.Remove(failed);
                }
            }

            throw;
        }
    }

    // One that is being made is whole; one that could not be loaded is tried again.
    private bool IsWhole(Lazy<IReadOnlyList<SampleStage>> stages) => !stages.IsValueCreated
        || stages.Value.All(stage => stage.Error is null && stage.Panes.All(pane => blobs.Has(pane.Picture) && (pane.Layer is not { } layer || blobs.Has(layer))));
}
