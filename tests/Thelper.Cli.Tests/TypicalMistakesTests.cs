using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>
/// What people get wrong, in keys, types, ranges, paths, commas, quotes, tabs, losses, metrics, transforms and shapes: each entry of <c>mistakes.txt</c> changes a good configuration
/// (<c>-</c> lines become <c>+</c> lines) and has all that <c>check</c> says then: the thing, the place and the way out, every offender at once.
/// </summary>
[NoLeaks]
public class TypicalMistakesTests
{
    private const string Json = """
        {
            "name": "mine",
            "datasets": {
                "photos": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "mini", "order": "name"}}
            },
            "loaders": {
                "batch_size": 8,
                "workers": 1,
                "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0,
                "base_transforms": [
                    {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"},
                    {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0, 0, 0], "max": [255, 255, 255]}, "target_key": "image"},
                    {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}
                ],
                "train_split": {"photos": 0.8},
                "valid_split": {"photos": 0.2}
            },
            "model": {
                "type": "thelper.nn.lenet.LeNet",
                "params": {"input_shape": [3, 32, 32]}
            },
            "trainer": {
                "epochs": 2,
                "device": "cpu",
                "monitor": "accuracy",
                "optimization": {
                    "loss": {"type": "torch.nn.CrossEntropyLoss"},
                    "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001}}
                },
                "metrics": {
                    "accuracy": {"type": "thelper.optim.Accuracy"},
                    "confmat": {"type": "thelper.train.ConfusionMatrix"}
                }
            }
        }

        """;

    private const string Yaml = """
        name: mine
        datasets:
          photos:
            type: thelper.data.ImageFolderDataset
            params: {root: mini, order: name}
        loaders:
          batch_size: 8
          train_split: {photos: 0.8}
          valid_split: {photos: 0.2}
          base_transforms:
            - operation: torchvision.transforms.ToTensor
              target_key: image
        model:
          type: thelper.nn.lenet.LeNet
          params: {input_shape: [3, 32, 32]}
        trainer:
          epochs: 2
          optimization:
            loss: {type: torch.nn.CrossEntropyLoss}
            optimizer: {type: torch.optim.Adam, params: {lr: 0.001}}

        """;

    private static readonly string Table = Path.Combine(AppContext.BaseDirectory, "Golden", "mistakes.txt");

    public static TheoryData<string> Names => [.. Entries().Select(entry => entry.Name)];

    [Fact]
    public void There_are_many() => Names.Count.ShouldBeGreaterThanOrEqualTo(75);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_right_is_quiet(bool yaml)
    {
        using var work = new Workspace();
        var (code, error) = Check(work, yaml, []);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_told_with_thing_place_and_way_out(string name)
    {
        using var work = new Workspace();
        var entry = Entries().Single(entry => entry.Name == name);
        var (code, error) = Check(work, entry.IsYaml, entry.Edits);

        // Lists of types grow with the program: the table has their beginning.
        var expected = entry.Message.Split('\n');
        var said = error.TrimEnd('\n').Split('\n').Select((line, i) => i < expected.Length && expected[i].EndsWith('…') && line.StartsWith(expected[i][..^1], StringComparison.Ordinal) ? expected[i] : line);
        said.ShouldBe(expected);
        code.ShouldBe(2);
    }

    internal static (int Code, string Error) Check(Workspace work, bool yaml, IReadOnlyList<(string Old, string New)> edits)
    {
        var text = yaml ? Yaml : Json;
        foreach (var (old, changed) in edits)
        {
            text.ShouldContain(old);
            text = text.Replace(old, changed, StringComparison.Ordinal);
        }

        BringOddities(work);
        var file = yaml ? "c.yml" : "c.json";
        File.WriteAllText(work[file], text);
        var before = work.Files().ToArray();
        var (code, output, error) = Workspace.Run("check", file);
        (output.Length == 0).ShouldBe(code != 0);
        work.Files().ShouldBe(before);
        return (code, error.Replace(work.Path, "{work}", StringComparison.Ordinal));
    }

    internal static IReadOnlyList<(string Name, bool IsYaml, List<(string Old, string New)> Edits, string Message)> Entries()
    {
        var entries = new List<(string, bool, List<(string, string)>, string)>();
        foreach (var part in File.ReadAllText(Table).Split("\n## ")[1..])
        {
            var lines = part.TrimEnd('\n').Split('\n');
            var edits = new List<(string Old, string New)>();
            var i = 1;
            while (i < lines.Length && lines[i].StartsWith('-'))
            {
                edits.Add((Take(lines, ref i, '-'), Take(lines, ref i, '+')));
            }

            entries.Add((lines[0], lines[0].StartsWith("yaml", StringComparison.Ordinal), edits, string.Join('\n', lines[i..])));
        }

        return entries;
    }

    private static string Take(string[] lines, ref int i, char sign)
    {
        var start = i;
        while (i < lines.Length && lines[i].StartsWith(sign))
        {
            i++;
        }

        return string.Join('\n', lines[start..i].Select(line => line.Length > 1 ? line[2..] : ""));
    }

    private static void BringOddities(Workspace work)
    {
        Directory.CreateDirectory(work["empty"]);
        Directory.CreateDirectory(work["notimages/a"]);
        File.WriteAllText(work["notimages/a/x.txt"], "hello");
        File.WriteAllText(work["Own.cs"], "public sealed class Own { }");
        File.WriteAllText(work["Broken.cs"], "public class Broken\n{\n    int x = \"a\"\n}\n");
        foreach (var (kind, side) in new[] { ("a", 32), ("b", 30) })
        {
            Directory.CreateDirectory(work[$"uneven/{kind}"]);
            using var image = Torch.torch.zeros([32, side, 3], Torch.torch.ScalarType.Byte);
            for (var i = 0; i < 5; i++)
            {
                Imaging.ImageCodec.Save(work[FormattableString.Invariant($"uneven/{kind}/{i}.png")], image);
            }
        }
    }
}
