using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Datasets;

namespace Thelper.Tests.Data.Datasets;

/// <summary>Datasets that are no thelper ones, by their names in a configuration.</summary>
[NoLeaks]
public class NamedDatasetTests
{
    private const string Classification = """{"type":"thelper.tasks.Classification","params":{"class_names":["0","1","2","3","4","5","6","7","8","9"],"input_key":"0","label_key":"1"}}""";
    private const string Letters = """{"type":"thelper.tasks.Classification","params":{"class_names":["N/A","a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","q","r","s","t","u","v","w","x","y","z"],"input_key":"0","label_key":"1"}}""";
    private const string Plain = """{"type":"thelper.tasks.Task","params":{"input_key":"0","gt_key":"1"}}""";

    private static string Published => Path.Combine(AppContext.BaseDirectory, "Golden/published");

    [Theory]
    [InlineData("KMNIST", "", 2)]
    [InlineData("EMNIST", ",'split':'letters'", 1)]
    [InlineData("QMNIST", ",'what':'test10k'", 2)]
    [InlineData("STL10", ",'split':'train+unlabeled','folds':1", 3)]
    [InlineData("SVHN", ",'split':'test'", 4)]
    [InlineData("VOCSegmentation", ",'image_set':'val','year':'2012'", 2)]
    [InlineData("VOCDetection", ",'image_set':'val'", 2)]
    [InlineData("CocoDetection", ",'annFile':'ROOT/instances.json'", 3)]
    [InlineData("DatasetFolder", ",'loader':'torchvision.datasets.folder.default_loader','extensions':['.png']", 5)]
    [InlineData("ImageFolder", "", 5)]
    public void Torchvision_datasets_load_by_name(string name, string parameters, int count)
    {
        var labelled = name is not ("VOCSegmentation" or "VOCDetection" or "CocoDetection");
        var root = Path.Combine(Published, name switch { "CocoDetection" => "coco", "DatasetFolder" or "ImageFolder" => "folder", _ => "" });
        var text = parameters.Replace('\'', '"').Replace("ROOT", root, StringComparison.Ordinal);
        var dataset = Make($$$$$$"""{"datasets":{"d":{"type":"torchvision.datasets.{{{{{{name}}}}}}","params":{"root":"{{{{{{root}}}}}}"{{{{{{text}}}}}}},"task":{{{{{{(labelled ? name == "EMNIST" ? Letters : Classification : Plain)}}}}}}}}}""");
        dataset.Count.ShouldBe(count);
        dataset.HasLabels.ShouldBe(labelled);
        using var sample = dataset.GetItem(0, TransformRandom.For(0, 0, 0));
        sample.Keys.ShouldBe(["0", "1"]);
        ((torch.Tensor)sample["0"]!).dtype.ShouldBe(torch.uint8);
        if (labelled)
        {
            sample["1"].ShouldBe(dataset.LabelOf(0));
        }
    }

    [Fact]
    public void Fake_data_needs_no_files()
    {
        using var sample = Make($$$$$$"""{"datasets":{"d":{"type":"torchvision.datasets.FakeData","params":{"size":5,"image_size":[3,8,6],"num_classes":2},"task":{{{{{{Classification}}}}}}}}}""")
            .GetItem(-1, TransformRandom.For(0, 0, 0));
        ((torch.Tensor)sample["0"]!).shape.ShouldBe([8, 6, 3]);
    }

    [Theory]
    [InlineData(""","task":TASK""", "")]
    [InlineData("", ""","task":TASK""")]
    public void The_wrapper_can_be_named_itself(string inside, string beside)
    {
        var dataset = Make($$$$$$"""{"datasets":{"d":{"type":"thelper.data.ExternalDataset","params":{"dataset":"torchvision.datasets.FakeData","size":5,"deepcopy":true{{{{{{inside}}}}}}}{{{{{{beside}}}}}}}}}"""
            .Replace("TASK", Classification, StringComparison.Ordinal));
        dataset.ToString().ShouldBe("torchvision.datasets.fakedata.FakeData(transforms=None, deepcopy=True)");
        dataset.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("{}", "needs the parameter 'dataset'")]
    [InlineData("""{"dataset":"torchvision.datasets.FakeDate"}""", "did you mean 'torchvision.datasets.FakeData'?")]
    [InlineData("""{"dataset":"thelper.data.ImageDataset"}""", "cannot be wrapped")]
    [InlineData("""{"dataset":"torchvision.datasets.FakeData","sise":3}""", "size")]
    [InlineData("""{"dataset":"torchvision.datasets.FakeData"}""", "give the dataset a task")]
    public void Mistakes_with_the_wrapper_are_named(string parameters, string message) =>
        Should.Throw<UserErrorException>(() => Make($$$$$$"""{"datasets":{"d":{"type":"thelper.data.ExternalDataset","params":{{{{{{parameters}}}}}}}}}""")).Message.ShouldContain(message);

    [Fact]
    public void The_sample_of_an_own_dataset_runs()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Golden/own-dataset/Stripes.cs");
        var loaders = Loaders.Create(ConfigLoader.Parse(
            $$$$$$"""
            {"datasets":{"stripes":{"type":"{{{{{{source}}}}}}:Samples.Stripes","params":{"count":40},
              "task":{"type":"thelper.tasks.Classification","params":{"class_names":["horizontal","vertical"],"input_key":"0","label_key":"1"}}}},
             "loaders":{"train_split":{"stripes":0.8},"valid_split":{"stripes":0.2},"batch_size":8,"test_seed":0,"valid_seed":0,"torch_seed":0}}
            """,
            "c.json"), new());
        var count = 0;
        foreach (var batch in loaders.Train!)
        {
            using (batch)
            {
                ((torch.Tensor)batch["0"]!).shape.ShouldBe([8, 16, 16, 1]);
                count += 8;
            }
        }

        count.ShouldBe(32);
    }

    [Fact]
    public void Every_dataset_is_in_the_documentation_with_its_parameters()
    {
        var page = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden/docs/datasets.md"));
        var missing = new List<string>();
        var types = new TypeRegistry();
        foreach (var kind in new[] { typeof(Dataset), typeof(IVisionDataset) })
        {
            foreach (var name in types.Names(kind))
            {
                var last = name[(name.LastIndexOf('.') + 1)..];
                if (Array.Find(page, line => line.StartsWith('|') && line.Contains($".{last}`", StringComparison.Ordinal)) is not { } row)
                {
                    missing.Add(name);
                    continue;
                }

                var parameters = types.ParametersOf(name, typeof(ITransform), typeof(Microsoft.Extensions.Logging.ILogger), typeof(IProgress<string>));
                missing.AddRange(parameters.Where(parameter => !row.Contains($"`{parameter}`", StringComparison.Ordinal)).Select(parameter => $"{name}: {parameter}"));
            }
        }

        missing.ShouldBeEmpty("add a row to the tables of docs/datasets.md, with every parameter in backquotes");
    }

    private static Dataset Make(string config)
    {
        var errors = new ConfigErrors();
        var factory = new DatasetFactory(ConfigSections.Read(ConfigLoader.Parse(config, "c.json")), new(), errors);
        errors.ThrowIfAny();
        return factory.Create().Datasets["d"];
    }
}
