using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>The shapes that code draws, as data for each kind of task.</summary>
internal static class StarterShapes
{
    /// <summary>The data for a kind of task.</summary>
    /// <param name="concept">One of <see cref="Starter.Tasks"/>.</param>
    /// <exception cref="UserErrorException">There is no such task.</exception>
    public static Finding For(string concept)
    {
        var (task, side, count) = concept switch
        {
            "classification" => ("classif", 32, 2000),
            "segmentation" => ("segm", 48, 500),
            "detection" => ("detect", 96, 200),
            "super-resolution" => ("sr", 48, 300),
            "regression" => ("regr", 32, 2000),
            "auto-encoder" => ("classif", 64, 600),
            _ => throw new UserErrorException($"unknown task '{concept}'{NearestName.Hint(concept, Starter.Tasks)}"),
        };
        return new("shapes that code draws, to be replaced by data of your own", concept)
        {
            Datasets = (_, _) => new() { ["shapes"] = Dataset("thelper.data.ShapesDataset", ("task", task), ("count", (long)count), ("image_size", (long)side), ("classes", 3L), ("seed", 1L)) },
            Images = [],
            Count = count,
            Classes = ["circle", "triangle", "square"],
            KnownSize = (side, side),
            Outputs = concept == "regression" ? 3 : 1,
            Notes = ["For data of your own: thelper init FOLDER."],
        };
    }
}
