using Thelper.Testing;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Where the committed checkpoints lie.</summary>
internal static class Golden
{
    /// <summary>A file that tools/golden/serialization.py wrote.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "serialization", name);

    /// <summary>A file that tools/golden/serialization_forms.py wrote.</summary>
    public static string Form(string name) => PathOf(Path.Combine("forms", name));

    /// <summary>The description of a value in such a file.</summary>
    public static string DescriptionOf(string name) => File.ReadAllText(PathOf(name + ".txt")).TrimEnd('\n');

    /// <summary>The best checkpoint of a session of the original.</summary>
    public static string OriginalCheckpoint() => Repository.File("tests", "golden", "original-0.6.2", "classif-digits", "checkpoints", "ckpt.best.pth");
}
