using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Resizing, grids, and what detectors need.</summary>
internal static class Sampling
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        // upsample_nearest2d(input, size, scales or null [, ...]) in its overloads.
        foreach (var name in (ReadOnlySpan<string>)["upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d"])
        {
            table["aten::" + name] = step => step.Set(Resize(step, "nearest", "asymmetric", ("nearest_mode", "floor"), 2));
        }

        foreach (var name in (ReadOnlySpan<string>)["upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d"])
        {
            table["aten::" + name] = step => step.Set(Resize(step, "linear", Coordinates(step), ("nearest_mode", null), 3));
        }

        table["aten::upsample_bicubic2d"] = step => step.Set(Resize(step, "cubic", Coordinates(step), ("cubic_coeff_a", -0.75f), 3));
        table["aten::grid_sampler"] = GridSample;
        table["torchvision::nms"] = Nms;
        table["torchvision::roi_align"] = RoiAlign;
    }

    private static string Coordinates(Translation step) => step.Truth(2) ? "align_corners" : "half_pixel";

    private static string Resize(Translation step, string mode, string coordinates, (string, object?) extra, int scales)
    {
        (string, object?)[] attributes = [("mode", mode), ("coordinate_transformation_mode", coordinates), extra];
        if (step.Has(1) && !IsByFactors(step, scales))
        {
            var shape = step.Graph.Add("Slice", [step.Graph.Add("Shape", [step.Value(0)]), step.Graph.Integers(0), step.Graph.Integers(2)]);
            return step.Graph.Add("Resize", [step.Value(0), "", "", step.Graph.Add("Concat", [shape, step.IntegerList(1)], ("axis", 0))], attributes);
        }

        // The overload with factors has one list of them, the other one number for each axis.
        var items = step.Raw(scales) is double ? Enumerable.Range(scales, step.Count - scales).Select(step.Raw) : step.Items(scales);
        double[] factors = [.. items.Select(item => item is long whole ? whole : (double)item!)];
        using var scope = torch.NewDisposeScope();
        var name = step.Graph.Fresh("scales");
        step.Graph.Constant(name, torch.tensor((float[])[1, 1, .. factors.Select(factor => (float)factor)]));
        return step.Graph.Add("Resize", [step.Value(0), "", name], attributes);
    }

    // A size with the factors that gave it: positions follow the factors, unless corners are aligned.
    private static bool IsByFactors(Translation step, int scales)
    {
        if (step.Raw(scales) is not double || step.Count - scales != step.Rank(0) - 2 || (scales == 3 && step.Truth(2)))
        {
            return false;
        }

        var sizes = step.Items(1);
        return sizes.Select((size, k) => step.Raw(scales + k) is double factor && (size is not long known || known == (long)Math.Floor(step.Shape(0)[k + 2] * factor))).All(fits => fits);
    }

    // grid_sampler(input, grid, mode, padding, align_corners)
    private static void GridSample(Translation step)
    {
        if (step.Graph.Opset < 16)
        {
            throw new UserErrorException($"{step.Place} needs opset 16 or newer");
        }

        step.Set(step.Graph.Add("GridSample", [step.Value(0), step.Value(1)],
            ("mode", step.Integer(2) switch { 0 => "bilinear", 1 => "nearest", _ => "bicubic" }),
            ("padding_mode", step.Integer(3) switch { 0 => "zeros", 1 => "border", _ => "reflection" }),
            ("align_corners", step.Truth(4) ? 1 : 0)));
    }

    // Boxes as corners x1, y1, x2, y2: ONNX takes either order of the axes. One batch, one class; the third column is the place.
    private static void Nms(Translation step)
    {
        var graph = step.Graph;
        var boxes = graph.Add("Unsqueeze", [step.Cast(0, torch.ScalarType.Float32), graph.Integers(0)]);
        var scores = graph.Add("Unsqueeze", [step.Cast(1, torch.ScalarType.Float32), graph.Integers(0, 1)]);
        var found = graph.Add("NonMaxSuppression", [boxes, scores, graph.Integer(long.MaxValue), graph.Number(step.Number(2), torch.ScalarType.Float32)]);
        step.Set(graph.Add("Gather", [found, graph.Integer(2)], ("axis", 1)));
    }

    // roi_align(input, rois, scale, height, width, ratio, aligned): a region's first column is its image.
    private static void RoiAlign(Translation step)
    {
        var graph = step.Graph;
        var aligned = step.Truth(6);
        if (aligned && graph.Opset < 16)
        {
            throw new UserErrorException($"{step.Place} with aligned regions needs opset 16 or newer");
        }

        var images = graph.Add("Cast", [graph.Add("Gather", [step.Value(1), graph.Integer(0)], ("axis", 1))], ("to", ElementTypes.Of(torch.ScalarType.Int64)));
        var regions = graph.Add("Slice", [step.Value(1), graph.Integers(1), graph.Integers(5), graph.Integers(1)]);
        step.Set(graph.Add("RoiAlign", [step.Value(0), regions, images],
            ("spatial_scale", step.Number(2)), ("output_height", step.Integer(3)), ("output_width", step.Integer(4)), ("sampling_ratio", Math.Max(step.Integer(5), 0)),
            ("coordinate_transformation_mode", graph.Opset >= 16 ? aligned ? "half_pixel" : "output_half_pixel" : null)));
    }
}
