using Thelper.Records;

namespace Thelper.Web.Browsing;

/// <summary>A session that pages can show.</summary>
/// <param name="Id">Its number, which scripts name it by, for as long as the server lives.</param>
/// <param name="Path">Its folder below the one that is browsed, with slashes.</param>
/// <param name="Folder">What it has written.</param>
internal sealed record BrowsedRun(int Id, string Path, SessionFolder Folder)
{
    private readonly Lock gate = new();
    private (DateTime Changed, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, double> Values)? known;

    /// <summary>When something of it was last written, as far as the folders and files tell that change with every epoch.</summary>
    public DateTime Changed()
    {
        var latest = Folder.ConfigTime;
        foreach (var file in Folder.Tables())
        {
            latest = file.LastWriteTimeUtc > latest ? file.LastWriteTimeUtc : latest;
        }

        return latest;
    }

    /// <summary>Its configuration and last values, read again after something was written.</summary>
    public (DateTime Changed, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, double> Values) Summary()
    {
        lock (gate)
        {
            var changed = Changed();
            if (known is not { } last || last.Changed != changed)
            {
                known = last = (changed, Folder.Settings(), Folder.LastValues());
            }

            return last;
        }
    }
}
