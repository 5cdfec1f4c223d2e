namespace Thelper.Data.Datasets.Shapes;

/// <summary>The classes of <see cref="ShapesDataset"/>, in the order of their indices.</summary>
internal enum ShapeKind
{
    Circle,
    Square,
    Triangle,
    Star,
    Cross,
    Ring,
    Heart,
    Crescent,
}
