namespace Thelper.Web.Annotating;

/// <summary>An edit as a window sends it.</summary>
/// <param name="Id">What the window calls it: what is sent twice is made once.</param>
/// <param name="Version">The version of the sample that the window shows.</param>
/// <param name="Edit">What to do.</param>
/// <param name="Branch">The other version that the window goes on with after a conflict; empty for none.</param>
internal sealed record EditRequest(string Id, long Version, Edit Edit, string Branch);
