namespace Thelper.Vision.Datasets;

/// <summary>Where a CIFAR dataset keeps what.</summary>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Folder">The folder that the archive unpacks to.</param>
/// <param name="Archive">The published archive.</param>
/// <param name="TrainFiles">Files of the training images.</param>
/// <param name="TestFiles">Files of the test images.</param>
/// <param name="LabelsKey">Key of the labels in such a file.</param>
/// <param name="MetaFile">File of the class names.</param>
/// <param name="NamesKey">Key of the class names in it.</param>
internal sealed record CifarLayout(
    string Name, string Folder, RemoteFile Archive, IReadOnlyList<string> TrainFiles, IReadOnlyList<string> TestFiles, string LabelsKey, string MetaFile, string NamesKey);
