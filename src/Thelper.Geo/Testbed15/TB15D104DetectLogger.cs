using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Geo.Testbed15;

/// <summary>Lists the lakes that a detector found as GeoJSON: a polygon for each box in ground coordinates, with <c>image_id</c> and <c>confidence</c>.</summary>
/// <remarks>The coordinates are in the reference system of the samples, which the file names (<c>crs</c>) where samples say it.</remarks>
[TypeName("thelper.data.geo.ogc.TB15D104DetectLogger")]
[Concept("detection")]
public sealed class TB15D104DetectLogger : IConsumer
{
    private readonly double threshold;
    private readonly SortedDictionary<int, IReadOnlyList<GeoFeature>> found = [];
    private SpatialReference? system;

    /// <summary>Creates the consumer.</summary>
    /// <param name="confThreshold">Leaves out boxes below this confidence, in [0, 1].</param>
    public TB15D104DetectLogger([ConfigValue(Min = 0, Max = 1)] double confThreshold = 0.5) => threshold = confThreshold;

    /// <inheritdoc/>
    public void CheckTask(Task task)
    {
        if (task is not Detection)
        {
            throw new UserErrorException($"this needs a detection task, not {task?.TypeName}");
        }
    }

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        var boxes = iteration.PredictedBoxes ?? throw new UserErrorException("the detection logger needs a model that answers with bounding boxes");
        var transforms = Transforms(iteration.Sample, boxes.Count);
        system ??= iteration.Sample.GetValueOrDefault("srs") is IReadOnlyList<object?> { Count: > 0 } list && list[0] is string text ? SpatialReference.Parse(text) : null;
        var features = new List<GeoFeature>();
        for (var i = 0; i < boxes.Count; i++)
        {
            foreach (var box in boxes[i].Where(box => IsLake(box, (Detection)iteration.Task) && ConfidenceOf(box) >= threshold))
            {
                features.Add(new GeoFeature(null, Outline(box, transforms[i]), new OrderedDictionary<string, object?>
                {
                    ["image_id"] = box.ImageId ?? IdOf(iteration.Sample, i),
                    ["confidence"] = ConfidenceOf(box),
                }));
            }
        }

        found[iteration.IterationIndex] = features;
    }

    /// <inheritdoc/>
    public void Reset() => found.Clear();

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs() =>
        found.Count == 0 ? [] : [new TextFile(GeoJsonWriter.Text(found.Values.SelectMany(list => list), system, asOriginal: true), "geojson")];

    /// <inheritdoc/>
    public override string ToString() => $"thelper.data.geo.ogc.TB15D104DetectLogger(conf_threshold={PythonRepr.Of(threshold)})";

    private static bool IsLake(BoundingBox box, Detection task) => task.ClassNames.Count > TB15D104.LakeId && task.IndexOf(box) == TB15D104.LakeId;

    private static double ConfidenceOf(BoundingBox box) => box.Confidence is double value ? value : 1;

    private static Polygon Outline(BoundingBox box, GeoTransform transform) =>
        Shapes.Ring([transform.ToGround(box.Left, box.Top), transform.ToGround(box.Right, box.Top), transform.ToGround(box.Right, box.Bottom), transform.ToGround(box.Left, box.Bottom)]);

    private static object? IdOf(Sample batch, int sample) => batch.GetValueOrDefault("id") switch
    {
        torch.Tensor { ndim: 1 } ids => (long)Values(ids)[sample],
        IReadOnlyList<object?> ids when sample < ids.Count => ids[sample],
        _ => null,
    };

    // A batch has six values for each sample, or a list of six for each of the numbers.
    private static GeoTransform[] Transforms(Sample batch, int samples)
    {
        if (batch.GetValueOrDefault("geotransform") is IReadOnlyList<object?> { Count: 6 } numbers && numbers.All(entry => entry is torch.Tensor { ndim: 1 } column && column.shape[0] == samples))
        {
            var columns = numbers.Select(entry => Values((torch.Tensor)entry!)).ToList();
            return [.. Enumerable.Range(0, samples).Select(i => GeoTransform.Of([.. columns.Select(column => column[i])]))];
        }

        throw new UserErrorException("the samples of this logger need the metadata 'geotransform', which the data sets thelper.data.geo.ogc.TB15D104Dataset and TB15D104TileDataset give");
    }

    private static double[] Values(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.to(torch.ScalarType.Float64).contiguous().DataSpan<double>().ToArray();
    }
}
