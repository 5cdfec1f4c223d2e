namespace Thelper.Geo.Polygons;

/// <summary>A place where the outline of an area turns.</summary>
/// <param name="X">Between which columns: from 0 to the width.</param>
/// <param name="Y">Between which rows.</param>
/// <param name="East">Whether its horizontal side goes to the right from here.</param>
/// <param name="South">Whether its vertical side goes down from here.</param>
internal readonly record struct OutlineCorner(int X, int Y, bool East, bool South);
