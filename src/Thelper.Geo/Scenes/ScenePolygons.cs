using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;
using Thelper.Geo.Polygons;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Scenes;

/// <summary>Makes polygons of the class raster of a scene, in its reference system.</summary>
/// <param name="transform">Where its pixels are.</param>
/// <param name="legend">The classes.</param>
/// <param name="wanted">Classes that polygons are made of, by index.</param>
/// <param name="simplify">Units of the ground by which an outline may leave the pixels' to have fewer corners; 0 for not at all.</param>
internal sealed class ScenePolygons(GeoTransform transform, ClassLegend legend, IReadOnlySet<int> wanted, double simplify)
{
    /// <summary>Makes the polygons; rows are read as they are needed.</summary>
    /// <param name="rasters">The classes.</param>
    /// <param name="found">Gets each polygon.</param>
    public void Run(ClassRasters rasters, Action<SceneShape> found)
    {
        var width = rasters.Labels.Width;
        var polygons = new MaskPolygons(width, polygon => found(new(Place(polygon), legend.Names[polygon.Label], polygon.Label + 1, null, polygon.Area)));
        var row = new int[width];
        for (var y = 0; y < rasters.Labels.Height; y++)
        {
            rasters.ReadLabels(y, 0, row);
            for (var x = 0; x < width; x++)
            {
                row[x] = wanted.Contains(row[x] - 1) ? row[x] - 1 : -1;
            }

            polygons.Add(row);
        }

        polygons.End();
    }

    private Polygon Place(PixelPolygon polygon)
    {
        var rings = polygon.Rings.Select(ring => Shapes.Factory.CreateLinearRing([.. ring.Select(corner =>
        {
            var (x, y) = transform.ToGround(corner.X, corner.Y);
            return new Coordinate(x, y);
        })])).ToList();
        var placed = Shapes.Factory.CreatePolygon(rings[0], [.. rings.Skip(1)]);
        return simplify > 0 && TopologyPreservingSimplifier.Simplify(placed, simplify) is Polygon { IsEmpty: false, IsValid: true } simple ? simple : placed;
    }
}
