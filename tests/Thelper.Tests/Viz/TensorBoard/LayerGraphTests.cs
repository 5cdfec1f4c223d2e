using System.Text;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Viz.TensorBoard;
using static Thelper.Tests.Viz.TensorBoard.EventFile;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Viz.TensorBoard;

[NoLeaks]
public sealed class LayerGraphTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graph").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Layers_follow_each_other()
    {
        using var scope = NewDisposeScope();
        using var model = new Branches();
        using var graph = new LayerGraph(model);
        graph.Nodes.ShouldBeEmpty();
        model.call(rand(2, 4)).shape.ShouldBe([2, 5]);
        var nodes = graph.Nodes;
        nodes.Select(node => $"{node.Name} {node.Kind} <- {string.Join(", ", node.Inputs)}").ShouldBe([
            "input Placeholder <- ",
            "Branches/first Linear <- input",
            "Branches/act ReLU <- Branches/first",
            "Branches/inner/left Linear <- Branches/act",
            "Branches/inner/right Linear <- Branches/act",
            "Branches/act_1 ReLU <- Branches/inner/left, Branches/inner/right",
            "Branches/last Linear <- Branches/act_1",
            "output Output <- Branches/last",
        ]);
        nodes[1].OutputShape.ShouldBe([2, 6]);
        nodes[1].Details!["parameters"].ShouldBe(30L);
        ((string)nodes[1].Details!["layer"]).ShouldContain("in_features=4");

        // Another call tells nothing new, and afterwards nothing is watched.
        model.call(rand(2, 4));
        graph.Nodes.Count.ShouldBe(nodes.Count);
    }

    [Fact]
    public void A_model_is_as_before_after_watching()
    {
        using var scope = NewDisposeScope();
        using var model = new Branches();
        using var input = rand(2, 4);
        var before = model.call(input);
        using (new LayerGraph(model))
        {
            aten.equal(model.call(input), before).ShouldBeTrue();
        }

        var after = new LayerGraph(model);
        after.Dispose();
        model.call(input);
        after.Nodes.ShouldBeEmpty();
    }

    [Fact]
    public void Event_files_hold_the_graph()
    {
        using var writer = new EventWriter(folder);
        writer.AddGraph([]);
        writer.AddGraph([
            new("input", "Placeholder", [], [2, 3]),
            new("net/conv", "Conv2d", ["input"], [2, 8], new Dictionary<string, object> { ["parameters"] = 12L, ["layer"] = "Conv2d(...)" }),
            new("output", "Output", ["net/conv", "input"]),
        ]);
        writer.Flush();
        var graph = ReadAll(writer.Path).Graphs.ShouldHaveSingleItem();
        graph.Select(node => (node.Name, node.Kind, string.Join(' ', node.Inputs))).ShouldBe([("input", "Placeholder", ""), ("net/conv", "Conv2d", "input"), ("output", "Output", "net/conv input")]);
        var shape = Repeated(Fields(Fields(graph[1].Attributes["_output_shapes"])[1])[7]);
        shape.Select(size => BitConverter.ToInt64(Fields(size.Bytes)[1])).ShouldBe([2L, 8]);
        BitConverter.ToInt64(Fields(graph[1].Attributes["parameters"])[3]).ShouldBe(12);
        Encoding.UTF8.GetString(Fields(graph[1].Attributes["layer"])[2]).ShouldBe("Conv2d(...)");
        graph[2].Attributes.ShouldBeEmpty();
    }

    private sealed class Branches : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> first = nn.Linear(4, 6);
        private readonly nn.Module<Tensor, Tensor> act = nn.ReLU();
        private readonly Inner inner = new();
        private readonly nn.Module<Tensor, Tensor> last = nn.Linear(6, 5);

        public Branches()
            : base("Branches") => RegisterComponents();

        public override Tensor forward(Tensor input) => last.call(act.call(inner.call(act.call(first.call(input)))));
    }

    private sealed class Inner : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> left = nn.Linear(6, 6);
        private readonly nn.Module<Tensor, Tensor> right = nn.Linear(6, 6);

        public Inner()
            : base("Inner") => RegisterComponents();

        public override Tensor forward(Tensor input) => left.call(input) + right.call(input);
    }
}
