using Thelper.Testing;

namespace Thelper.Tests.Data.Loading;

/// <summary>The threads of loaders that are alive in this process.</summary>
internal static class LoaderThreads
{
    /// <summary>Fails unless all of them end. The kernel takes a moment to forget a thread that has been joined.</summary>
    public static void ShouldEnd() => Endless.WaitUntil(() => Directory.GetDirectories("/proc/self/task").All(task => !NameOf(task).StartsWith("loader ", StringComparison.Ordinal)));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Join(task, "comm"));
        }
        catch (IOException)
        {
            return ""; // it has just ended
        }
    }
}
