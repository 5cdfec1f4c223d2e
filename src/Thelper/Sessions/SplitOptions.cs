using Thelper.Config;
using Thelper.Data.Formats.Hdf5;

namespace Thelper.Sessions;

/// <summary>The <c>split</c> section of a configuration.</summary>
internal sealed class SplitOptions
{
    /// <summary>How each field of the samples is packed; null for the defaults.</summary>
    [Key("compression", Holds = [typeof(Dictionary<string, ArchiveEncoding.Section>)])]
    public ConfigNode? Compression { get; set; }

    /// <summary>The archive's file name in the session's folder; null for the session's name.</summary>
    [Key("archive_name")]
    public string? ArchiveName { get; set; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section; null for none.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static SplitOptions Bind(ConfigNode? section, ConfigErrors errors)
    {
        if (section is null)
        {
            return new();
        }

        var options = OptionsBinder.Bind<SplitOptions>(section, errors);
        if (options.ArchiveName is { } name)
        {
            FileName.Check(section.Get("archive_name")!, "archive", name, errors);
        }

        return options.Compression is { Kind: ConfigKind.Null } ? new() { ArchiveName = options.ArchiveName } : options;
    }
}
