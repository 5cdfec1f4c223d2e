namespace Thelper.Data;

/// <summary>Where a sample lies on the ground, and in what it was cut from.</summary>
/// <param name="System">What the places are counted in: a reference system, or pixels of the raster where it has none.</param>
/// <param name="Whole">Outlines of what samples are cut from: the scene, or the area of all rasters. Each is a list of [x, y]; y grows to the north.</param>
/// <param name="Outline">The sample's outline, as [x, y].</param>
public sealed record SampleGround(string System, IReadOnlyList<IReadOnlyList<double[]>> Whole, IReadOnlyList<double[]> Outline);
