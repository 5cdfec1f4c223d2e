using System.Globalization;
using Thelper.Metrics;

namespace Samples;

/// <summary>Appends a line to a file for every batch: how many of its samples were taken for another class.</summary>
public static class Mistakes
{
    // The tensors of an iteration are freed after the call: keep numbers and texts only.
    public static void Count(IterationData iteration, string file = "mistakes.txt")
    {
        if (iteration.Target is null)
        {
            return;
        }

        var (truth, taken) = (iteration.Classes.Targets!, iteration.Classes.TopLabels());
        var wrong = truth.Zip(taken).Count(pair => pair.First != pair.Second);
        var line = string.Create(CultureInfo.InvariantCulture, $"epoch {iteration.EpochIndex}, batch {iteration.IterationIndex}: {wrong} of {truth.Length}\n");
        Directory.CreateDirectory(iteration.OutputPath);
        File.AppendAllText(Path.Combine(iteration.OutputPath, file), line);
    }
}
