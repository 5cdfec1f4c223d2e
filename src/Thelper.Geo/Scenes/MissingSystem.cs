namespace Thelper.Geo.Scenes;

/// <summary>What to do with a scene that does not say where on Earth it is.</summary>
public enum MissingSystem
{
    /// <summary>Nothing is predicted on any scene.</summary>
    Refuse,

    /// <summary>Rasters are written without a place, vectors in the numbers that the scene has: its own units, or pixels.</summary>
    Keep,
}
