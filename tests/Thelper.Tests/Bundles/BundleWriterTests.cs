using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Bundles;
using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Infer;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Bundles;

/// <summary>Pictures that a bundle cannot hold are named before it is one.</summary>
[NoLeaks]
public sealed class BundleWriterTests : IDisposable
{
    private const string Tensors = """[{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sample_that_the_exported_model_does_not_take_is_named()
    {
        Picture("photo.png", 48, 64);
        Should.Throw<UserErrorException>(() => Bundle("photo.png")).Message.ShouldContain("photo.png: is 1x48x64 for the network, which was exported for 1x32x32; resize it or give --input");
        Directory.Exists(folder["proof"]).ShouldBeFalse();
    }

    // A name may have any dots; a part of a path may not be two of them.
    [Fact]
    public void A_sample_may_have_two_dots_in_its_name()
    {
        Picture("IMG..1.png", 32, 32);
        Bundle("IMG..1.png").ShouldHaveSingleItem();
        var sums = folder["proof/SHA256SUMS"];
        File.ReadAllText(sums).ShouldContain("images/00-IMG..1.png");
        File.AppendAllText(sums, $"{new string('0', 64)}  images/../../IMG..1.png\n");
        BundleSums.Check(folder["proof"]).ShouldHaveSingleItem().What.ShouldContain("names a file outside the bundle");
    }

    [Fact]
    public void What_the_model_does_not_take_is_no_bug_of_the_program()
    {
        Picture("a.png", 8, 8);
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => Write(Tensors, Tensors, input => input.view(3, 5))).Message.ShouldContain("images/00-a.png: the model does not take");
    }

    [Fact]
    public void Steps_that_make_another_input_than_the_transforms_are_refused()
    {
        Picture("a.png", 8, 8);
        using var scope = NewDisposeScope();
        Write(Tensors, Tensors, input => input * 1);
        const string Other = """[{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}, {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.1], "std": [1]}, "target_key": "image"}]""";
        Should.Throw<UserErrorException>(() => Write(Tensors, Other, input => input * 1)).Message.ShouldContain("a.png: the steps of preprocessing.json make another input of it than the session's transforms");
    }

    // JSON has no such numbers.
    [Fact]
    public void A_picture_of_which_the_model_says_no_number_is_named()
    {
        using var scope = NewDisposeScope();
        ImageCodec.Save(folder["a.png"], zeros([8, 8, 3], ScalarType.Byte));
        Should.Throw<UserErrorException>(() => Write(Tensors, Tensors, input => input.log())).Message.ShouldContain("images/00-a.png: the model answers it with NaN or infinity");
    }

    // The tag turns the picture for OpenCV's data sets, and not for torchvision's.
    [Theory]
    [InlineData("", 64, 48)]
    [InlineData("torchvision.datasets.ImageFolder", 48, 64)]
    public void The_empty_scene_has_the_size_of_the_sample_as_the_session_sees_it(string type, int height, int width)
    {
        using var scope = NewDisposeScope();
        var pipeline = InputPipeline.Of(ConfigLoader.Parse($$"""{"datasets": {"d": {"type": "{{type}}"} }, "loaders": {"base_transforms": {{Tensors}} } }""", "c.json"), "image", new());
        var sample = Turned(ImageCodec.Encode((rand(48, 64, 3) * 255).to(ScalarType.Byte), ".jpg"));
        pipeline.Decode(sample).shape.ShouldBe([height, width, 3]);
        var (name, bytes) = SamplePictures.Empty(pipeline, ("a.jpg", sample));
        name.ShouldBe("empty.png");
        ImageCodec.Decode(bytes).shape.ShouldBe([height, width, 3]);
    }

    // An APP1 segment with the orientation 6 after the first two bytes.
    private static byte[] Turned(byte[] jpeg) =>
    [
        .. jpeg[..2],
        0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        .. jpeg[2..],
    ];

    private void Write(string written, string transforms, Func<Tensor, Tensor> forward)
    {
        var types = new TypeRegistry();
        var config = Config(transforms);
        using var model = PredictorFixture.Local();
        var network = new ExportedNetwork(model, input => [forward(input)], null, VaryingAxes.None);
        var target = Directory.CreateDirectory(folder[Path.GetRandomFileName()]).FullName;
        new BundleWriter(target, model, network, Preprocessing.Of(PictureTransforms.Of(Config(written)), "image", types), types, 1e-4, NullLogger.Instance) { Pipeline = InputPipeline.Of(config, "image", types) }
            .Write([("a.png", File.ReadAllBytes(folder["a.png"]))], rand(1, 3, 8, 8), batchVaries: false, otherSize: null);
    }

    private static ConfigNode Config(string transforms) => ConfigLoader.Parse($$"""{"loaders": {"base_transforms": {{transforms}} } }""", "c.json");

    private IReadOnlyList<string> Bundle(string sample)
    {
        var config = folder.Write("e.json", """
            {"name": "e", "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]} },
             "loaders": {"base_transforms": [{"operation": "thelper.transforms.ToGray", "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
             "export": {"task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2"], "input_key": "image", "label_key": "label"} } } }
            """);
        var checkpoint = Session.Export(config, folder["out"], SessionEnvironment.Quiet());
        return Session.ExportModel(checkpoint, new() { Bundle = folder["proof"], Input = "32", Samples = [folder[sample]] }, SessionEnvironment.Quiet());
    }

    private void Picture(string name, int height, int width)
    {
        using var scope = NewDisposeScope();
        ImageCodec.Save(folder[name], (rand(height, width, 3) * 255).to(ScalarType.Byte));
    }
}
