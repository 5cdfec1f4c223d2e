using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Tells, once, where a network answers with NaN: a result is made of it, and looks like any other. Safe for any number of threads at once.</summary>
/// <param name="warn">Told of it.</param>
internal sealed class NanWatch(Action<string> warn)
{
    private int isTold;

    /// <summary>What messages call the picture whose windows are asked about; null where nobody knows.</summary>
    public string? Name { get; set; }

    /// <summary>Looks at an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="pictures">The pictures of the batch; null for windows.</param>
    public void Look(Answer answer, IReadOnlyList<PreparedPicture>? pictures = null)
    {
        if (Volatile.Read(ref isTold) == 0 && Find(answer) is var index and >= 0 && Interlocked.Exchange(ref isTold, 1) == 0)
        {
            warn($"{(pictures is null ? Name : pictures[index].Name) ?? "a picture"}: the model answers with NaN; what is said of it means nothing (told once, of the first such picture)");
        }
    }

    // The first of the batch; -1 for none.
    private static int Find(Answer answer)
    {
        if (answer.Boxes is { } boxes)
        {
            return boxes.ToList().FindIndex(list => list.Any(box => double.IsNaN(box.Score)));
        }

        using var scope = NewDisposeScope();
        var values = answer.Values!;
        if (values.numel() == 0)
        {
            return -1;
        }

        var found = values.isnan().reshape(values.shape[0], -1).any(1).cpu().nonzero().contiguous();
        return found.numel() == 0 ? -1 : (int)found.DataSpan<long>()[0];
    }
}
