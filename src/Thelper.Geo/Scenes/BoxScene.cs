using System.Buffers.Binary;
using Thelper.Infer;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Scenes;

/// <summary>Finds the objects of a scene, and notes after each row of windows how far it has come. What windows say is kept in a file; in the end one object is made of what several say of it.</summary>
/// <param name="predictor">The model, with windows.</param>
/// <param name="source">The scene.</param>
/// <param name="scratch">Where it is worked on.</param>
internal sealed class BoxScene(Predictor predictor, SceneSource source, SceneScratch scratch)
{
    private const int RecordBytes = (sizeof(long) * 2) + (sizeof(double) * 5);
    private readonly string path = scratch.At("boxes.raw");

    /// <summary>Predicts on what is not done yet.</summary>
    /// <param name="plan">The windows.</param>
    /// <param name="log">Told which windows were predicted on.</param>
    /// <param name="advance">Told the number of windows that are done with.</param>
    /// <returns>The objects in pixels of the scene, the one with the highest score first.</returns>
    public IReadOnlyList<ScoredBox> Run(TilePlan plan, WindowLog log, Action<int> advance)
    {
        if (scratch.Progress.Strip > 0)
        {
            return Merged(plan);
        }

        var columns = plan.ColumnCount;
        using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            // What an earlier run wrote after its last note is written again.
            file.SetLength(scratch.Progress.BoxBytes);
            file.Seek(0, SeekOrigin.End);
            var (first, row) = (scratch.Progress.Row, scratch.Progress.Row);
            predictor.Find(
                source,
                (windows, boxes) =>
                {
                    advance(windows.Count);
                    if (windows[0] / columns < first)
                    {
                        return;
                    }

                    if (windows[0] / columns > row)
                    {
                        file.Flush(flushToDisk: true);
                        row = windows[0] / columns;
                        scratch.Commit(scratch.Progress with { Row = row, BoxBytes = file.Length });
                    }

                    foreach (var (window, box) in boxes)
                    {
                        Write(file, window, box);
                    }
                },
                new()
                {
                    Left = 0,
                    Right = plan.Width,
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
            file.Flush(flushToDisk: true);
            scratch.Commit(scratch.Progress with { Strip = 1, Row = 0, BoxBytes = file.Length });
        }

        return Merged(plan);
    }

    private IReadOnlyList<ScoredBox> Merged(TilePlan plan)
    {
        var boxes = new List<(int Window, ScoredBox Box)>();
        var bytes = InputFile.ReadAllBytes(path);
        for (var at = 0; at + RecordBytes <= bytes.Length; at += RecordBytes)
        {
            var record = bytes.AsSpan(at, RecordBytes);
            boxes.Add(((int)BinaryPrimitives.ReadInt64LittleEndian(record), new(
                BinaryPrimitives.ReadInt64LittleEndian(record[8..]), Number(record, 2), Number(record, 3), Number(record, 4), Number(record, 5), Number(record, 6))));
        }

        return BoxMerge.Merge(boxes, plan);

        static double Number(ReadOnlySpan<byte> record, int index) => BinaryPrimitives.ReadDoubleLittleEndian(record[(index * sizeof(double))..]);
    }

    private static void Write(FileStream file, int window, ScoredBox box)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, window);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], box.Label);
        double[] numbers = [box.Score, box.Left, box.Top, box.Right, box.Bottom];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(record[((i + 2) * sizeof(double))..], numbers[i]);
        }

        file.Write(record);
    }
}
