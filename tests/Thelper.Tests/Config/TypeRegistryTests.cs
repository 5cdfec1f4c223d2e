using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class TypeRegistryTests
{
    private readonly TypeRegistry registry = new(() => [typeof(Box).Assembly]);

    [Theory]
    [InlineData("thelper.optim.metrics.Box", typeof(Box))]
    [InlineData("shapes.Box", typeof(Box))]
    [InlineData("thelper.optim.Box", typeof(Box))]
    [InlineData("thelper.train.ConfusionMatrix", typeof(Matrix))]
    [InlineData("torch.nn.modules.loss.CrossEntropyLoss", typeof(Loss))]
    [InlineData("torchvision.models.square.square18", typeof(IShape))]
    [InlineData("shapes.Square", typeof(IShape))]
    [InlineData("thelper.optim.metrics.ConfusionMatrix", typeof(Matrix))]
    [InlineData("thelper.optim.ConfusionMatrix", typeof(Matrix))]
    public void Names_aliases_reexports_and_old_names_are_found(string name, Type type) => registry.Resolve(name).ShouldBe(type);

    [Theory]
    [InlineData("Box")]
    [InlineData("shapes.box")]
    [InlineData("thelper.nn.Box")]
    [InlineData("torch.CrossEntropyLoss")]
    [InlineData("shapes.a.Box")]
    [InlineData("")]
    public void Other_names_are_not(string name) => registry.Resolve(name).ShouldBeNull();

    [Fact]
    public void An_old_name_is_reported_once()
    {
        var warnings = new List<string>();
        var warning = new TypeRegistry(() => [typeof(Box).Assembly]) { Warning = warnings.Add };
        warning.Resolve("thelper.optim.ConfusionMatrix");
        warning.Resolve("thelper.optim.ConfusionMatrix");
        warning.Resolve("thelper.train.ConfusionMatrix");

        warnings.ShouldBe(["'thelper.optim.ConfusionMatrix' is the name of an older version; it is 'thelper.train.utils.ConfusionMatrix' now"]);
    }

    [Fact]
    public void Parameters_bind_by_snake_case_or_camel_case_name()
    {
        var bound = Bind("""{"type": "shapes.Box", "params": {"width": 3, "heightScale": 2, "sides": [1, 2], "corner": "bottom_right"}}""")!;
        var service = new Service();
        var box = (Box)bound.Create(null, "unrelated", service);

        (box.Width, box.HeightScale, box.Label, box.Corner).ShouldBe((3, 2.0, null, Corner.BottomRight));
        box.Sides.ShouldBe([1, 2]);
        box.Service.ShouldBeSameAs(service);
        bound.Name.ShouldBe("thelper.optim.metrics.Box");
        bound.Type.ShouldBe(typeof(Box));
        PythonRepr.Of(bound.Arguments).ShouldBe("{'width': 3, 'height_scale': 2, 'label': None, 'sides': [1, 2], 'corner': 'bottom_right'}");
        bound.Create().ShouldNotBeSameAs(bound.Create());
    }

    [Fact]
    public void Defaults_are_part_of_the_arguments() =>
        PythonRepr.Of(Bind("""{"type": "shapes.Box", "params": {"width": 3}}""")!.Arguments).ShouldBe("{'width': 3, 'height_scale': 0.5, 'label': None, 'sides': None, 'corner': 'top_left'}");

    [Fact]
    public void Functions_serve_as_types()
    {
        var bound = Bind("""{"type": "torchvision.models.square18", "params": {"pretrained": true}}""")!;

        ((Box)bound.Create()).Label.ShouldBe("pretrained");
        bound.Type.ShouldBe(typeof(IShape));
        PythonRepr.Of(bound.Arguments).ShouldBe("{'pretrained': True, 'size': 7}");
    }

    [Fact]
    public void A_parameter_may_take_nodes_tuples_and_anything()
    {
        var made = (MarkedConstructor)Bind("""{"type": "shapes.Marked", "params": {"content": {"x": 1}, "size": [2, 3], "anything": [1], "T_max": 9}}""")!.Create();

        made.Content!.Get("x")!.Path.ShouldBe("params.content.x");
        made.Size.ShouldBe((2, 3));
        made.Max.ShouldBe(9);
        made.Anything.ShouldBe(new List<object?> { 1L });
    }

    [Fact]
    public void Kwargs_take_the_rest()
    {
        var errors = new ConfigErrors();
        var root = Json("""{"type": "torch.nn.CrossEntropyLoss", "params": {"alpha": 1, "beta": [2]}}""");
        var bound = registry.Bind(root.Get("type")!, root.Get("params"), typeof(object), errors)!;

        ((Loss)bound.Create(new Service())).Rest!.Keys.ShouldBe(["alpha", "beta"]);
        Should.Throw<InvalidOperationException>(() => bound.Create());
    }

    [Theory]
    [InlineData("shapes.Boxx", "{}", "unknown type 'shapes.Boxx' (did you mean 'shapes.Box'?)")]
    [InlineData("other.package.confusionmatrix", "{}", "unknown type 'other.package.confusionmatrix' (did you mean 'thelper.train.utils.ConfusionMatrix'?)")]
    [InlineData("quite.something.else", "{}", "unknown type 'quite.something.else' (expected one of: shapes.Marked, shapes.Two, thelper.optim.metrics.Box, thelper.train.utils.ConfusionMatrix, torchvision.models.square18)")]
    [InlineData("torch.nn.CrossEntropyLoss", "{}", "'torch.nn.CrossEntropyLoss' is not a shape (expected one of: shapes.Marked, shapes.Two, thelper.optim.metrics.Box, thelper.train.utils.ConfusionMatrix, torchvision.models.square18)")]
    [InlineData("shapes.Abstract", "{}", "'shapes.Abstract' is abstract; name a class that derives from it")]
    [InlineData("thelper.optim.RawPredictions", "{}", "'thelper.optim.RawPredictions' was removed in thelper 0.3.5 and has no successor; remove it from the metrics")]
    [InlineData("my/folder/module.Cls", "{}", "unknown type 'my/folder/module.Cls'; Python files cannot be loaded: write the class in C# and name it 'path/to/file.cs:Namespace.Type'")]
    public void Type_mistakes_are_reported(string type, string parameters, string message) =>
        ErrorsOf($$"""{"type": "{{type}}", "params": {{parameters}}}""").ShouldBe("x.json:1: type: " + message);

    [Theory]
    [InlineData("""{"width": 1, "widht": 2}""", "params.widht: unknown parameter of 'thelper.optim.metrics.Box' (did you mean 'width'?)")]
    [InlineData("{}", "params: 'thelper.optim.metrics.Box' needs the parameter 'width' (an integer)")]
    [InlineData("""{"width": 1.0}""", "params.width: expected an integer, got 1.0")]
    [InlineData("""{"width": null}""", "params.width: expected an integer, got null")]
    [InlineData("""{"width": 1, "service": 2}""", "params.service: 'thelper.optim.metrics.Box' gets this from the program; it cannot be set here")]
    [InlineData("""{"width": 1, "height_scale": 2, "heightScale": 3}""", "params.heightScale: given twice, as 'heightScale' and 'height_scale'")]
    [InlineData("[]", "params: expected a map of parameters for 'thelper.optim.metrics.Box', got a list of 0 values")]
    [InlineData("""{"width": 1, "corner": "top"}""", "params.corner: unknown value 'top' (expected one of: top_left, bottom_right)")]
    public void Parameter_mistakes_are_reported(string parameters, string message) =>
        ErrorsOf($$"""{"type": "shapes.Box", "params": {{parameters}}}""").ShouldBe("x.json:1: " + message);

    [Fact]
    public void All_parameter_mistakes_come_at_once() =>
        ErrorsOf("{\"type\": \"shapes.Box\", \"params\": {\n\"height_scale\": \"x\",\n\"side\": [1],\n\"label\": 3}}").ShouldBe(
            """
            x.json:1: params: 'thelper.optim.metrics.Box' needs the parameter 'width' (an integer)
            x.json:2: params.height_scale: expected a number, got the text "x"
            x.json:3: params.side: unknown parameter of 'thelper.optim.metrics.Box' (did you mean 'sides'?)
            x.json:4: params.label: expected a text, got 3
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_type_must_be_a_text() => ErrorsOf("""{"type": 3}""").ShouldBe("x.json:1: type: expected the name of a shape, got 3");

    [Fact]
    public void A_class_without_parameters_says_so() =>
        ErrorsOf("""{"type": "thelper.train.ConfusionMatrix", "params": {"format": 1}}""").ShouldBe("x.json:1: params.format: unknown parameter of 'thelper.train.utils.ConfusionMatrix' (it takes none)");

    [Fact]
    public void What_a_constructor_refuses_is_reported_with_its_place_and_a_bug_is_not()
    {
        Error(() => Bind("""{"type": "shapes.Box", "params": {"width": -1}}""")!.Create()).ShouldBe("x.json:1: type: width must not be negative");
        Should.Throw<InvalidOperationException>(() => Bind("""{"type": "shapes.Box", "params": {"width": 13}}""")!.Create()).Message.ShouldBe("a bug");
    }

    [Fact]
    public void Several_unmarked_constructors_are_a_mistake_of_the_class() =>
        ErrorsOf("""{"type": "shapes.Two"}""").ShouldBe("x.json:1: type: 'shapes.Two' has 2 public constructors; mark one with [ConfigConstructor]");

    [Fact]
    public void Names_and_parameters_can_be_listed()
    {
        registry.Names(typeof(IShape)).ShouldBe(["shapes.Marked", "shapes.Two", "thelper.optim.metrics.Box", "thelper.train.utils.ConfusionMatrix", "torchvision.models.square18"]);
        registry.ParametersOf("shapes.Box").ShouldBe(["width", "height_scale", "label", "sides", "corner"]);
        registry.ParametersOf("shapes.Marked").ShouldBe(["content", "size", "anything", "T_max"]);
        TypeRegistry.NameOf(typeof(Box)).ShouldBe("thelper.optim.metrics.Box");
        TypeRegistry.NameOf(typeof(string)).ShouldBeNull();
    }

    [Fact]
    public void The_programs_own_names_are_consistent()
    {
        var own = new TypeRegistry();
        own.Names(typeof(Thelper.Tasks.Task)).ShouldContain("thelper.tasks.classif.Classification");
        own.Names(typeof(object)).ShouldBeUnique();
        foreach (var name in own.Names(typeof(object)))
        {
            own.ParametersOf(name).ShouldBeUnique();
        }
    }

    private BoundType? Bind(string json)
    {
        var errors = new ConfigErrors();
        var root = Json(json);
        var bound = registry.Bind(root.Get("type")!, root.Get("params"), typeof(IShape), errors, typeof(IService));
        errors.ThrowIfAny();
        return bound;
    }

    private string ErrorsOf(string json) => Error(() => Bind(json));
}
