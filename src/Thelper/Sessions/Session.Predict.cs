using System.Diagnostics;
using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch.Serialization;
using Thelper.Vision.Formats;

namespace Thelper.Sessions;

/// <content>Running a trained model on pictures.</content>
public static partial class Session
{
    // What an ONNX file of more than 2 GB has beside it.
    private const string WeightsEnding = ".data";

    /// <summary>Runs a model on pictures and writes what it says of them, in their order, as it comes.</summary>
    /// <param name="model">A session's folder, a checkpoint or an ONNX file; see <see cref="Predictor.Load"/>.</param>
    /// <param name="paths">Image files, folders, patterns, lists; <c>-</c> for lines of <paramref name="input"/>.</param>
    /// <param name="environment">Log and stop.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Receives the predictions, unless the options name a file, which is there in the end or not at all.</param>
    /// <param name="input">Standard input; null for none.</param>
    /// <returns>The number of pictures that there is a prediction of.</returns>
    /// <exception cref="UserErrorException">A mistake of the user, or a picture that cannot be read.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it.</exception>
    public static int Predict(string model, IReadOnlyList<string> paths, SessionEnvironment environment, PredictionOptions options, TextWriter output, TextReader? input = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        var log = environment.Log.For("thelper.infer");
        if (paths.Count == 0)
        {
            throw new UserErrorException("There is nothing to predict on: name image files, folders, patterns, lists, or - for paths from standard input.");
        }

        var pictures = ImagePaths.Of(paths, input, log.Warn);
        using var predictor = Predictor.Load(model, options.Predictor with { Trust = environment.Trust, Warning = log.Warn, Restores = options.Restored is not null, Streams = true });
        PredictionFormat.Check(options, predictor.Task, predictor.KeepsPicture);
        if (options.Output is { } target)
        {
            RequireReplaceable(target, [model, predictor.SourceFile, predictor.SourceFile + WeightsEnding, options.Predictor.Transforms ?? model, .. paths]);
            RequireOutsideModel(target, [model, options.Predictor.Transforms ?? model, predictor.SourceFile]);
        }

        if (predictor.Task is Segmentation or Detection && !predictor.KeepsPicture)
        {
            log.Warn("the transforms do not keep all of a picture in view: places are given in pixels of what the network sees, not of the picture");
        }

        // Reading the names twice is little beside the pictures; those of standard input come once. Where files are written, what they lie among must be known before, and they must not be taken for pictures themselves.
        IReadOnlyCollection<string> folders = [];
        if (options.Maps is not null || options.Pictures is not null || options.Restored is not null)
        {
            var lists = paths.Select(path => path == "-" ? null : ImagePaths.Of([path], null, log.Warn).ToList()).ToList();
            folders = lists.OfType<List<string>>().SelectMany(list => list).SelectMany(OutputFolder.FoldersOf).ToHashSet();
            pictures = lists.SelectMany(list => list ?? ImagePaths.Of(["-"], input));
        }

        var total = environment.Progress is null || paths.Contains("-") ? -1 : ImagePaths.Of(paths, input).Count();
        var count = 0;
        if (options.Output is { } file)
        {
            AtomicFile.Write(
                file,
                stream =>
                {
                    using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                    count = Predict(predictor, pictures, total, environment, options, new(writer, options, predictor, folders, paths.Contains("-")));
                },
                through: true);
        }
        else
        {
            count = Predict(predictor, pictures, total, environment, options, new PredictionWriter(output, options, predictor, folders, paths.Contains("-")));
        }

        return count;
    }

    // A name that was forgotten before a pattern makes the first of its pictures the file.
    private static void RequireReplaceable(string file, string[] used)
    {
        var real = InnerPaths.Real(file);
        if (File.Exists(file) && InputFile.Refusal(file) is null && (FolderEntries.IsImage(file) || FolderEntries.IsImage(real) || Array.Exists(used, path => InnerPaths.Real(path) == real)))
        {
            throw new UserErrorException($"--output {file}: is there already, and is a picture, a list of pictures or the model; it is not replaced. Name another file.");
        }
    }

    // A name completed too far is another checkpoint, or the configuration.
    private static void RequireOutsideModel(string file, string[] named)
    {
        if (File.Exists(file) && InputFile.Refusal(file) is null && named.Select(GuardedFolder).OfType<string>().FirstOrDefault(folder => InnerPaths.IsInside(file, folder)) is { } home)
        {
            throw new UserErrorException($"--output {file}: is there already, in the folder of the model{(SessionMarks.IsSession(home) ? "'s session" : "")}; it is not replaced. Name another file.");
        }
    }

    // Of a checkpoint in a session it is the session's; what lies beside a folder of that name need have nothing to do with it, and a file elsewhere may lie among anything.
    private static string? GuardedFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return Path.GetFullPath(path);
        }

        var (own, home) = (Path.GetDirectoryName(Path.GetFullPath(path)), Consent.FolderOf(path));
        return home == own ? null : SessionMarks.IsSession(home) ? home : own;
    }

    private static int Predict(Predictor predictor, IEnumerable<string> pictures, int total, SessionEnvironment environment, PredictionOptions options, PredictionWriter writer)
    {
        var log = environment.Log.For("thelper.infer");
        var (good, bad, began, first) = (0, 0, Stopwatch.GetTimestamp(), "");
        foreach (var (path, error) in predictor.Tiles is null ? Whole(predictor, pictures, total, environment, options, writer) : InWindows(predictor, pictures, environment, writer))
        {
            environment.Stop.ThrowIfRequested();
            if (error is null)
            {
                good++;
                continue;
            }

            if (!options.SkipsBadSamples)
            {
                throw new UserErrorException($"{error.Message.TrimEnd('.')}; to leave out pictures that cannot be used, say --on-bad-sample skip.", error);
            }

            log.Warn($"left out: {error.Message}");
            writer.WriteBad(path, error.Message);
            first = bad++ == 0 ? error.Message : first;
        }

        if (good == 0)
        {
            throw new UserErrorException(bad == 0 ? "There was no picture to predict on." : $"None of the {bad} pictures could be used: {first}");
        }

        writer.End();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        log.Info(string.Create(CultureInfo.InvariantCulture, $"{good} picture{(good == 1 ? "" : "s")}{(bad == 0 ? "" : $", {bad} left out")}, {good / seconds:F1} a second"));
        return good;
    }

    private static IEnumerable<(string Path, UserErrorException? Error)> Whole(
        Predictor predictor, IEnumerable<string> pictures, int total, SessionEnvironment environment, PredictionOptions options, PredictionWriter writer)
    {
        using var pass = environment.Progress?.Begin("predict", total);
        foreach (var (path, prediction, error) in new PredictionStream(predictor, options.BatchSize, Environment.ProcessorCount).Run(pictures))
        {
            var reason = error;
            if (prediction is not null)
            {
                try
                {
                    writer.Write(path, prediction);
                }
                catch (UnusablePictureException changed)
                {
                    reason = changed;
                }
            }

            environment.Progress?.Advance(1);
            yield return (path, reason);
        }
    }

    // One after another: each may be as large as memory allows.
    private static IEnumerable<(string Path, UserErrorException? Error)> InWindows(Predictor predictor, IEnumerable<string> pictures, SessionEnvironment environment, PredictionWriter writer)
    {
        foreach (var path in pictures)
        {
            UserErrorException? error = null;
            LargePicture? picture = null;
            try
            {
                picture = LargePicture.Open(path, predictor.Decode, writer.Draws);
            }
            catch (UserErrorException unreadable)
            {
                error = unreadable;
            }

            if (picture is not null)
            {
                using (picture)
                using (environment.Progress?.Begin(Path.GetFileName(path), new TilePlan(picture.Windows.Width, picture.Windows.Height, predictor.Tiles!).Count, "windows"))
                {
                    try
                    {
                        predictor.NameWindows(path);
                        writer.WriteInWindows(path, picture, windows =>
                        {
                            environment.Stop.ThrowIfRequested();
                            environment.Progress?.Advance(windows);
                        });
                    }
                    catch (UnusablePictureException refused)
                    {
                        error = refused;
                    }
                }
            }

            yield return (path, error);
        }
    }
}
