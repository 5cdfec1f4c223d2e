namespace Thelper.Sessions;

/// <summary>What becomes of a new session whose folder holds one already, as the command line says.</summary>
public sealed record NewSessionOptions
{
    /// <summary>Whether the old session is moved aside; so does <c>overwrite</c> in the configuration.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What is added to the session's name, after a dash unless it begins with one of <c>- _ . +</c>; null for nothing.</summary>
    public string? NameSuffix { get; init; }
}
