namespace Thelper.Tasks;

/// <summary>A named point of an object, such as the left eye.</summary>
/// <param name="X">Pixels from the left edge of the image; pixel i reaches from i to i + 1.</param>
/// <param name="Y">Pixels from the top.</param>
/// <param name="Visibility">Of a truth 0 where it is not labelled, 1 where it is hidden, 2 where it can be seen; of a prediction 2.</param>
/// <param name="Score">How sure a prediction is: any real number, the higher the surer; 0 for a truth.</param>
public readonly record struct KeyPoint(double X, double Y, double Visibility, double Score = 0);
