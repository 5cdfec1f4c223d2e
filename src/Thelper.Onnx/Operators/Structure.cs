using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Constants, attributes, lists, tuples, dictionaries; what does nothing in ONNX.</summary>
internal static class Structure
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        table["prim::Constant"] = step =>
        {
            if (step.Constant is string text)
            {
                step.SetText(text);
            }
            else
            {
                step.Set(step.Constant);
            }
        };
        table["prim::GetAttr"] = step => step.SetAttribute();
        table["prim::ListConstruct"] = step => step.Set(Enumerable.Range(0, step.Count).Select(step.Raw).ToList());
        table["prim::TupleConstruct"] = step => step.Set(Enumerable.Range(0, step.Count).Select(step.Raw).ToArray());
        table["prim::DictConstruct"] = step =>
        {
            var map = new OrderedDictionary<string, object?>();
            for (var k = 0; k + 1 < step.Count; k += 2)
            {
                map[step.Text(k)] = step.Raw(k + 1);
            }

            step.Set(map);
        };
        table["prim::ListUnpack"] = step =>
        {
            var items = step.Items(0);
            for (var k = 0; k < step.Results.Count; k++)
            {
                step.Set(items[k], k);
            }
        };
        foreach (var same in (ReadOnlySpan<string>)["aten::contiguous", "aten::clone", "aten::detach", "aten::alias", "aten::lift_fresh", "aten::resolve_conj", "aten::resolve_neg"])
        {
            table[same] = step => step.Set(step.Raw(0));
        }

        foreach (var idle in (ReadOnlySpan<string>)["aten::dropout", "aten::dropout_", "aten::feature_dropout", "aten::alpha_dropout", "aten::feature_alpha_dropout"])
        {
            table[idle] = step => step.Set(step.Truth(2) ? throw new UserErrorException($"{step.Place} is on: export the model in evaluation mode ('model.eval()')") : step.Raw(0));
        }

        table["aten::to"] = Convert;
        table["aten::type_as"] = step => step.Set(step.Result.DType is { } type ? step.Cast(0, type) : step.Raw(0));
        table["aten::_to_copy"] = Convert;
    }

    // Whatever overload: what counts is the element type of the result.
    private static void Convert(Translation step)
    {
        if (step.Result.DType is { } type && step.TypeOf(0) != type)
        {
            step.Set(step.Graph.Add("Cast", [step.Value(0)], ("to", ElementTypes.Of(type))));
        }
        else
        {
            step.Set(step.Raw(0));
        }
    }
}
