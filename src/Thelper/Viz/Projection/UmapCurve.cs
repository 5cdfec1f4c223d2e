namespace Thelper.Viz.Projection;

/// <summary>The curve 1 / (1 + a * distance ^ 2b), which tells how surely projected points are neighbours (section 3.2 of the paper).</summary>
internal static class UmapCurve
{
    private const int Samples = 300;
    private const int Steps = 100;

    /// <summary>Fits it, by least squares, to 1 up to the smallest distance and an exponential fall after it.</summary>
    /// <param name="spread">The scale of the fall.</param>
    /// <param name="minDist">The smallest distance.</param>
    public static (double A, double B) Fit(double spread, double minDist)
    {
        // Levenberg and Marquardt's steps: Newton's, shortened as long as they lead up.
        var (a, b, damping) = (1.0, 1.0, 1e-3);
        var error = Error(a, b, spread, minDist);
        for (var step = 0; step < Steps; step++)
        {
            var (aa, ab, bb, ga, gb) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var i = 1; i < Samples; i++)
            {
                var x = 3 * spread * i / (Samples - 1);
                var power = Math.Pow(x, 2 * b);
                var value = 1 / (1 + (a * power));
                var (da, db) = (-power * value * value, -2 * a * power * Math.Log(x) * value * value);
                var rest = Target(x, spread, minDist) - value;
                (aa, ab, bb, ga, gb) = (aa + (da * da), ab + (da * db), bb + (db * db), ga + (da * rest), gb + (db * rest));
            }

            var (dampedA, dampedB) = (aa * (1 + damping), bb * (1 + damping));
            var determinant = (dampedA * dampedB) - (ab * ab);
            var (nextA, nextB) = (a + (((dampedB * ga) - (ab * gb)) / determinant), b + (((dampedA * gb) - (ab * ga)) / determinant));
            var nextError = Error(nextA, nextB, spread, minDist);
            if (nextError < error)
            {
                (a, b, error, damping) = (nextA, nextB, nextError, damping / 10);
            }
            else
            {
                damping *= 10;
            }
        }

        return (a, b);
    }

    private static double Target(double x, double spread, double minDist) => x < minDist ? 1 : Math.Exp(-(x - minDist) / spread);

    private static double Error(double a, double b, double spread, double minDist)
    {
        var sum = 0.0;
        for (var i = 0; i < Samples; i++)
        {
            var x = 3 * spread * i / (Samples - 1);
            var rest = Target(x, spread, minDist) - (1 / (1 + (a * Math.Pow(x, 2 * b))));
            sum += rest * rest;
        }

        return sum;
    }
}
