using System.Globalization;
using System.Text.Json;
using Thelper.Torch.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>The files of a sample.</summary>
/// <param name="Mask">The mask, where the original has it: <c>annotations/DATASET/000000.png</c>.</param>
/// <param name="Objects">Boxes and class, beside it; only where there are any.</param>
/// <param name="Journal">The edits: <c>logs/annotations/DATASET/000000.journal</c>.</param>
internal sealed record SampleFiles(string Mask, string Objects, string Journal)
{
    /// <summary>The folder of the masks in a session's.</summary>
    public const string MaskFolder = "annotations";

    /// <summary>The files of a sample.</summary>
    /// <param name="session">The session's folder.</param>
    /// <param name="dataset">The data set's name, which can name a folder.</param>
    /// <param name="number">The number of its files (<see cref="SampleRecord.NumberOf"/>).</param>
    public static SampleFiles Of(string session, string dataset, int number)
    {
        var name = number.ToString("D6", CultureInfo.InvariantCulture);
        return new(
            Path.Combine(session, MaskFolder, dataset, name + ".png"),
            Path.Combine(session, MaskFolder, dataset, name + ".json"),
            Path.Combine(session, "logs", MaskFolder, dataset, name + ".journal"));
    }

    /// <summary>Writes a file whole, or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What it holds.</param>
    /// <exception cref="NotStoredException">It cannot be written.</exception>
    public static void Write(string path, byte[] bytes)
    {
        try
        {
            AtomicFile.Write(path, stream => stream.Write(bytes));
        }
        catch (UserErrorException error)
        {
            throw new NotStoredException(error.Message, error);
        }
    }

    /// <summary>Writes boxes and class; where there are none, only over others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="objects">Boxes and class.</param>
    /// <param name="put">Writes a file.</param>
    public static void WriteObjects(string path, Objects objects, Action<string, byte[]> put)
    {
        if (!objects.IsEmpty || File.Exists(path))
        {
            put(path, JsonSerializer.SerializeToUtf8Bytes(objects, Annotating.Journal.Format));
        }
    }

    /// <summary>Reads boxes and class.</summary>
    /// <param name="path">The file, which may be missing.</param>
    /// <exception cref="UserErrorException">It is damaged.</exception>
    public static Objects ReadObjects(string path)
    {
        if (!File.Exists(path))
        {
            return Annotating.Objects.None;
        }

        try
        {
            return JsonSerializer.Deserialize<Objects>(InputFile.ReadAllBytes(path), Annotating.Journal.Format) ?? throw new UserErrorException($"{path}: holds nothing; move it away");
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path}: is damaged ({error.Message}); move it away", error);
        }
    }
}
