namespace Thelper.Train;

/// <summary>The mean of numbers that come one by one.</summary>
/// <param name="Sum">Their sum.</param>
/// <param name="Count">How many there were.</param>
internal readonly record struct Mean(double Sum, int Count)
{
    /// <summary>The mean; null of nothing.</summary>
    public double? Value => Count > 0 ? Sum / Count : null;

    /// <summary>The mean with one more; null adds nothing.</summary>
    public Mean With(double? value) => value is { } number ? new(Sum + number, Count + 1) : this;
}
