using Thelper.Imaging;
using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Reports;

[NoLeaks]
public sealed class DisplayCallbackTests : IDisposable
{
    private static readonly Classification Task = new(new[] { "a", "b" }, "image", "label");
    private readonly string folder = Directory.CreateTempSubdirectory("display").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Draws_the_first_batch_of_each_pass()
    {
        var callback = new DisplayCallback();
        callback.Render().ShouldBeNull();
        Feed(callback, 1, null);
        callback.Render().ShouldBeNull();
        Feed(callback, 0, null);
        var picture = callback.Render().ShouldNotBeNull();
        (picture.Width, picture.Height).ShouldBe((128 + 4 + 128, 128 + 34));
        callback.Render().ShouldBeNull();
        Feed(callback, 0, null);
        callback.Reset();
        callback.Render().ShouldBeNull();
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public void Saves_every_sample_under_the_name_of_its_image()
    {
        var callback = new DisplayCallback(save: true);
        Feed(callback, 0, ["/data/a/1.png", "/data/b/1.png"]);
        Feed(callback, 1, ["/data/a/2.jpg", "/data/b/2.bmp"]);
        Feed(callback, 0, ["/data/a/1.png", "/data/b/1.png"]);
        Directory.GetFiles(folder).Select(Path.GetFileName).Order().ShouldBe(["1.png", "2.bmp", "2.jpg", "b_1.png"]);
        using var image = ImageCodec.Decode(Path.Combine(folder, "1.png"));
        image.shape.ShouldBe([162, 128, 3]);
    }

    [Fact]
    public void Every_image_has_a_file_however_many_have_its_name()
    {
        var callback = new DisplayCallback(save: true);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            Feed(callback, 0, ["/data/s1/images/1.png", "/data/s2/images/1.png"]);
            Feed(callback, 1, ["/data/s3/images/1.png", "/data/images_1.png"]);
            Feed(callback, 2, ["1.png", "./1.png"]);
        }

        Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["1.png", "2_1.png", "3_2_1.png", "data_images_1.png", "images_1.png", "s3_images_1.png"]);
    }

    [Fact]
    public void Saving_needs_paths()
    {
        Should.Throw<UserErrorException>(() => Feed(new DisplayCallback(save: true), 0, null)).Message.ShouldContain("'path'");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Should.Throw<UserErrorException>(() => new DisplayCallback(minConfidence: 2)).Message.ShouldContain("min_confidence");
        Should.Throw<UserErrorException>(() => new DisplayCallback(gridSizeX: 0)).Message.ShouldContain("grid_size_x");
        Should.Throw<UserErrorException>(() => new DisplayCallback(targetClass: "a")).Message.ShouldContain("target_threshold");
        Should.Throw<UserErrorException>(() => new DisplayCallback(targetClass: "a", targetThreshold: 0.5).CheckTask(Task)).Message.ShouldContain("segmentation");
        Should.Throw<UserErrorException>(() => new DisplayCallback(targetClass: "tres", targetThreshold: 0.5)
            .CheckTask(new Segmentation(new[] { "tree" }, "image", "map"))).Message.ShouldContain("tree");
    }

    private void Feed(IConsumer consumer, int index, List<object?>? paths)
    {
        using var scope = NewDisposeScope();
        using var sample = new Sample();
        if (paths is not null)
        {
            sample["path"] = paths;
        }

        consumer.Update(new IterationData
        {
            Task = Task,
            Input = rand(2, 1, 16, 16),
            Prediction = rand(2, 2),
            Target = tensor([0L, 1]),
            Sample = sample,
            IterationIndex = index,
            IterationCount = 2,
            OutputPath = folder,
        });
    }
}
