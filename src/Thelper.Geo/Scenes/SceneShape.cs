using NetTopologySuite.Geometries;

namespace Thelper.Geo.Scenes;

/// <summary>Something that was found in a scene, as it is written.</summary>
/// <param name="Shape">Where, in the scene's reference system.</param>
/// <param name="Class">Its class.</param>
/// <param name="Number">The number of the class: its index, and 1 in polygons of a class raster.</param>
/// <param name="Score">How sure the model is, from 0 to 1; null of polygons.</param>
/// <param name="Pixels">How many pixels a polygon has; null of objects.</param>
internal sealed record SceneShape(Polygon Shape, string Class, long Number, double? Score, long? Pixels);
