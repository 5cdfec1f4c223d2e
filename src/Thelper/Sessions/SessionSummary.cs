using System.Globalization;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Train;

namespace Thelper.Sessions;

/// <summary>What a session says at its end: how good it became, where everything is, and what can be done next.</summary>
internal static class SessionSummary
{
    /// <summary>Logs the summary of a session that has ended.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="directory">The session's folder.</param>
    public static void Write(Trainer trainer, SessionDirectory directory)
    {
        foreach (var line in Lines(trainer, directory))
        {
            trainer.Context.Log.Info(line);
        }
    }

    private static IEnumerable<string> Lines(Trainer trainer, SessionDirectory directory)
    {
        var context = trainer.Context;
        var trained = context.Train is not null;
        yield return $"session '{directory.Name}' is done: {(trained ? Count(Epochs(trainer), "epoch") : "evaluated")}{Best(trainer)}";
        var best = Path.Combine(directory.Checkpoints, CheckpointName.Best);
        if (trained && File.Exists(best))
        {
            yield return $"  best checkpoint:  {best}";
        }

        if (trained && CheckpointName.List(directory.Checkpoints) is { Count: > 0 } all)
        {
            yield return $"  last checkpoint:  {all[0]}";
        }

        foreach (var set in new[] { context.Train, context.Valid, context.Test })
        {
            if (set is not null && Directory.Exists(set.OutputPath) && Written(set.OutputPath) is { Length: > 0 } written)
            {
                yield return $"  {set.Name + " outputs:",-17} {set.OutputPath} ({written})";
            }
        }

        if (trained)
        {
            var path = ShellWord.Of(directory.Path);
            var hasEvaluation = (context.Test ?? context.Valid) is not null;
            if (hasEvaluation)
            {
                yield return $"  next: thelper resume {path} --eval-only    (evaluates the {(File.Exists(best) ? "best" : "last")} model{(context.Test is null ? " on the validation set" : " on the test set")})";
            }

            yield return string.Create(CultureInfo.InvariantCulture, $"  {(hasEvaluation ? "     " : "next:")} thelper resume {path} trainer.epochs={2 * Epochs(trainer)}    (trains further)");
        }
    }

    private static string Best(Trainer trainer)
    {
        if (trainer.Context.Train is null || trainer.Context.Monitor is not { } monitor)
        {
            return "";
        }

        return monitor.BestEpoch < 0
            ? $", none of which has a usable {monitor.Name}"
            : string.Create(CultureInfo.InvariantCulture, $", best {monitor.Name} {ShortNumber.Of(monitor.Best)} in epoch {monitor.BestEpoch + 1}/{Epochs(trainer)} (epoch#{monitor.BestEpoch})");
    }

    // A session that went on with fewer epochs than it had has those that it had.
    private static int Epochs(Trainer trainer) => Math.Max(trainer.NextEpoch, trainer.Context.EpochCount);

    private static string Written(string folder)
    {
        var files = Directory.GetFiles(folder);
        var pictures = files.Count(file => Path.GetExtension(file) is ".png" or ".jpg");
        return pictures == 0 ? (files.Length == 0 ? "" : Count(files.Length, "file"))
            : $"{Count(pictures, "picture")}{(files.Length > pictures ? $", {Count(files.Length - pictures, "other file")}" : "")}";
    }

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
