namespace Thelper.Web.Serving;

/// <summary>Where pages are served, and who is told.</summary>
public sealed record PageOptions
{
    /// <summary>The port on 127.0.0.1, 1 to 65535; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether the user's browser is opened, where there is one.</summary>
    public bool OpensBrowser { get; init; } = true;

    /// <summary>Whether the address alone is printed, for programs that read it; no browser is opened then.</summary>
    public bool PrintsAddressAlone { get; init; }
}
