using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Thelper.Testing;

namespace Thelper.Tests;

/// <summary>Projects know each other in one direction, and so do the folders of <c>src/Thelper</c>: no circle can arise.</summary>
public sealed class ArrowTests
{
    // From above to below: a project refers only to those after it.
    private static readonly string[] Projects = ["Thelper.Cli", "Thelper.Web", "Thelper.Geo", "Thelper", "Thelper.Onnx", "Thelper.Vision", "Thelper.Imaging", "Thelper.Torch", "Thelper.Core"];

    // From above to below: the files of a folder use only those of the folders after it. Folders that one entry stands for do not know each other.
    private static readonly string[] Rooms =
    [
        "Guide",
        "Records",
        "Sessions", "Bundles", "Infer", "Infer/Tiling", "Export",
        "Audit",
        "Gui",
        "Zoo",
        "Train/Construction", "Train",
        "Viz/TensorBoard", "Viz",
        "Reports", "Draw",
        "Optim",
        "Metrics", "Metrics/Outputs", "Metrics/Sklearn", "Metrics/Boxes", "Metrics/Counting",
        "Nn/*", "Nn", "Nn/Common",
        "Data/Statistics",
        "Data/Formats/*", "Data/Formats/Boxes",
        "Data/Loading", "Data/Splitting", "Data/Sampling", "Data/Mixing", "Data/Datasets", "Data/Datasets/Shapes", "Data", "Data/Caching",
        "Transforms",
        "Tasks",
        "Viz/Projection",
        "Config",
        "Random", "Logging",
    ];

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        """;

    [Fact]
    public void Files_use_only_what_lies_in_their_own_folder_or_below()
    {
        var root = Repository.File("src", "Thelper");
        var trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(root, file).Split('/')[0] is not ("bin" or "obj"))
            .AsParallel().Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetRelativePath(root, file))).ToList();
        trees.Select(RoomOf).Distinct().Where(room => Rank(room) < 0).ShouldBeEmpty("a folder has no place in the order");
        var compilation = CSharpCompilation.Create(
            "Thelper", [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, cancellationToken: TestContext.Current.CancellationToken)], References(), new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var declared = trees.SelectMany(tree => tree.GetRoot().DescendantNodes().SelectMany(Declared)).ToHashSet(StringComparer.Ordinal);
        var arrows = new ConcurrentDictionary<(string From, string To), string>();
        var unresolved = new ConcurrentBag<string>();
        System.Threading.Tasks.Parallel.ForEach(trees, tree =>
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => declared.Contains(name.Identifier.Text) && name.Parent is not NameEqualsSyntax))
            {
                if (model.GetSymbolInfo(name).Symbol is not { } symbol)
                {
                    unresolved.Add($"{tree.FilePath}: {name}");
                    continue;
                }

                foreach (var target in symbol.OriginalDefinition.DeclaringSyntaxReferences)
                {
                    arrows.TryAdd((RoomOf(tree), RoomOf(target.SyntaxTree)), $"{tree.FilePath} uses {symbol.Name} of {target.SyntaxTree.FilePath}");
                }
            }
        });

        // What cannot be resolved could hide an arrow.
        unresolved.ShouldBeEmpty();
        arrows.Keys.ShouldContain(("Sessions", "Train"));
        arrows.Where(arrow => arrow.Key.From != arrow.Key.To && Rank(arrow.Key.From) >= Rank(arrow.Key.To)).Select(arrow => arrow.Value).ShouldBeEmpty("an arrow points upwards");
    }

    [Fact]
    public void Projects_refer_only_to_those_below_and_open_their_internals_to_tests_alone()
    {
        Directory.EnumerateDirectories(Repository.File("src")).Select(Path.GetFileName).ShouldBe(Projects, ignoreOrder: true);
        for (var i = 0; i < Projects.Length; i++)
        {
            var project = XDocument.Load(Repository.File("src", Projects[i], Projects[i] + ".csproj"));
            Named(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).ShouldBeSubsetOf(Projects[(i + 1)..]);
        }

        // As they were built, whatever said so: a project file, a file that all share, or a line of code. Nobody lies above the first, and the second is looked at by its own tests.
        foreach (var name in Projects[2..])
        {
            Assembly.Load(name).GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName).ShouldBe([$"{name}.Tests"]);
        }
    }

    // Types and extension methods: whatever else is used was come by through a file that names its type.
    private static IEnumerable<string> Declared(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.Text, type.Identifier.Text.Replace("Attribute", "", StringComparison.Ordinal)],
        DelegateDeclarationSyntax type => [type.Identifier.Text],
        MethodDeclarationSyntax method when method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true => [method.Identifier.Text],
        _ => [],
    };

    private static int Rank(string room) => Array.IndexOf(Rooms, room) is >= 0 and var named
        ? named
        : Array.FindIndex(Rooms, entry => entry.EndsWith("/*", StringComparison.Ordinal) && Path.GetDirectoryName(room) == entry[..^2]);

    private static string RoomOf(SyntaxTree tree) => Path.GetDirectoryName(tree.FilePath)!;

    private static IEnumerable<string> Named(XDocument project, string element) => project.Descendants(element).Select(item => item.Attribute("Include")!.Value);

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) != "Thelper.dll").Select(path => MetadataReference.CreateFromFile(path));
}
