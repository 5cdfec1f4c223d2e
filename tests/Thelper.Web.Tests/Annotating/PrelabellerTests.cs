using Thelper.Infer;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

public sealed class PrelabellerTests : IDisposable
{
    private const string Shapes = """{"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "segm", "count": 12, "image_size": 16, "classes": 3, "seed": 1} } }""";
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

    private string Train()
    {
        var config = Path.Combine(folder, "train.json");
        File.WriteAllText(config, $$$"""
            {"name": "segm", "datasets": {{{Shapes}}},
             "loaders": {"batch_size": 4, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0, "skip_norm": true,
                "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}], "train_split": {"shapes": 1.0}},
             "model": {"type": "thelper.nn.unet.UNet", "params": {"mid_channels": 16}},
             "trainer": {"epochs": 1, "device": "cpu", "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.01} } } } }
            """);
        Session.Create(config, Path.Combine(folder, "out"), SessionEnvironment.Quiet());
        return Path.Combine(folder, "out", "segm");
    }

    private string Config(params string[] names)
    {
        var config = Path.Combine(folder, "annot.json");
        var labels = string.Join(", ", names.Select((name, i) => $$"""{"id": {{10 * (i + 1)}}, "name": "{{name}}", "color": [{{60 * i}}, 90, 200]}"""));
        File.WriteAllText(config, $$$"""
            {"name": "marks", "datasets": {{{Shapes}}}, "annotator": {"type": "thelper.gui.ImageSegmentAnnotator", "params": {"sample_input_key": "image", "labels": [{{{labels}}}], "default_fill_id": 10} } }
            """);
        return config;
    }
}
