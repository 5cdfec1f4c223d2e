using Thelper.Infer;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Scenes;

/// <summary>Predicts on the pixels of a scene, strip by strip and row of windows by row of windows, and notes after each row how far it has come.</summary>
/// <param name="predictor">The model, with windows.</param>
/// <param name="source">The scene.</param>
/// <param name="scratch">Where it is worked on.</param>
internal sealed class PixelScene(Predictor predictor, SceneSource source, SceneScratch scratch)
{
    // Of the sums over windows, whatever the width of the scene and the number of classes.
    private const long MostBytes = 64L << 20;

    /// <summary>Predicts what is not there yet.</summary>
    /// <param name="plan">The windows.</param>
    /// <param name="numbers">How many numbers the model answers with for each pixel, as a guess.</param>
    /// <param name="sinkOf">Makes what takes the answers of a strip, by its first column; it tells, once rows are written, which row comes next.</param>
    /// <param name="log">Told which windows were predicted on.</param>
    /// <param name="advance">Told the number of windows that are done with.</param>
    public void Run(TilePlan plan, int numbers, Func<TileStrip, Action<int>, IBandSink> sinkOf, WindowLog log, Action<int> advance)
    {
        var columns = (int)Math.Max(1, MostBytes / ((long)numbers * plan.Options.Size * sizeof(float)));
        var strips = TileStrip.Of(plan, columns);
        for (var i = scratch.Progress.Strip; i < strips.Count; i++)
        {
            var (strip, number) = (strips[i], i);
            var first = number == scratch.Progress.Strip ? scratch.Progress.Row : 0;
            var sink = sinkOf(strip, next =>
            {
                // All rows above are written; the window that begins there comes next.
                if (next < plan.Height)
                {
                    scratch.Commit(scratch.Progress with { Strip = number, Row = RowAt(plan, next) });
                }
            });
            predictor.Predict(source, sink, advance, strip with
            {
                FirstRow = first,
                Skips = window =>
                {
                    if (source.IsEmpty(window))
                    {
                        advance(1);
                        return true;
                    }

                    log.Note(plan.IndexOf(window));
                    return false;
                },
            });
            scratch.Commit(scratch.Progress with { Strip = number + 1, Row = 0 });
        }
    }

    private static int RowAt(TilePlan plan, int top)
    {
        var row = 0;
        while (plan[row * plan.ColumnCount].Top < top)
        {
            row++;
        }

        return row;
    }
}
