using System.Reflection;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Guide;
using Thelper.Imaging.Transforms;
using Thelper.Testing;

namespace Thelper.Tests.Guide;

/// <summary>What help says of types is what their constructors do.</summary>
[NoLeaks]
public sealed class TypeHelpTests
{
    private static readonly TypeRegistry Types = new();

    public static TheoryData<string> Names => [.. All().Select(type => type.ShortName)];

    [Fact]
    public void Every_declared_type_is_listed_but_for_the_parts_of_others()
    {
        var listed = All().Select(type => type.Name).ToHashSet();
        var declared = new[] { typeof(TypeRegistry), typeof(Torch.torch), typeof(Vision.Datasets.IVisionDataset) }.SelectMany(type => TypeTable.Read(type.Assembly)).Select(entry => entry.Name);
        declared.Where(name => !listed.Contains(name)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "thelper.tasks.detect.BoundingBox",
            // Losses of more, or of other things, than a prediction and a truth.
            "torch.nn.CTCLoss", "torch.nn.CosineEmbeddingLoss", "torch.nn.GaussianNLLLoss", "torch.nn.MarginRankingLoss", "torch.nn.TripletMarginLoss", "torch.nn.TripletMarginWithDistanceLoss",
        ], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_type_is_explained_and_its_example_is_accepted(string name)
    {
        var help = new TypeHelp(Types);
        var type = help.Find(name)!;
        TypeHelp.SummaryOf(type).ShouldNotBeEmpty();
        var page = TypeHelp.PageText(type);
        page.ShouldNotContain("cref");
        type.Parameters.Where(parameter => !parameter.TakesAllElse && XmlDocs.Of(parameter.Info).Length == 0).Select(parameter => parameter.Name).ShouldBeEmpty();

        // The example is bound as a configuration is; types that wrap another one know more than their constructor says.
        if (type.Type == typeof(ExternalDataset))
        {
            return;
        }

        var errors = new ConfigErrors();
        var kind = TypeKind.Of(type.Type)!;
        Types.Bind(
            ConfigNode.FromPlain(type.ShortName, "example", "type"), ConfigNode.FromPlain(TypeExample.Parameters(type), "example", "params"),
            Array.Find(kind.Bases, known => known.IsAssignableFrom(type.Type))!, errors);
        errors.Messages.ShouldBeEmpty(page);
    }

    // Its CSV is the original's, which readers of CSV cannot take.
    [Fact]
    public void The_detection_logger_says_that_boxes_are_not_quoted() =>
        XmlDocs.Of(new TypeHelp(Types).Find("DetectLogger")!.Parameters.Single(parameter => parameter.Name == "format").Info).ShouldContain("not quoted although boxes hold commas; or json");

    [Fact]
    public void A_type_is_found_by_its_last_part_where_that_is_clear()
    {
        var help = new TypeHelp(Types);
        help.Find("accuracy")!.ShortName.ShouldBe("thelper.optim.Accuracy");
        help.Find("nothing").ShouldBeNull();
        Should.Throw<UserErrorException>(() => help.Find("Resize")).Message.ShouldBe("'Resize': there are several: Augmentor.resize, albumentations.Resize, thelper.transforms.Resize, torchvision.transforms.Resize");
    }

    [Fact]
    public void A_pattern_chooses_by_name_or_kind()
    {
        var help = new TypeHelp(Types);
        help.List("metric").ShouldContain(group => group.Kind.Name == "metric");
        help.List("*UNet").ShouldHaveSingleItem().Types.ShouldHaveSingleItem().ShortName.ShouldBe("thelper.nn.UNet");
        Should.Throw<UserErrorException>(() => help.List("Acuracy")).Message.ShouldStartWith("no type has 'Acuracy' in its name");
    }

    [Fact]
    public void Ranges_and_choices_are_those_that_are_checked()
    {
        var help = new TypeHelp(Types);
        TypeHelp.PageText(help.Find("Accuracy")!).ShouldContain("top_k: an integer, at least 1, default 1");
        TypeHelp.PageText(help.Find("PASCALVOC")!).ShouldContain("task: one of segm, detect, default \"segm\"");
        var errors = new ConfigErrors();
        Types.Bind(Text("thelper.optim.Accuracy"), Map("top_k: 0"), typeof(Thelper.Metrics.IConsumer), errors).ShouldBeNull();
        Types.Bind(Text("torch.optim.Adam"), Map("betas: [0.9, 1.5]"), typeof(Torch.torch.optim.Optimizer), errors).ShouldBeNull();
        Types.Bind(Text("thelper.data.PASCALVOC"), Map("{root: x, task: segment}"), typeof(Dataset), errors).ShouldBeNull();
        errors.Messages.ShouldBe(
        [
            "x.yaml:1: top_k: must be at least 1, got 0", "x.yaml:1: betas[1]: must be between 0 and 1, got 1.5", "x.yaml:1: task: unknown value 'segment' (expected one of: segm, detect)",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("classif", "image,label,idx")]
    [InlineData("segm", "image,label_map,idx")]
    [InlineData("detect", "image,bboxes,idx")]
    [InlineData("sr", "lowres_image,highres_image,idx")]
    [InlineData("regr", "image,target,idx")]
    public void The_fields_of_shapes_are_those_that_are_declared(string task, string fields)
    {
        var data = new ShapesDataset(task: task, count: 2, imageSize: 32);
        using var sample = data.GetItem(0, TransformRandom.For(0, 0, 0));
        sample.Keys.Order().ShouldBe(fields.Split(',').Order());
        var declared = typeof(ShapesDataset).GetCustomAttribute<SampleFieldsAttribute>()!.Names.Select(name => name.TrimEnd('?'));
        sample.Keys.ShouldAllBe(key => declared.Contains(key));
    }

    [Fact]
    public void The_fields_of_folders_are_those_that_are_declared()
    {
        var folder = new ImageFolderDataset(Repository.File("samples", "digits"));
        using var sample = folder.GetItem(0, TransformRandom.For(0, 0, 0));
        Declared("ImageFolderDataset").ShouldBe(sample.Keys, ignoreOrder: true);
        using var plain = new ImageDataset(Repository.File("samples", "digits")).GetItem(0, TransformRandom.For(0, 0, 0));
        Declared("thelper.data.ImageDataset").ShouldBe(plain.Keys, ignoreOrder: true);
    }

    private static IEnumerable<TypeDescription> All() => TypeKind.All.SelectMany(kind => kind.Members(Types));

    private static IEnumerable<string> Declared(string name)
    {
        var type = new TypeHelp(Types).Find(name)!;
        return TypeHelp.FieldsOf(type).Select(field => (string)type.Parameters.Single(parameter => parameter.Name == field[1..^1]).Default!);
    }

    private static ConfigNode Text(string name) => ConfigNode.Scalar(name, "x.yaml", 1, "type");

    private static ConfigNode Map(string yaml) => ConfigLoader.Parse(yaml, "x.yaml", json: false);
}
