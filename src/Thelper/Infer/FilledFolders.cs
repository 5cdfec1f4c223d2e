using Thelper.Config;

namespace Thelper.Infer;

/// <summary>Folders that sessions fill themselves, met where pictures are looked for: their charts and drawings are no pictures to predict on.</summary>
internal sealed class FilledFolders
{
    private readonly List<string> sessions = [];

    /// <summary>What is to be said of them: once, of however many; null where none was met.</summary>
    public string? Remark => sessions.Count == 0 ? null
        : $"the folders that a session fills itself ({SessionMarks.Checkpoints}, {SessionMarks.Logs}, {SessionMarks.Output}) are left out, those of '{sessions[0]}'{(sessions.Count > 1 ? $" and {sessions.Count - 1} more" : "")}; name such a folder to take its pictures";

    /// <summary>Whether a folder is one of them; its session is noted.</summary>
    /// <param name="parent">The folder that it lies in.</param>
    /// <param name="name">Its name.</param>
    public bool Has(string parent, string name)
    {
        if (!SessionMarks.IsFilled(parent, name))
        {
            return false;
        }

        if (!sessions.Contains(parent))
        {
            sessions.Add(parent);
        }

        return true;
    }
}
