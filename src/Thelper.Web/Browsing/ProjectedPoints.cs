using System.Text.Json;
using Thelper.Records;

namespace Thelper.Web.Browsing;

/// <summary>The points of a projection, as a session wrote them for pages (<c>tsne-points-0003.json</c>).</summary>
internal sealed record ProjectedPoints(
    int Total, float[] X, float[] Y, long[] Labels, long[] Predictions, string[] Classes, string[] Colors, int Thumbnails, int ThumbnailSize, int ThumbnailsARow)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It is no such file.</exception>
    public static ProjectedPoints Read(string path)
    {
        try
        {
            var points = JsonSerializer.Deserialize<ProjectedPoints>(InputFile.ReadAllText(path), Form);
            return points is { X: not null, Y: not null, Labels: not null, Predictions: not null, Classes: not null, Colors: not null } && points.Y.Length == points.X.Length
                ? points
                : throw new UserErrorException($"{path}: is no projection of samples");
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path}: is no projection of samples ({error.Message})", error);
        }
    }

    /// <summary>No more than so many, of each class its share.</summary>
    /// <param name="most">The most.</param>
    /// <param name="seed">Of the draw.</param>
    public object Sampled(int most, int seed)
    {
        var drawn = Stratified.Sample(Labels.Length == X.Length ? Labels : new long[X.Length], most, seed);
        T[] Of<T>(T[] values) => values.Length == X.Length ? [.. drawn.Select(i => values[i])] : [];
        return new
        {
            Total,
            Places = drawn,
            X = Of(X),
            Y = Of(Y),
            Labels = Of(Labels),
            Predictions = Of(Predictions),
            Classes,
            Colors,
            HasThumbnails = Thumbnails == X.Length,
            ThumbnailSize,
            ThumbnailsARow,
        };
    }
}
