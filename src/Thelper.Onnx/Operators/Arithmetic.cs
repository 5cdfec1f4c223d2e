using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Numbers with numbers, element by element.</summary>
internal static class Arithmetic
{
    // The place of an argument that there is not.
    private const int None = int.MaxValue;

    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        Both(table, "add", step => Scaled(step, "Add"));
        Both(table, "sub", step => Scaled(step, "Sub"));
        table["aten::rsub"] = step => step.Set(Scaled(step, "Sub", isReversed: true));
        Both(table, "mul", step => Known(step, (a, b) => a * b) ?? Pair(step, "Mul"));
        Both(table, "div", Divide);
        table["aten::floor_divide"] = step => step.Set(Known(step, (a, b) => (long)Math.Floor((double)a / b)) ?? Floor(step));
        table["aten::floordiv"] = step => step.Set(Known(step, (a, b) => (long)Math.Floor((double)a / b)) ?? step.Graph.Add("Div", [step.Value(0, torch.ScalarType.Int64), step.Value(1, torch.ScalarType.Int64)]));
        table["aten::remainder"] = step => step.Set(step.Graph.Add("Mod", [Operand(step, 0), Operand(step, 1)], ("fmod", ElementTypes.IsReal(Promoted(step)) ? throw new UserErrorException($"{step.Place} of numbers with a fraction has no form in ONNX") : 0)));
        Both(table, "pow", step => Pair(step, "Pow"));
        table["aten::maximum"] = step => step.Set(Pair(step, "Max"));
        table["aten::minimum"] = step => step.Set(Pair(step, "Min"));
        table["aten::neg"] = step => step.Set(Known(step, a => -a) ?? step.Graph.Add("Neg", [step.Value(0, torch.ScalarType.Int64)]));
        foreach (var (name, type) in ((string, string)[])[("abs", "Abs"), ("exp", "Exp"), ("log", "Log"), ("sqrt", "Sqrt"), ("sin", "Sin"), ("cos", "Cos"), ("tan", "Tan"), ("floor", "Floor"), ("ceil", "Ceil"),
            ("sign", "Sign"), ("erf", "Erf"), ("reciprocal", "Reciprocal"), ("sigmoid", "Sigmoid"), ("tanh", "Tanh"), ("isnan", "IsNaN"),
            ("sinh", "Sinh"), ("cosh", "Cosh"), ("asin", "Asin"), ("acos", "Acos"), ("atan", "Atan")])
        {
            Both(table, name, step => step.Graph.Add(type, [RealWhereNeeded(step)]));
        }

        Both(table, "round", Round);
        Both(table, "relu", step => ElementTypes.IsReal(step.Type) ? step.Graph.Add("Relu", [step.Value(0)]) : step.Graph.Add("Max", [step.Value(0), step.Graph.Number(0, step.Type)]));
        Both(table, "rsqrt", step => step.Graph.Add("Reciprocal", [step.Graph.Add("Sqrt", [RealWhereNeeded(step)])]));
        Both(table, "square", step => step.Graph.Add("Mul", [step.Value(0), step.Value(0)]));
        Both(table, "log2", step => step.Graph.Add("Div", [step.Graph.Add("Log", [RealWhereNeeded(step)]), OfResult(step, Math.Log(2))]));
        Both(table, "log10", step => step.Graph.Add("Div", [step.Graph.Add("Log", [RealWhereNeeded(step)]), OfResult(step, Math.Log(10))]));
        Both(table, "log1p", step => step.Graph.Add("Log", [step.Graph.Add("Add", [RealWhereNeeded(step), OfResult(step, 1)])]));
        Both(table, "expm1", step => step.Graph.Add("Sub", [step.Graph.Add("Exp", [RealWhereNeeded(step)]), OfResult(step, 1)]));
        Both(table, "clamp", step => Clipped(step, 1, 2));
        Both(table, "clamp_min", step => Clipped(step, 1, None));
        Both(table, "clamp_max", step => Clipped(step, None, 1));
        foreach (var (name, type, not) in ((string, string, bool)[])[("eq", "Equal", false), ("ne", "Equal", true), ("lt", "Less", false), ("le", "LessOrEqual", false), ("gt", "Greater", false), ("ge", "GreaterOrEqual", false)])
        {
            table["aten::" + name] = step =>
            {
                // Of truth values and short integers the engine compares some only.
                var compared = step.Graph.Add(type, Promoted(step) is var common && (IsShort(common) || common == torch.ScalarType.Bool) ? [.. Operands(step).Select(operand => As(step, operand, torch.ScalarType.Int32))] : Operands(step));
                step.Set(not ? step.Graph.Add("Not", [compared]) : compared);
            };
        }

        foreach (var (name, type) in ((string, string)[])[("logical_and", "And"), ("logical_or", "Or"), ("logical_xor", "Xor")])
        {
            table["aten::" + name] = step => step.Set(step.Graph.Add(type, [step.Cast(0, torch.ScalarType.Bool), step.Cast(1, torch.ScalarType.Bool)]));
        }

        foreach (var (name, type) in ((string, string)[])[("__and__", "And"), ("__or__", "Or"), ("bitwise_and", "And"), ("bitwise_or", "Or")])
        {
            table["aten::" + name] = step => step.Set(Pair(OfTruth(step), type));
        }

        Both(table, "logical_not", step => step.Graph.Add("Not", [step.Cast(0, torch.ScalarType.Bool)]));
        table["aten::bitwise_not"] = step => step.Set(step.Graph.Add("Not", [OfTruth(step).Value(0)]));
        table["aten::where"] = step => step.Set(step.Count == 1 ? Indexing.Places(step) : Chosen(step, step.Cast(0, torch.ScalarType.Bool), 1, 2, step.Result.DType ?? torch.ScalarType.Float32));
        Both(table, "masked_fill", step => Chosen(step, step.Cast(1, torch.ScalarType.Bool), 2, 0, step.Type));
        table["aten::matmul"] = table["aten::mm"] = table["aten::bmm"] = step => step.Set(step.Graph.Add("MatMul", [step.Value(0), step.Value(1)]));
        table["aten::addcmul"] = step => step.Set(step.Graph.Add("Add", [step.Value(0), step.Graph.Add("Mul", [step.Graph.Add("Mul", [step.Value(1), step.Value(2)]), step.Graph.Number(step.Number(3, 1), step.Type)])]));
        table["aten::lerp"] = step => step.Set(step.Graph.Add("Add", [step.Value(0), step.Graph.Add("Mul", [step.Graph.Add("Sub", [step.Value(1), step.Value(0)]), step.Value(2, step.Type)])]));
    }

    /// <summary>Registers an operator and its form in place.</summary>
    public static void Both(Dictionary<string, Action<Translation>> table, string name, Func<Translation, object?> translate) =>
        table["aten::" + name] = table[$"aten::{name}_"] = step => step.Set(translate(step));

    /// <summary>Two operands with the element type that they are computed in.</summary>
    public static string[] Operands(Translation step) => [Operand(step, 0), Operand(step, 1)];

    /// <summary>Two operands put together, by way of wider integers where the engine has no step for short ones.</summary>
    public static string Pair(Translation step, string type) => Joined(step, type, Promoted(step), Operand(step, 0), Operand(step, 1));

    /// <summary>Whether the engine has few steps for integers of the type.</summary>
    public static bool IsShort(torch.ScalarType type) => type is torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Int16;

    /// <summary>A value converted to an element type.</summary>
    public static string As(Translation step, string value, torch.ScalarType type) => step.Graph.Add("Cast", [value], ("to", ElementTypes.Of(type)));

    private static string Joined(Translation step, string name, torch.ScalarType type, string first, string second)
    {
        if (type == torch.ScalarType.Bool)
        {
            return step.Graph.Add(name switch { "Add" or "Max" => "Or", "Mul" or "Min" => "And", _ => name }, [first, second]);
        }

        return IsShort(type)
            ? As(step, step.Graph.Add(name, [As(step, first, torch.ScalarType.Int32), As(step, second, torch.ScalarType.Int32)]), type)
            : step.Graph.Add(name, [first, second]);
    }

    // Where a condition holds one argument, elsewhere another.
    private static string Chosen(Translation step, string condition, int one, int other, torch.ScalarType type)
    {
        var (first, second) = (step.Cast(one, type), step.Cast(other, type));
        return IsShort(type) || type == torch.ScalarType.Bool
            ? As(step, step.Graph.Add("Where", [condition, As(step, first, torch.ScalarType.Int32), As(step, second, torch.ScalarType.Int32)]), type)
            : step.Graph.Add("Where", [condition, first, second]);
    }

    private static string OfResult(Translation step, double number) => step.Graph.Number(number, step.Result.DType ?? step.Type);

    // Bits of whole numbers are another thing.
    private static Translation OfTruth(Translation step) => Promoted(step) == torch.ScalarType.Bool ? step : throw new UserErrorException($"{step.Place} of whole numbers has no form in ONNX that this program knows");

    private static string Operand(Translation step, int k) => step.Cast(k, Promoted(step));

    // A number takes the tensor's type, unless only the number has a fraction; of two tensors the wider one counts.
    private static torch.ScalarType Promoted(Translation step)
    {
        var (first, second) = (step.TypeOf(0), step.TypeOf(1));
        if (first is { } a && second is { } b)
        {
            return step.Result.DType is { } result && result != torch.ScalarType.Bool ? result : a == b ? a : ElementTypes.IsReal(a) && !ElementTypes.IsReal(b) ? a : ElementTypes.IsReal(b) && !ElementTypes.IsReal(a) ? b : Wider(a, b);
        }

        var type = first ?? second ?? torch.ScalarType.Int64;
        var number = first is null ? step.Raw(0) : step.Raw(1);
        return number is double && !ElementTypes.IsReal(type) ? torch.ScalarType.Float32 : type;
    }

    private static torch.ScalarType Wider(torch.ScalarType a, torch.ScalarType b) => Size(a) >= Size(b) ? a : b;

    private static int Size(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Bool => 0,
        torch.ScalarType.Byte or torch.ScalarType.Int8 => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        _ => 8,
    };

    // What is added or subtracted has a factor: the second operand, or of a reversed difference the first.
    private static object Scaled(Translation step, string type, bool isReversed = false)
    {
        if (Known(step, (a, b) => type == "Add" ? a + b : isReversed ? b - a : a - b) is { } known)
        {
            return known;
        }

        var (whole, scaled) = isReversed ? (1, 0) : (0, 1);
        var second = Operand(step, scaled);
        if (step.Number(2, 1) is not 1 and var factor)
        {
            second = Joined(step, "Mul", Promoted(step), second, step.Graph.Number(factor, Promoted(step)));
        }

        return Joined(step, type, Promoted(step), Operand(step, whole), second);
    }

    // round(x), or round(x, decimals) as libtorch computes it.
    private static string Round(Translation step)
    {
        var (graph, value, decimals) = (step.Graph, step.Value(0), step.Integer(1));
        if (decimals == 0 || !ElementTypes.IsReal(step.Type))
        {
            return ElementTypes.IsReal(step.Type) ? graph.Add("Round", [value]) : value;
        }

        var (power, up, down) = (graph.Number(Math.Pow(10, Math.Abs(decimals)), step.Type), decimals > 0 ? "Mul" : "Div", decimals > 0 ? "Div" : "Mul");
        return graph.Add(down, [graph.Add("Round", [graph.Add(up, [value, power])]), power]);
    }

    private static object? Divide(Translation step)
    {
        switch (step.Text(2))
        {
            case "floor":
                return Floor(step);
            case "trunc" when !ElementTypes.IsReal(Promoted(step)):
                return Pair(step, "Div");
            case "trunc":
                throw new UserErrorException($"{step.Place} that cuts off the fraction has no form in ONNX");
            default:
                var type = step.Result.DType ?? torch.ScalarType.Float32;
                return step.Graph.Add("Div", [step.Cast(0, type), step.Cast(1, type)]);
        }
    }

    private static string Floor(Translation step)
    {
        var (type, first, second) = (Promoted(step), Operand(step, 0), Operand(step, 1));
        if (ElementTypes.IsReal(type))
        {
            return FloorOfReals(step, type, first, second);
        }

        // ONNX divides integers towards zero: nothing is left to cut off without what is over, which has the sign of the divisor.
        return Joined(step, "Div", type, Joined(step, "Sub", type, first, step.Graph.Add("Mod", [first, second])), second);
    }

    // As libtorch computes it, by what is left over, whose sign is the numerator's: 1 / 0.1 is 10 when it is rounded, but 0.1 of single precision is a little more than a tenth, and goes into 1 nine times.
    private static string FloorOfReals(Translation step, torch.ScalarType type, string first, string second)
    {
        var graph = step.Graph;
        var (zero, half, one) = (graph.Number(0, type), graph.Number(0.5, type), graph.Number(1, type));
        var rest = graph.Add("Mod", [first, second], ("fmod", 1));
        var quotient = graph.Add("Div", [graph.Add("Sub", [first, rest]), second]);
        var isBelow = graph.Add("And", [graph.Add("Not", [graph.Add("Equal", [rest, zero])]), graph.Add("Xor", [graph.Add("Less", [rest, zero]), graph.Add("Less", [second, zero])])]);
        quotient = graph.Add("Where", [isBelow, graph.Add("Sub", [quotient, one]), quotient]);

        // It is whole but for rounding, which may have gone down.
        var floor = graph.Add("Floor", [quotient]);
        floor = graph.Add("Where", [graph.Add("Greater", [graph.Add("Sub", [quotient, floor]), half]), graph.Add("Add", [floor, one]), floor]);
        return graph.Add("Where", [graph.Add("Equal", [second, zero]), graph.Add("Div", [first, second]), floor]);
    }

    // Between two arguments, either of which may be missing: numbers, or tensors with a bound for each element.
    private static string Clipped(Translation step, int least, int greatest)
    {
        var type = step.Result.DType ?? step.Type;
        var (value, low, high) = (step.Cast(0, type), Bound(least), Bound(greatest));
        if (new[] { least, greatest }.All(k => !step.Has(k) || Translation.ShapeOf(step.Raw(k)) is { Count: 0 }))
        {
            return step.Graph.Add("Clip", [value, low, high]);
        }

        var raised = low.Length == 0 ? value : step.Graph.Add("Max", [value, low]);
        return high.Length == 0 ? raised : step.Graph.Add("Min", [raised, high]);

        string Bound(int k) => step.Has(k) ? step.Cast(k, type) : "";
    }

    private static string RealWhereNeeded(Translation step) =>
        step.Result.DType is { } result && ElementTypes.IsReal(result) ? step.Cast(0, result) : step.Value(0);

    /// <summary>The result where both operands are known integers, or null.</summary>
    internal static object? Known(Translation step, Func<long, long, long> compute) => step.Raw(0) is long a && step.Raw(1) is long b ? compute(a, b) : null;

    /// <summary>The result where the operand is a known integer, or null.</summary>
    internal static object? Known(Translation step, Func<long, long> compute) => step.Raw(0) is long a ? compute(a) : null;
}
