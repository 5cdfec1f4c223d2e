using Thelper.Infer;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

public sealed class PrelabellerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-prelabel-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_model_s_pixels_are_an_edit_that_can_be_corrected_and_undone()
    {
        // New masks are filled with 10: whatever the model says takes their place.
        var model = Train();
        using var session = Session.Annotate(Config("circle", "square", "triangle"), Path.Combine(folder, "out"), SessionEnvironment.Quiet());
        using var store = new AnnotationStore(session);
        using var predictor = Predictor.Load(model);
        using var prelabeller = new Prelabeller(Predictor.Load(model), session.Settings);
        using var image = store.Pictures.Load(session.Datasets["shapes"], 4);
        var map = ((MapPrediction)predictor.Predict(image)).Labels.ToArray();
        store.Use(4, sample => sample.Edit(prelabeller.EditFor(image, sample.Objects)));

        // Classes are the background, then the labels 10, 20 and 30 by their names.
        store.Use(4, sample => sample.Mask.Copy().Pixels).ShouldBePixels(map.Select(index => (byte)(10 * index)));
        store.Use(4, sample => sample.Edit(new Edit.Stroke("s", 30, 1, [3, 3])));
        store.Use(4, sample => sample.Edit(new Edit.Undo()));
        store.Use(4, sample => sample.Edit(new Edit.Undo()));
        store.Use(4, sample => sample.Mask.Copy().Pixels).ShouldAllBe(label => label == 10);
    }

    [Fact]
    public void A_model_whose_classes_have_no_label_is_refused()
    {
        var model = Train();
        using var session = Session.Annotate(Config("cat", "dog"), Path.Combine(folder, "out"), SessionEnvironment.Quiet());
        using var predictor = Predictor.Load(model);
        Should.Throw<UserErrorException>(() => new Prelabeller(predictor, session.Settings)).Message.ShouldEndWith("has the name of a label (cat, dog)");
    }

    [Fact]
    public void A_model_s_boxes_and_class_are_those_of_the_labels_and_what_is_unlikely_is_left_out()
    {
        var detector = Repository.File("samples", "own-detector", "SmallDetector.cs");
        var model = Train("detect", 32, $$"""{"type": {{System.Text.Json.JsonSerializer.Serialize(detector + ":Samples.SmallDetector")}}, "params": {"image_size": 32} }""", "");
        using var session = Session.Annotate(Config("circle", "triangle"), Path.Combine(folder, "out"), SessionEnvironment.Quiet());
        using var prelabeller = new Prelabeller(Predictor.Load(model), session.Settings);
        var before = new Objects([new(10, 0, 0, 5, 5)], 20);
        BoundingBox[] boxes =
        [
            new("circle", [1.4, 2.6, 9.5, 40], includeMargin: false, confidence: 0.5), new("circle", [3, 4, 9, 12], confidence: 0.9), new("triangle", [-3, 30, 0.2, 31.9], includeMargin: false, confidence: 0.7),
            new("circle", [1, 1, 9, 9], confidence: 0.49), new("square", [2, 2, 9, 9], confidence: 0.99),
        ];

        // Edges of the nearest pixels, the margin's pixel included, within the picture. There is no label 'square'.
        ((Edit.SetObjects)prelabeller.EditFor(new BoxPrediction(32, 32, boxes), before)).Objects.ShouldBe(new([new(10, 1, 3, 10, 32), new(10, 3, 4, 10, 13), new(20, 0, 30, 1, 32)], 20));
        // The first class is the background.
        ClassScore[] classes = [new("triangle", 3, 0.6f), new("circle", 1, 0.4f)];
        ((Edit.SetObjects)prelabeller.EditFor(new ClassPrediction(32, 32, classes), before with { Class = 10 })).Objects.ShouldBe(before);
        ((Edit.SetObjects)prelabeller.EditFor(new ClassPrediction(32, 32, [new("square", 2, 0.9f)]), before)).Objects.ShouldBe(before with { Class = null });
        Should.Throw<UserErrorException>(() => prelabeller.EditFor(new ValuePrediction(32, 32, [1L], new float[1]), before));
    }

    private static string Shapes(string task = "segm", int side = 16) =>
        $$$"""{"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "{{{task}}}", "count": 12, "image_size": {{{side}}}, "classes": 3, "seed": 1} } }""";

    private string Train() => Train("segm", 16, """{"type": "thelper.nn.unet.UNet", "params": {"mid_channels": 16} }""", "\"loss\": {\"type\": \"torch.nn.CrossEntropyLoss\"}, ");

    private string Train(string task, int side, string model, string loss)
    {
        var config = Path.Combine(folder, "train.json");
        File.WriteAllText(config, $$$"""
            {"name": "{{{task}}}", "datasets": {{{Shapes(task, side)}}},
             "loaders": {"batch_size": 4, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0, "skip_norm": true,
                "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}], "train_split": {"shapes": 1.0}},
             "model": {{{model}}},
             "trainer": {"epochs": 1, "device": "cpu", "optimization": {{{{loss}}}"optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.01} } } } }
            """);
        Session.Create(config, Path.Combine(folder, "out"), SessionEnvironment.Quiet());
        return Path.Combine(folder, "out", task);
    }

    private string Config(params string[] names)
    {
        var config = Path.Combine(folder, "annot.json");
        var labels = string.Join(", ", names.Select((name, i) => $$"""{"id": {{10 * (i + 1)}}, "name": "{{name}}", "color": [{{60 * i}}, 90, 200]}"""));
        File.WriteAllText(config, $$$"""
            {"name": "marks", "datasets": {{{Shapes()}}}, "annotator": {"type": "thelper.gui.ImageSegmentAnnotator", "params": {"sample_input_key": "image", "labels": [{{{labels}}}], "default_fill_id": 10} } }
            """);
        return config;
    }
}
