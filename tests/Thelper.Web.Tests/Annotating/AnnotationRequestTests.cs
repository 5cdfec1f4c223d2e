using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Annotating;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Annotating;

/// <summary>What the annotator's script asks for.</summary>
public sealed class AnnotationRequestTests
{
    [Fact]
    public async Task The_other_window_s_version_takes_the_place_of_mask_boxes_and_class_and_can_be_undone()
    {
        using var folder = new AnnotationFolder();
        await using var server = await PageServer.Start(folder.Pages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        Edit(client, "a-1", 0, """{"do": "fill", "label": 1}""").GetProperty("version").GetInt32().ShouldBe(1);
        var name = Edit(client, "b-1", 0, """{"do": "stroke", "id": "s", "label": 7, "radius": 2, "points": [9, 9]}""").GetProperty("conflict").GetString();
        Edit(client, "b-2", 0, """{"do": "objects", "objects": {"boxes": [{"label": 255, "left": 1, "top": 2, "right": 30, "bottom": 20}], "class": 7}}""", name).GetProperty("conflict").GetString().ShouldBe(name);
        var theirs = folder.Store.Use(0, sample => (sample.Mask.Copy().Pixels, sample.Objects));
        theirs.Objects.IsEmpty.ShouldBeTrue();
        client.Post("/api/resolve/0", Encoding.UTF8.GetBytes("""{"branch": "nothing"}""")).Status.ShouldBe(404);
        client.Post("/api/resolve/0", Encoding.UTF8.GetBytes($$"""{"branch": "{{name}}"}""")).Status.ShouldBe(200);
        var mask = new LabelMask(60, 40);
        Strokes.Paint(mask, [9, 9], 2, 7, []);
        folder.Store.Use(0, sample => sample.Mask.Copy().Pixels).ShouldBePixels(mask.Pixels);
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(new([new(255, 1, 2, 30, 20)], 7));
        folder.Store.Use(0, sample => sample.Edit(new Edit.Undo()));
        folder.Store.Use(0, sample => sample.Edit(new Edit.Undo()));
        var back = folder.Store.Use(0, sample => (sample.Mask.Copy().Pixels, sample.Objects));
        back.Pixels.ShouldBePixels(theirs.Pixels);
        back.Objects.ShouldBe(theirs.Objects);
    }

    [Fact]
    public async Task An_edit_that_cannot_be_stored_changes_nothing_and_is_made_when_it_comes_again()
    {
        using var folder = new AnnotationFolder();
        await using var server = await PageServer.Start(folder.Pages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        Edit(client, "a-1", 0, """{"do": "fill", "label": 1}""").GetProperty("version").GetInt32().ShouldBe(1);
        var image = folder["images/000.png"];
        var bytes = await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken);
        using (var other = torch.zeros([20, 30, 3], torch.uint8))
        {
            ImageCodec.Save(image, other);
        }

        var (status, _, body) = client.Post("/api/edit/0", Encoding.UTF8.GetBytes("""{"id": "a-2", "version": 1, "edit": {"do": "fill", "label": 7}, "branch": ""}"""));
        status.ShouldBe(507);
        Encoding.UTF8.GetString(body).ShouldContain("an image of another size than 30x20");
        await File.WriteAllBytesAsync(image, bytes, TestContext.Current.CancellationToken);
        folder.Store.Use(0, sample => sample.Version).ShouldBe(1);
        Edit(client, "a-2", 1, """{"do": "fill", "label": 7}""").GetProperty("version").GetInt32().ShouldBe(2);
        folder.Store.Use(0, sample => sample.Mask.Copy().Pixels).ShouldAllBe(label => label == 7);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_told_apart_from_what_cannot_be_read()
    {
        using var folder = new AnnotationFolder();
        await using var server = await PageServer.Start(folder.Pages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        Edit(client, "a-1", 0, """{"do": "fill", "label": 1}""");
        var mask = SampleFiles.Of(folder.Session, "photos", 0).Mask;
        Directory.CreateDirectory(mask);
        foreach (var path in new[] { "/api/save/0", "/api/export", "/api/quit" })
        {
            client.Post(path, []).Status.ShouldBe(507, path);
        }

        Directory.Delete(mask);
        client.Post("/api/save/0", []).Status.ShouldBe(200);
        await File.WriteAllTextAsync(Path.Combine(folder.Session, "export"), "", TestContext.Current.CancellationToken);
        client.Post("/api/export", []).Status.ShouldBe(507);

        // What is opened for the first time is noted.
        Directory.CreateDirectory(SampleFiles.Of(folder.Session, "photos", 1).Journal);
        client.Get("/api/sample/1").Status.ShouldBe(507);
        await File.WriteAllTextAsync(folder["images/002.png"], "no image", TestContext.Current.CancellationToken);
        client.Get("/api/sample/2").Status.ShouldBe(422);

        // Whose version is unknown is told so, in words for users.
        var (status, _, body) = client.Post("/api/edit/0", Encoding.UTF8.GetBytes("""{"id": "a-2", "version": 1, "edit": {"do": "undo"}, "branch": "another"}"""));
        (status, JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()).ShouldBe((400, "there is no other version of the name 'another'"));
    }

    [Theory]
    [InlineData("Bands", 10, 20, 30)]
    [InlineData("Turned", 30, 20, 10)]
    [InlineData("Grey", 10, 10, 10)]
    public void Pictures_have_the_colours_of_their_samples(string type, int red, int green, int blue)
    {
        var home = Directory.CreateTempSubdirectory("thelper-annot-");
        try
        {
            File.WriteAllText(Path.Combine(home.FullName, "own.cs"), """
                public abstract class Plain(params byte[] values) : Dataset
                {
                    public override Task Task { get; } = new Segmentation(new List<string> { "a", "b" }, "image", "label_map");

                    public override int Count => 1;

                    protected override Sample Load(int index) => new() { ["image"] = torch.tensor(values).expand(5, 6, values.Length).contiguous(), ["label_map"] = torch.zeros([5, 6], torch.uint8) };
                }

                public sealed class Bands() : Plain(10, 20, 30, 40, 50);

                public sealed class Turned() : Plain(10, 20, 30)
                {
                    public override bool IsBgr => true;
                }

                public sealed class Grey() : Plain(10);
                """);
            var config = Path.Combine(home.FullName, "annot.json");
            File.WriteAllText(config, $$$"""
                {"name": "marks", "datasets": {"d": {"type": {{{JsonSerializer.Serialize(Path.Combine(home.FullName, "own.cs") + ":" + type)}}}}},
                 "annotator": {"type": "thelper.gui.ImageSegmentAnnotator", "params": {"sample_input_key": "image", "labels": [{"id": 1, "name": "b", "color": [200, 60, 20]}]} } }
                """);
            using var session = Session.Annotate(config, Path.Combine(home.FullName, "out"), SessionEnvironment.Quiet());
            using var store = new AnnotationStore(session);
            using var scope = torch.NewDisposeScope();
            var picture = ImageCodec.Decode(store.PictureOf(0).Png);
            picture.shape.ShouldBe([5, 6, 3]);
            picture[4, 5].DataSpan<byte>().ToArray().ShouldBe([(byte)blue, (byte)green, (byte)red]);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static JsonElement Edit(RawClient client, string id, int version, string edit, string? branch = "")
    {
        var (status, _, body) = client.Post("/api/edit/0", Encoding.UTF8.GetBytes($$"""{"id": "{{id}}", "version": {{version}}, "edit": {{edit}}, "branch": "{{branch}}"}"""));
        status.ShouldBe(200, Encoding.UTF8.GetString(body));
        return JsonDocument.Parse(body).RootElement.Clone();
    }
}
