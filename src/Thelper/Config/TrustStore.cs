using System.Security.Cryptography;
using System.Text;
using Thelper.Torch.Serialization;

namespace Thelper.Config;

/// <summary>What the user has allowed sessions to do, on this machine: a file for each session's folder, below <c>$XDG_STATE_HOME/thelper/trust</c>.</summary>
/// <remarks>The file's name is the SHA-256 of the folder's path, its content says folder and what is allowed. Removing a file takes the permission back.</remarks>
internal static class TrustStore
{
    private const string FolderKey = "folder";
    private const string AllowedKey = "allowed";

    /// <summary>What a folder's session may do: the path of a code file, and the digest of its content; or that of a folder, and <c>write</c>.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <returns>The permissions; none where none is known.</returns>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var allowed = new Dictionary<string, string>(StringComparer.Ordinal);
        if (FileOf(folder) is not { } file || !File.Exists(file))
        {
            return allowed;
        }

        try
        {
            var root = ConfigLoader.ParseFile(file);
            if (root.Get(FolderKey)?.Value as string == Path.GetFullPath(folder))
            {
                foreach (var (path, what) in root.Get(AllowedKey)?.Entries ?? [])
                {
                    allowed[path] = what.Value as string ?? "";
                }
            }
        }
        catch (UserErrorException)
        {
            // A damaged file allows nothing: the user is asked again, and it is replaced.
            allowed.Clear();
        }

        return allowed;
    }

    /// <summary>Adds permissions.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <param name="permissions">As <see cref="Read"/> gives them.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Add(string folder, IReadOnlyDictionary<string, string> permissions)
    {
        var all = new SortedDictionary<string, string>(Read(folder).ToDictionary(), StringComparer.Ordinal);
        foreach (var (path, what) in permissions)
        {
            all[path] = what;
        }

        var file = FileOf(folder) ?? throw new UserErrorException("there is no home directory, and no XDG_STATE_HOME");
        try
        {
            var home = Path.GetDirectoryName(file)!;
            Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var json = ConfigWriter.ToJson(new OrderedDictionary<string, object?>
            {
                [FolderKey] = Path.GetFullPath(folder),
                [AllowedKey] = all.ToDictionary(entry => entry.Key, entry => (object?)entry.Value),
            });
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(json)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be written: {error.Message}", error);
        }
    }

    // As the XDG Base Directory Specification has it: a relative path in the variable is to be ignored.
    private static string? FileOf(string folder)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (state is null || !Path.IsPathRooted(state))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (home.Length == 0)
            {
                return null;
            }

            state = Path.Combine(home, ".local", "state");
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder).TrimEnd('/'))));
        return Path.Combine(state, "thelper", "trust", $"{name}.json");
    }
}
