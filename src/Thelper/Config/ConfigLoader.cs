using System.Text;

namespace Thelper.Config;

/// <summary>Reads configuration files: JSON (with comments and trailing commas) and YAML.</summary>
public static class ConfigLoader
{
    /// <summary>
    /// Reads a configuration of the user's own with the files that it is based on, applies overrides, puts in what <c>${env:NAME}</c> and <c>~/</c> stand for, and names
    /// it after its file when it has no name.
    /// </summary>
    /// <param name="path">A <c>.json</c>, <c>.yml</c>, <c>.yaml</c> or <c>.conf</c> file.</param>
    /// <param name="overrides">Overrides such as <c>trainer.epochs=3</c>, see <see cref="ConfigOverrides"/>.</param>
    /// <returns>The root, a map.</returns>
    /// <exception cref="UserErrorException">A file is missing or badly formed, or an override is, or a variable is not set.</exception>
    public static ConfigNode Load(string path, IEnumerable<string>? overrides = null) => Load(path, overrides, static _ => null).Root;

    /// <summary>The same for files some of which may be a stranger's.</summary>
    /// <param name="path">As above.</param>
    /// <param name="overrides">As above.</param>
    /// <param name="sessionOf">The folder of the session that wrote a file; null for a file of the user's own.</param>
    /// <returns>The root, and the folder of the session that wrote one of the files, if any: that file has no base, and its texts stay as they are.</returns>
    /// <exception cref="UserErrorException">As above.</exception>
    internal static (ConfigNode Root, string? ReceivedIn) Load(string path, IEnumerable<string>? overrides, Func<string, string?> sessionOf)
    {
        var (root, files) = ConfigComposition.Read(path, file => sessionOf(file) is not null);
        var received = files.Where(file => sessionOf(file) is not null).ToList();
        var receivedIn = received.Select(sessionOf).FirstOrDefault();
        root = overrides is null ? root : ConfigOverrides.Apply(root, overrides);
        root = ConfigValues.Expand(root, received.Contains);
        return (
            ConfigSections.NameIn(root, "name") is not null
                ? root
                : root.With("name", ConfigNode.Scalar(Path.GetFileNameWithoutExtension(path), path, 0, "name")),
            receivedIn);
    }

    /// <summary>Reads a file that may hold any value.</summary>
    /// <param name="path">A <c>.json</c>, <c>.yml</c>, <c>.yaml</c> or <c>.conf</c> file.</param>
    /// <exception cref="UserErrorException">The file is missing or badly formed.</exception>
    public static ConfigNode ParseFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var format = FormatOf(path);
        return Parse(ToUtf8(ReadBytes(path), path), path, format);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="json">Whether it is JSON (YAML otherwise).</param>
    /// <exception cref="UserErrorException">The text is badly formed.</exception>
    public static ConfigNode Parse(string text, string file, bool json = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text), file, json);
    }

    // What PowerShell writes by '>' is UTF-16.
    private static byte[] ToUtf8(byte[] bytes, string path)
    {
        var encoding = TextEncodings.Of(bytes);
        try
        {
            return encoding is UTF8Encoding ? bytes : Encoding.Convert(encoding, Encoding.UTF8, bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new UserErrorException($"{path}: the text begins like {encoding.WebName} and goes on otherwise; save it as UTF-8", error);
        }
    }

    private static ConfigNode Parse(byte[] bytes, string file, bool json)
    {
        var text = bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        if (!json)
        {
            return YamlTree.Parse(text, file);
        }

        if (JsonTree.TryParse(text, file, out var root, out var jsonError))
        {
            return root;
        }

        // The original reads .json files with a YAML parser, so files with YAML-only syntax exist.
        try
        {
            return YamlTree.Parse(text, file, jsonNumbers: true);
        }
        catch (UserErrorException)
        {
            throw jsonError;
        }
    }

    private static bool FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => true,
        ".yml" or ".yaml" or ".conf" => false,
        ".pkl" => throw new UserErrorException($"{path}: pickled configurations are not read, since loading one can run code; save it as .json or .yml"),
        var other => throw new UserErrorException(
            $"{path}: a configuration is a .json, .yml, .yaml or .conf file, not {(other.Length == 0 ? "a file without extension" : other)}"),
    };

    private static byte[] ReadBytes(string path)
    {
        try
        {
            var info = new FileInfo(path);
            var most = Limits.ConfigMiB;
            if (info.Exists && info.Length > most.Value << 20)
            {
                throw new UserErrorException($"{path}: the file has {info.Length >> 20} MiB; one of more than {most.Value} MiB is not read as a configuration ({most.Hint})");
            }

            return InputFile.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"{path}: {(Directory.Exists(path) ? "is a folder, expected a configuration file" : "the file does not exist")}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: {(Directory.Exists(path) ? "is a folder, expected a configuration file" : $"cannot be read ({error.Message})")}", error);
        }
    }
}
