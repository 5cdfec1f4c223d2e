namespace Thelper.Vision.Datasets;

/// <summary>A file of a published dataset.</summary>
/// <param name="Name">Its name on disk.</param>
/// <param name="Md5">The MD5 sum of its contents, 32 hexadecimal digits.</param>
/// <param name="Urls">Where it can be had, tried in order.</param>
internal sealed record RemoteFile(string Name, string Md5, IReadOnlyList<Uri> Urls);
