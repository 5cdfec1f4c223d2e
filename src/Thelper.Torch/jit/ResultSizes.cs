namespace Thelper.Torch;

/// <summary>What the sizes of a program's results hang on, found by comparing it at several sizes of the input.</summary>
internal static class ResultSizes
{
    /// <summary>For each tensor of the result, in the order in which tuples, lists and dictionaries hold them, what each of its axes hangs on; no axes where a shape is not known.</summary>
    /// <param name="graphs">The program, and the same steps for other inputs.</param>
    public static IReadOnlyList<IReadOnlyList<ResultAxis>> Axes(IReadOnlyList<ScriptGraph> graphs)
    {
        var shapes = graphs.Select(Shapes).ToList();
        return [.. shapes[0].Select((shape, k) => (ResultAxis[])[.. shape.Select((_, axis) => Axis(k, axis))])];

        // The steps are the same, but an axis of 1 may be gone.
        ResultAxis Axis(int k, int axis)
        {
            var sizes = shapes.ConvertAll(all => axis < all[k].Count ? all[k][axis] : 0);
            return sizes.TrueForAll(size => size == sizes[0]) ? ResultAxis.Fixed
                : axis == 0 && sizes.SequenceEqual(graphs.Select(graph => graph.Inputs[1].Shape![0])) ? ResultAxis.Batch
                : ResultAxis.Free;
        }
    }

    private static List<IReadOnlyList<long>> Shapes(ScriptGraph graph)
    {
        var known = graph.Inputs.Concat(graph.Nodes.SelectMany(node => node.Outputs)).ToDictionary(value => value.Id, value => value.Shape);
        var gathered = graph.Nodes.Where(node => node.Kind is "prim::TupleConstruct" or "prim::ListConstruct" or "prim::DictConstruct").ToDictionary(node => node.Outputs[0].Id);
        var shapes = new List<IReadOnlyList<long>>();
        foreach (var output in graph.Outputs)
        {
            Collect(output);
        }

        return shapes;

        void Collect(long value)
        {
            if (!gathered.TryGetValue(value, out var node))
            {
                shapes.Add(known.GetValueOrDefault(value) ?? []);
                return;
            }

            // A dictionary takes keys and values in turns.
            foreach (var item in node.Kind == "prim::DictConstruct" ? node.Inputs.Where((_, at) => at % 2 == 1) : node.Inputs)
            {
                Collect(item);
            }
        }
    }
}
