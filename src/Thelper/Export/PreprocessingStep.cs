namespace Thelper.Export;

/// <summary>One step of what a picture goes through, as data that another program can follow.</summary>
/// <param name="Name">
/// <c>resize</c> (to a size, to a shorter side, or into a letterbox), <c>center_crop</c>, <c>grey</c>, <c>grey_to_colour</c>, <c>normalize</c> (<c>(x - mean) / std</c>),
/// <c>to_tensor</c> (planes; bytes divided by 255), <c>to_planes</c>; or <c>operation</c>, any other operation of this program as a configuration names it.
/// </param>
/// <param name="Values">Plain values by name.</param>
internal sealed record PreprocessingStep(string Name, IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The step for an operation that other programs do not know.</summary>
    public const string Operation = "operation";

    /// <summary>The stage of the pipeline that it belongs to, for reports: <c>resize</c> or <c>normalise</c>.</summary>
    public string Stage => Name is "resize" or "center_crop" ? "resize" : "normalise";

    /// <summary>As a map: the name first.</summary>
    public Dictionary<string, object?> ToPlain()
    {
        var plain = new Dictionary<string, object?> { ["step"] = Name };
        foreach (var (key, value) in Values)
        {
            plain[key] = value;
        }

        return plain;
    }
}
