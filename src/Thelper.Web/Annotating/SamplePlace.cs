namespace Thelper.Web.Annotating;

/// <summary>A sample: its number over all data sets, and where it is.</summary>
/// <param name="Number">The number over all data sets, from 0.</param>
/// <param name="Dataset">Name of its data set.</param>
/// <param name="Index">Its number there.</param>
internal readonly record struct SamplePlace(int Number, string Dataset, int Index);
