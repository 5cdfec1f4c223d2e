namespace Thelper.Web.Viewing;

/// <summary>Which samples are stepped through, and in which order.</summary>
/// <param name="Class">The class that must occur; null for any.</param>
/// <param name="Text">What the path or name of a sample must contain, upper and lower case alike; null for anything.</param>
/// <param name="Order">The order. Samples without a score come last.</param>
internal sealed record SampleFilter(int? Class, string? Text, SampleOrder Order);
