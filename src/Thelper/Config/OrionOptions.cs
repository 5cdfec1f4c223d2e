namespace Thelper.Config;

/// <summary>The <c>orion</c> section of a configuration.</summary>
public sealed class OrionOptions
{
    /// <summary>Whether the best monitored value is reported.</summary>
    [Key("report")]
    public bool Report { get; set; } = true;
}
