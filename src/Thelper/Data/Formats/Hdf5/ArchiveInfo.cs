namespace Thelper.Data.Formats.Hdf5;

/// <summary>What an archive says about itself.</summary>
/// <param name="Source">Host and time of the run.</param>
/// <param name="GitSha1">The program's commit, or <c>unknown</c>.</param>
/// <param name="Version">The version that the archive is compatible with.</param>
/// <param name="Config">The session's configuration, as plain values; null for none.</param>
public sealed record ArchiveInfo(string Source, string GitSha1, string Version, object? Config);
