using Thelper.Config;

namespace Thelper.Tests.Config;

/// <summary>Short forms for configuration tests.</summary>
internal static class ConfigText
{
    public static ConfigNode Json(string text) => ConfigLoader.Parse(text, "x.json");

    public static ConfigNode Yaml(string text) => ConfigLoader.Parse(text, "x.yml", json: false);

    public static string Error(Action action) => Should.Throw<UserErrorException>(action).Message;

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "config", name);

    /// <summary>Runs with a file in a new folder, which is deleted afterwards.</summary>
    public static void WithFile(string name, string content, Action<string> action)
    {
        var folder = Directory.CreateTempSubdirectory("thelper-config-").FullName;
        try
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, content);
            action(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
