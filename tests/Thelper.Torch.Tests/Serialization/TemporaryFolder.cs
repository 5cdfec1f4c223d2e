namespace Thelper.Torch.Tests.Serialization;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("thelper-test-");

    public string this[string name] => Path.Combine(folder.FullName, name);

    public string[] Names => [.. folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Delete(recursive: true);
}
