namespace Thelper.Geo.Scenes;

/// <summary>How far the work on a scene has come: what a killed run goes on from.</summary>
/// <param name="Key">What was asked for, as a hash: of another model, source or setting nothing is used.</param>
/// <param name="Strip">The strip that is being worked on; after the last one all windows are done.</param>
/// <param name="Row">The row of windows in it that comes next.</param>
/// <param name="BoxBytes">Bytes of the boxes that count.</param>
/// <param name="Channels">Of models that answer with numbers: how many for each pixel; 0 until one is known.</param>
/// <param name="Scale">Of these: how many numbers there are for a pixel of the scene in each direction.</param>
/// <param name="Scored">Of classifiers: windows that were scored, and not passed over, among those that are done with.</param>
internal sealed record SceneProgress(string Key, int Strip = 0, int Row = 0, long BoxBytes = 0, int Channels = 0, int Scale = 0, long Scored = 0);
