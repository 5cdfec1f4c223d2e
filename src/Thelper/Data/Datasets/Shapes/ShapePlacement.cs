using Thelper.Imaging.Transforms;

namespace Thelper.Data.Datasets.Shapes;

/// <summary>Where and how a shape is drawn. Lengths are in pixels, the light is a unit vector that points away from the lamp.</summary>
internal sealed record ShapePlacement(
    ShapeKind Kind, double X, double Y, double Radius, double Angle, ShapeColor Color, ShapeColor Accent, int Texture, double LightX, double LightY, TransformRandom Random);
