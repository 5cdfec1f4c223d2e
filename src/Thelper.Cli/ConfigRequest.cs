using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary>What a <see cref="ConfigVerb"/> was asked for.</summary>
/// <param name="Config">The configuration file.</param>
/// <param name="Folder">The folder to write to; null if none was given.</param>
/// <param name="Overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
/// <param name="Environment">Log, questions, progress and the user's wish to stop.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Place">What becomes of a session that is in the folder already; null for commands that make none.</param>
/// <param name="AsJson">Whether the answer is to be JSON.</param>
internal sealed record ConfigRequest(string Config, string? Folder, IReadOnlyList<string> Overrides, SessionEnvironment Environment, TextWriter Output, NewSessionOptions? Place, bool AsJson = false);
