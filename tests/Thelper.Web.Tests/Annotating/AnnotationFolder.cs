using System.Globalization;
using System.Text.Json;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

/// <summary>A folder with a configuration, images and the session that annotates them.</summary>
internal sealed class AnnotationFolder : IDisposable
{
    private AnnotationSession? session;
    private AnnotationStore? store;

    /// <summary>Makes grey images that rise from left to right.</summary>
    /// <param name="count">How many.</param>
    /// <param name="width">Their width.</param>
    /// <param name="height">Their height.</param>
    /// <param name="parameters">Further parameters of the annotator, as JSON with a comma before.</param>
    public AnnotationFolder(int count = 3, int width = 60, int height = 40, string parameters = "")
    {
        Directory.CreateDirectory(this["images"]);
        for (var i = 0; i < count; i++)
        {
            using var scope = torch.NewDisposeScope();
            ImageCodec.Save(this[string.Create(CultureInfo.InvariantCulture, $"images/{i:D3}.png")], torch.arange(width).mul(200.0 / width).to(torch.ScalarType.Byte).reshape(1, width, 1).expand(height, width, 3).contiguous());
        }

        Parameters = parameters;
    }

    /// <summary>Further parameters of the annotator.</summary>
    public string Parameters { get; set; }

    /// <summary>The folder of the images, in this one.</summary>
    public string Images { get; set; } = "images";

    /// <summary>The order of the images.</summary>
    public string Order { get; set; } = "name";

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("thelper-annot-").FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The session's folder.</summary>
    public string Session => this["out/marks"];

    /// <summary>The samples.</summary>
    public AnnotationStore Store => store ??= Open();

    /// <summary>The bytes of a mask's file.</summary>
    public byte[] MaskFile(int index) => File.ReadAllBytes(SampleFiles.Of(Session, "photos", index).Mask);

    /// <summary>Ends the session without saving anything, as a crash would, and begins it again.</summary>
    public AnnotationStore Restart()
    {
        Close();
        return Store;
    }

    /// <summary>Ends the session without saving anything.</summary>
    public void Close()
    {
        store?.Dispose();
        session?.Dispose();
        (store, session) = (null, null);
    }

    /// <summary>Opens another session on the same folder.</summary>
    public AnnotationSession Begin() => Thelper.Sessions.Session.Annotate(Config(), this["out"], SessionEnvironment.Quiet());

    /// <summary>The pages.</summary>
    public AnnotationPages Pages(Prelabeller? prelabeller = null) => new(Store, prelabeller, new());

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Writes the configuration.</summary>
    public string Config()
    {
        File.WriteAllText(this["annot.json"], $$$"""
            {"name": "marks",
             "datasets": {"photos": {"type": "thelper.data.ImageDataset", "params": {"root": {{{JsonSerializer.Serialize(this[Images])}}}, "order": {{{JsonSerializer.Serialize(Order)}}} } } },
             "annotator": {"type": "thelper.gui.ImageSegmentAnnotator", "params": {"sample_input_key": "image",
               "labels": [{"id": 1, "name": "road", "color": [200, 60, 20]}, {"id": 7, "name": "tree", "color": [40, 180, 40]}, {"id": 255, "name": "sky", "color": [40, 40, 240]}]{{{Parameters}}} } } }
            """);
        return this["annot.json"];
    }

    private AnnotationStore Open()
    {
        session = Begin();
        return new(session);
    }
}
