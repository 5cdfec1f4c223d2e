using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Bundles;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Bundles;

/// <summary>A bundle and the files beside it appear together, or nothing of them does.</summary>
[NoLeaks]
public sealed class BundleWithFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StopRequest stop = new();

    public BundleWithFilesTests()
    {
        var config = folder.Write("e.json", """
            {"name": "e", "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]} },
             "loaders": {"base_transforms": [{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
             "export": {"task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2"], "input_key": "image", "label_key": "label"} } } }
            """);
        Session.ExportModel(Session.Export(config, folder["out"], SessionEnvironment.Quiet()), new() { Bundle = folder["made"], Input = "32" }, SessionEnvironment.Quiet());

        // The old one is known by the model that it lacks.
        Copy(folder["made"], Directory.CreateDirectory(folder["there/proof"]).FullName);
        File.Delete(folder["there/proof/model.pt"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Where_the_files_cannot_take_their_places_the_old_bundle_is_there_again()
    {
        var placed = false;
        Should.Throw<UserErrorException>(() => Write(publish => publish(() =>
        {
            placed = IsNew;
            throw new UserErrorException("no room");
        }))).Message.ShouldBe("no room");
        placed.ShouldBeTrue();
        ShouldBeAsBefore();
    }

    [Fact]
    public void A_wish_to_stop_ends_it_before_anything_has_taken_its_place()
    {
        var published = false;
        Should.Throw<SessionInterruptedException>(() => Write(publish =>
        {
            stop.Request(130);
            publish(() => published = true);
        }));
        published.ShouldBeFalse();
        ShouldBeAsBefore();
    }

    [Fact]
    public void What_is_begun_is_finished()
    {
        Write(publish => publish(() => stop.Request(130)));
        IsNew.ShouldBeTrue();
        Directory.GetFileSystemEntries(folder["there"]).ShouldBe([folder["there/proof"]]);
    }

    private bool IsNew => File.Exists(folder["there/proof/model.pt"]);

    private void ShouldBeAsBefore()
    {
        IsNew.ShouldBeFalse();
        File.Exists(folder["there/proof/model.onnx"]).ShouldBeTrue();
        Directory.GetFileSystemEntries(folder["there"]).ShouldBe([folder["there/proof"]]);
    }

    private void Write(Action<Action<Action>> files) =>
        BundleFolder.Write(folder["there/proof"], overwrites: true, new TypeRegistry(), NullLogger.Instance, stop, draft => Copy(folder["made"], draft), files);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
