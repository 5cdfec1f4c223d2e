using Thelper.Config;
using Thelper.Export;
using Thelper.Infer;
using Thelper.Nn;
using Thelper.Tests.Nn;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>What a model is exported with: as the user says, or as transforms, task or parameters say; numbers lie where those of pictures do.</summary>
[NoLeaks]
public class ExampleInputTests
{
    // Bytes become numbers from -2 to 3.
    private const string Normalize = """{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [102], "max": [153]}}, {"operation": "torchvision.transforms.ToTensor"}""";

    [Theory]
    [InlineData("20", 3, 20, 20)]
    [InlineData("20x36", 3, 20, 36)]
    [InlineData("1x20x36", 1, 20, 36)]
    [InlineData("torch.zeros(1, 2, 5, 6)", 2, 5, 6)]
    public void A_size_is_height_and_width(string given, int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var model = PredictorFixture.Local();
        var example = ExampleInput.Of(given, model, Pipeline());
        example.shape.ShouldBe([1, channels, height, width]);
        example.amin().ToDouble().ShouldBeLessThan(-1.5);
        if (given.Length < 10)
        {
            example.amax().ToDouble().ShouldBeGreaterThan(2.5);
        }
    }

    [Fact]
    public void An_example_of_a_configuration_is_what_its_text_says()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Read("torch.ones(2, 3)").ShouldBe([1, 1, 1, 1, 1, 1]);
        Read("zeros(size=[1, 4])").ShouldBe([0, 0, 0, 0]);
        Read("torch.rand((1, 50))").ShouldAllBe(value => value >= 0 && value < 1);
        Read("randn(1, 200)").ShouldContain(value => value < 0);

        // An image: planes of blue, green and red from 0 to 1.
        var image = tensor(new byte[] { 0, 51, 102, 153, 204, 255 }, [1, 2, 3]);
        Thelper.Imaging.ImageCodec.Save(folder["a.png"], image);
        var found = TraceInput.Read(folder["a.png"]);
        found.shape.ShouldBe([1, 3, 1, 2]);
        found.DataSpan<float>().ToArray().ShouldBe([0, 0.6f, 0.2f, 0.8f, 0.4f, 1], 1e-6f);

        static float[] Read(string text)
        {
            var errors = new ConfigErrors();
            TraceInput.Check(ConfigNode.Scalar(text, "c.json", 0, ""), text, errors);
            errors.ThrowIfAny();
            return TraceInput.Read(text).DataSpan<float>().ToArray();
        }
    }

    [Fact]
    public void Transforms_that_set_the_size_say_it_and_others_do_not()
    {
        using var scope = NewDisposeScope();
        using var model = PredictorFixture.Local();
        ExampleInput.Of(null, model, Pipeline("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [30, 20]}}, """)).shape.ShouldBe([1, 3, 20, 30]);
        ExampleInput.Find(model, Pipeline()).ShouldBeNull();
        Should.Throw<UserErrorException>(() => ExampleInput.Of(null, model, Pipeline())).Message.ShouldContain("--input 224x320 (height, width)");
    }

    [Fact]
    public void Parameters_of_the_model_say_it_too()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFactory.Create(ConfigLoader.Parse("""{"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [3, 28, 28]}}""", "c.json"), NnTasks.Classes(4), new());
        var example = ExampleInput.Of(null, model, Pipeline());
        example.shape.ShouldBe([1, 3, 28, 28]);
        example.amin().ToDouble().ShouldBeLessThan(-1.5);
    }

    private static InputPipeline Pipeline(string first = "") => InputPipeline.Of(ConfigLoader.Parse($$"""{"loaders": {"base_transforms": [{{first}}{{Normalize}}] } }""", "c.json"), "image", new());
}
