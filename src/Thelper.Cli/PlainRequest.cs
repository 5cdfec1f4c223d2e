using System.CommandLine;

namespace Thelper.Cli;

/// <summary>What a <see cref="PlainVerb"/> was asked for.</summary>
/// <param name="Argument">Its argument; null if none was given.</param>
/// <param name="AsJson">Whether the answer is to be JSON.</param>
/// <param name="Root">The program's command, which knows all others.</param>
/// <param name="Output">Standard output.</param>
internal sealed record PlainRequest(string? Argument, bool AsJson, Command Root, TextWriter Output);
