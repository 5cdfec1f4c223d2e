namespace Thelper.Config;

/// <summary>The key of parameters where the original takes it under several names: of operations and callbacks.</summary>
internal static class ParamsKey
{
    /// <summary>All names, the first that is present counts.</summary>
    public static readonly string[] Names = ["params", "param", "parameters", "kwargs"];
}
