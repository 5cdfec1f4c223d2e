using Thelper.Config;

namespace Thelper.Sessions;

/// <summary>The <c>viz</c> section of a configuration: how <c>thelper viz</c> shows samples.</summary>
public sealed class VizOptions
{
    /// <summary>Whether data sets are shown without the loaders: all samples of each, with its own transforms alone.</summary>
    [Key("ignore_loaders")]
    public bool IgnoreLoaders { get; set; }

    /// <summary>The same as in <see cref="Parameters"/>.</summary>
    [Key("ch_transpose")]
    public bool? ChTranspose { get; set; }

    /// <summary>The same as in <see cref="Parameters"/>.</summary>
    [Key("flip_bgr")]
    public bool? FlipBgr { get; set; }

    /// <summary>The same as in <see cref="Parameters"/>.</summary>
    [Key("block")]
    public bool? Block { get; set; }

    /// <summary>How samples are drawn.</summary>
    [Key("params", "kwargs")]
    public VizParameters Parameters { get; set; } = new();

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section; null for none.</param>
    /// <param name="errors">Receives every mistake.</param>
    internal static VizOptions Bind(ConfigNode? section, ConfigErrors errors)
    {
        if (section is null)
        {
            return new();
        }

        var options = OptionsBinder.Bind<VizOptions>(section, errors);
        var parameters = options.Parameters;
        parameters.ChTranspose = Either(section, "ch_transpose", options.ChTranspose, parameters.ChTranspose, errors);
        parameters.FlipBgr = Either(section, "flip_bgr", options.FlipBgr, parameters.FlipBgr, errors);
        parameters.Block = Either(section, "block", options.Block, parameters.Block, errors);
        try
        {
            options.Parameters.ToDrawOptions().Check();
        }
        catch (UserErrorException error)
        {
            errors.Add(section, error);
        }

        return options;
    }

    private static bool? Either(ConfigNode section, string key, bool? above, bool? inside, ConfigErrors errors)
    {
        if (above is not null && inside is not null)
        {
            errors.Add(section.Get(key)!, "it stands in the section's params too; keep one of them");
        }

        return above ?? inside;
    }
}
