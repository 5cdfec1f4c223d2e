using System.Text.RegularExpressions;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat;

/// <summary>The snippets of docs/torchsharp.md: they stand here word for word, and run.</summary>
[NoLeaks]
public sealed partial class GuideTests
{
    [Fact]
    public void Every_snippet_of_the_guide_stands_in_this_file()
    {
        var here = Squeeze(File.ReadAllText(Repository.File("tests", "Thelper.Torch.Tests", "Compat", "GuideTests.cs")));
        var snippets = Snippet().Matches(File.ReadAllText(Repository.File("docs", "torchsharp.md")));
        snippets.Count.ShouldBe(3);
        foreach (Match snippet in snippets)
        {
            here.ShouldContain(Squeeze(Using().Replace(snippet.Groups[1].Value, "")));
        }
    }

    [Fact]
    public void The_network_trains()
    {
        using var model = new Net();
        using var optimizer = torch.optim.Adam(model.parameters(), lr: 1e-3);
        using var criterion = CrossEntropyLoss();
        using var images = torch.rand(4, 1, 8, 8);
        using var labels = torch.tensor(new long[] { 1, 2, 3, 4 });
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = criterion.forward(model.forward(images), labels);
            loss.backward();
            optimizer.step();
        }

        model.parameters().ShouldAllBe(parameter => parameter.HasGrad);
    }

    [Fact]
    public void The_loader_makes_batches()
    {
        using var inputs = torch.rand(10, 3);
        using var targets = torch.rand(10, 1);
        using var data = torch.utils.data.TensorDataset(inputs, targets);
        var parts = torch.utils.data.random_split(data, [8L, 2L]);
        using var loader = torch.utils.data.DataLoader(data, 4, shuffle: true);
        foreach (var batch in loader)
        {
            Console.WriteLine($"{batch[0].shape[0]} rows"); // a batch lives until the next one
        }

        parts[1].Count.ShouldBe(2);
        loader.Count.ShouldBe(3);
    }

    private static string Squeeze(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^using (static )?Thelper\.Torch[\w.]*;\n", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

internal sealed class Net : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv = Conv2d(1, 8, kernel_size: 3);
    private readonly Module<Tensor, Tensor> relu = ReLU();
    private readonly Module<Tensor, Tensor> fc = Linear(8 * 6 * 6, 10);

    public Net()
        : base("net") => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = relu.forward(conv.forward(input));
        return fc.forward(x.flatten(1)).MoveToOuterDisposeScope();
    }
}
