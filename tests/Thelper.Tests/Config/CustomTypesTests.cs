using Thelper.Config;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class CustomTypesTests
{
    private const string Model =
        """
        namespace Mine;

        public sealed class Net : Module<Tensor, Tensor>
        {
            public Net(int width, double scale = 2) : base("Net") => Width = width * (int)scale;

            public int Width { get; }

            public override Tensor forward(Tensor input) => input;
        }
        """;

    private readonly TypeRegistry registry = new(() => [typeof(Box).Assembly]);

    [Fact]
    public void A_model_in_a_source_file_needs_no_usings() => WithFile("model.cs", Model, path =>
    {
        var bound = Bind($"{path}:Mine.Net", """{"width": 3}""")!;
        using var net = (torch.nn.Module<torch.Tensor, torch.Tensor>)bound.Create();

        ((object)net).GetType().GetProperty("Width")!.GetValue(net).ShouldBe(6);
        bound.Name.ShouldBe($"{path}:Mine.Net");
        TypeRegistry.NameOf(bound.Type).ShouldBe($"{path}:Mine.Net");
        registry.Resolve($"{path}:Net").ShouldBeSameAs(bound.Type);
        Error(() => Bind($"{path}:Mine.Net", """{"widht": 3}""")).ShouldBe(
            $"x.json:1: params: '{path}:Mine.Net' needs the parameter 'width' (an integer)\nx.json:1: params.widht: unknown parameter of '{path}:Mine.Net' (did you mean 'width'?)");
    });

    [Fact]
    public void A_model_of_several_outputs_is_told_what_a_model_is() => WithFile(
        "two.cs",
        """
        public sealed class Two : Module<Tensor, (Tensor, Tensor)>
        {
            public Two() : base("two") { }

            public override (Tensor, Tensor) forward(Tensor input) => (input, input);
        }
        """,
        path => Error(() => Bind($"{path}:Two", "{}", typeof(torch.nn.Module<torch.Tensor, torch.Tensor>))).ShouldBe(
            $"x.json:1: type: '{path}:Two' is not a module from one tensor to one (Module<Tensor, Tensor>); a model of several outputs answers with the first, and implements Thelper.Vision.Models.INamedOutputs for all of them"));

    [Fact]
    [NoLeaks]
    public void A_model_for_a_task_is_as_short_as_with_TorchSharp() => WithFile(
        "small.cs",
        """
        using Thelper.Torch;
        using static Thelper.Torch.torch;
        using static Thelper.Torch.torch.nn;

        public sealed class SmallNet : Module
        {
            private readonly Module<Tensor, Tensor> features, classifier;

            public SmallNet(Task task, int width = 4) : base(task)
            {
                features = Sequential(Conv2d(1, width, 3, padding: 1), ReLU(), MaxPool2d(2), Flatten());
                classifier = Linear(width * 16, ((Classification)task).ClassNames.Count);
                RegisterComponents();
            }

            public override Tensor forward(Tensor input)
            {
                using var hidden = features.call(input);
                using var scores = classifier.call(hidden);
                return functional.log_softmax(scores, 1);
            }
        }
        """,
        path =>
        {
            var errors = new ConfigErrors();
            var root = Json($$"""{"type": "{{path}}:SmallNet", "params": {"width": 2} }""");
            var bound = registry.Bind(root.Get("type")!, root.Get("params"), typeof(Thelper.Nn.Module), errors, typeof(Thelper.Tasks.Task));
            errors.ThrowIfAny();
            using var scope = torch.NewDisposeScope();
            using var model = (Thelper.Nn.Module)bound!.Create(new Thelper.Tasks.Classification(new[] { "a", "b", "c" }, "x", "y"));

            model.call(torch.zeros([5, 1, 8, 8])).shape.ShouldBe([5, 3]);
            model.parameters().Count().ShouldBe(4);
            model.TypeName.ShouldBe(TypeRegistry.NameOf(model.GetType()) ?? "SmallNet");
        });

    [Fact]
    public void A_file_is_compiled_again_only_after_a_change() => WithFile("model.cs", "public class A : Thelper.Tests.Config.IShape { }", path =>
    {
        var first = registry.Resolve($"{path}:A");
        registry.Resolve($"{path}:A").ShouldBeSameAs(first);
        File.AppendAllText(path, "\n// changed");
        registry.Resolve($"{path}:A").ShouldNotBeSameAs(first);
    });

    [Fact]
    public void Compile_errors_name_file_and_line() => WithFile("bad.cs", "namespace Mine;\n\npublic class A\n{\n    int x = \"a\";\n    Foo y;\n}\n", path =>
        Error(() => registry.Resolve($"{path}:Mine.A")).ShouldBe(
            $"""
            {path} does not compile:
              {path}(5): Cannot implicitly convert type 'string' to 'int' [CS0029]
              {path}(6): The type or namespace name 'Foo' could not be found (are you missing a using directive or an assembly reference?) [CS0246]
            """.ReplaceLineEndings("\n")));

    [Fact]
    public void What_a_file_lacks_is_said() => WithFile("two.cs", "namespace N; public class First { public class Inner { } } public class Second { } class Hidden { }", path =>
    {
        registry.Resolve($"{path}:N.First.Inner")!.Name.ShouldBe("Inner");
        Error(() => registry.Resolve($"{path}:N.Frist")).ShouldBe($"'{path}' has no public class 'N.Frist' (did you mean 'N.First'?)");
        Error(() => registry.Resolve($"{path}:N.Hidden")).ShouldBe($"'{path}' has no public class 'N.Hidden' (expected one of: N.First, N.First.Inner, N.Second)");
        Error(() => registry.Resolve(path)).ShouldBe($"'{path}' must be followed by a class, as in '{path}:N.First'");
    });

    [Fact]
    public void The_wrong_kind_is_refused() => WithFile("a.cs", "public class A { }", path =>
        Error(() => Bind($"{path}:A", "{}", typeof(IShape))).ShouldStartWith($"x.json:1: type: '{path}:A' is not a shape"));

    [Fact]
    public void A_missing_file_is_named_with_the_folders_searched()
    {
        Error(() => registry.Resolve("no/such.cs:A")).ShouldBe(
            $"the file 'no/such.cs' does not exist (looked in {Environment.CurrentDirectory}; add folders with the key 'sys')");
        WithFile("extra.cs", "public class Extra { }", path =>
        {
            var warnings = new List<string>();
            var errors = new ConfigErrors();
            var searching = new TypeRegistry(() => [typeof(Box).Assembly]) { Warning = warnings.Add };
            searching.AddSearchFolders(Json($$"""{"sys": ["{{Path.GetDirectoryName(path)}}", "no/such/folder"]}""").Get("sys"), errors);

            searching.Resolve("extra.cs:Extra")!.Name.ShouldBe("Extra");
            warnings.ShouldBe(["x.json:1: sys: the folder 'no/such/folder' does not exist"]);
            errors.Count.ShouldBe(0);
        });
    }

    [Fact]
    public void Two_sessions_have_their_own_types_of_one_file() => WithFile("mine.cs", "public class Mine { public static int Count; }", path =>
    {
        var first = new TypeRegistry(() => []).Resolve($"{path}:Mine")!;
        var second = new TypeRegistry(() => []).Resolve($"{path}:Mine")!;

        second.ShouldNotBeSameAs(first);
        first.GetField("Count")!.SetValue(null, 3);
        second.GetField("Count")!.GetValue(null).ShouldBe(0);
        (TypeRegistry.NameOf(first), TypeRegistry.NameOf(second)).ShouldBe(($"{path}:Mine", $"{path}:Mine"));
    });

    [Fact]
    public void Two_sessions_search_their_own_folders() => WithFile("mine.cs", "public class Mine { public int First; }", one => WithFile("mine.cs", "public class Mine { public int Second; }", two =>
    {
        Searching(one).Resolve("mine.cs:Mine")!.GetFields().ShouldHaveSingleItem().Name.ShouldBe("First");
        Searching(two).Resolve("mine.cs:Mine")!.GetFields().ShouldHaveSingleItem().Name.ShouldBe("Second");
        Error(() => new TypeRegistry(() => []).Resolve("mine.cs:Mine")).ShouldStartWith("the file 'mine.cs' does not exist");

        static TypeRegistry Searching(string file)
        {
            var types = new TypeRegistry(() => []);
            types.AddSearchFolders(ConfigNode.Scalar(Path.GetDirectoryName(file), "x.json", 1, "sys"), new());
            return types;
        }
    }));

    [Fact]
    public void A_library_shares_this_programs_types()
    {
        var path = typeof(Box).Assembly.Location;
        var copy = Path.Combine(Directory.CreateTempSubdirectory("thelper-dll-").FullName, "Plugin.dll");
        File.Copy(path, copy);

        var type = registry.Resolve($"{copy}:Thelper.Tests.Config.MarkedConstructor")!;

        type.Assembly.ShouldNotBeSameAs(typeof(Box).Assembly);
        type.GetProperty("Content")!.PropertyType.ShouldBe(typeof(ConfigNode));
    }

    [Fact]
    public void A_file_that_is_no_library_is_refused() => WithFile("x.dll", "not a library", path =>
        Error(() => registry.Resolve($"{path}:A")).ShouldStartWith($"'{path}' is not a .NET library that this program can load: "));

    private BoundType? Bind(string type, string parameters, Type? expected = null)
    {
        var errors = new ConfigErrors();
        var root = Json($$"""{"type": "{{type}}", "params": {{parameters}}}""");
        var bound = registry.Bind(root.Get("type")!, root.Get("params"), expected ?? typeof(object), errors);
        errors.ThrowIfAny();
        return bound;
    }
}
