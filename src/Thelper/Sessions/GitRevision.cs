namespace Thelper.Sessions;

/// <summary>The commit of the repository in which a program lies, read from its files: no git needs to be installed.</summary>
public static class GitRevision
{
    /// <summary>What stands where no commit can be told.</summary>
    public const string Unknown = "unknown";

    /// <summary>Looks in the folder and its parents for a repository.</summary>
    /// <param name="folder">Where to start.</param>
    /// <returns>40 hexadecimal digits, or <see cref="Unknown"/>.</returns>
    public static string Of(string folder)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            var git = Path.Combine(at, ".git");
            if (Directory.Exists(git))
            {
                return Resolve(git);
            }
        }

        return Unknown;
    }

    private static string Resolve(string git)
    {
        try
        {
            var head = InputFile.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            {
                return Checked(head);
            }

            var reference = head[5..];
            var loose = Path.Combine(git, reference);
            if (File.Exists(loose))
            {
                return Checked(InputFile.ReadAllText(loose).Trim());
            }

            var packed = Path.Combine(git, "packed-refs");
            foreach (var line in File.Exists(packed) ? InputFile.ReadLines(packed) : [])
            {
                if (line.EndsWith(' ' + reference, StringComparison.Ordinal))
                {
                    return Checked(line[..line.IndexOf(' ', StringComparison.Ordinal)]);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A repository that cannot be read tells nothing, and the commit is for information only.
        }

        return Unknown;
    }

    private static string Checked(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigit) ? text : Unknown;
}
