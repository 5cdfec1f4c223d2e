namespace Thelper.Geo.Scenes;

/// <summary>Smaller copies inside the rasters of a scene, and how those of class rasters are made: no class may appear that is not there. Those of shares and numbers are means.</summary>
public enum SceneOverviews
{
    /// <summary>There are none.</summary>
    None = 0,

    /// <summary>The nearest pixel's class.</summary>
    Nearest,

    /// <summary>The commonest class of the pixels that one stands for.</summary>
    Mode,
}
