using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Export;
using Thelper.Logging;

namespace Thelper.Bundles;

/// <summary>The folder of a bundle: made beside its place, verified there, and moved when it is good.</summary>
internal static class BundleFolder
{
    private const int MostFindings = 10;

    /// <summary>Makes sure that nothing but a bundle is replaced, and that only where it was asked for.</summary>
    /// <param name="path">The bundle's place.</param>
    /// <param name="overwrites">Whether a bundle that is there is replaced.</param>
    /// <exception cref="UserErrorException">Something is there that stays.</exception>
    public static void RequirePlace(string path, bool overwrites)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (!overwrites)
        {
            throw new UserErrorException($"{path}: is there already; --overwrite replaces a bundle.");
        }

        if (!BundleFiles.IsBundle(path))
        {
            throw new UserErrorException($"{path}: holds something else than a bundle, and is not replaced.");
        }

        // A bundle is replaced as a whole: what somebody put into it would be gone.
        if (BundleSums.Added(path).FirstOrDefault() is { } other)
        {
            throw new UserErrorException($"{path}: holds something else than a bundle ('{other}'), and is not replaced; move that file away first.");
        }
    }

    /// <summary>Makes a bundle.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="overwrites">Whether a bundle that is there is replaced.</param>
    /// <param name="types">Finds the types of its task and operations.</param>
    /// <param name="log">Told what could not be removed.</param>
    /// <param name="stop">The user's wish to stop.</param>
    /// <param name="write">Writes its files into the folder that it is given.</param>
    /// <param name="files">Makes files beside a bundle that has verified, and hands over what publishes them: they appear together with it, or nothing does. Null for no files.</param>
    /// <exception cref="UserErrorException">It cannot be written, does not verify, or something is in its place by now, or the files cannot be published: nothing is left of it, and what was there stays.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it; likewise.</exception>
    public static void Write(string path, bool overwrites, TypeRegistry types, ILogger log, StopRequest stop, Action<string> write, Action<Action<Action>>? files = null)
    {
        var place = Path.GetFullPath(path).TrimEnd('/');
        var draft = Path.Combine(Path.GetDirectoryName(place)!, $".{Path.GetFileName(place)}.{Path.GetRandomFileName()}.tmp");
        var old = draft + ".old";
        var (isMoved, isDone) = (false, false);
        using var care = new AtLastScope(stop, () => DraftFiles.RemoveInUse(draft));
        try
        {
            Directory.CreateDirectory(draft);
            write(draft);
            Require(path, BundleVerifier.Verify(draft, types, stop.ThrowIfRequested));
            if (files is null)
            {
                Publish(() => { });
            }
            else
            {
                // Making them takes its time.
                RequirePlace(path, overwrites);
                files(Publish);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be written: {e.Message.Replace($" : '{draft}'", "", StringComparison.Ordinal).Replace(draft, path, StringComparison.Ordinal)}", e);
        }
        catch (UserErrorException e) when (e.Message.Contains(draft, StringComparison.Ordinal))
        {
            throw new UserErrorException(e.Message.Replace(draft, path, StringComparison.Ordinal), e.InnerException ?? e);
        }
        finally
        {
            // The files could not take their places.
            if (isMoved && !isDone)
            {
                Directory.Move(place, draft);
            }

            if (Directory.Exists(old) && !Directory.Exists(place))
            {
                Directory.Move(old, place);
            }

            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }

        Remove(old, log);

        // The files come last: the bundle can be taken back.
        void Publish(Action publish)
        {
            RequirePlace(path, overwrites);

            // Whoever ends the process waits for what is begun here, and began nothing before.
            stop.ThrowIfRequested();
            using var saving = stop.Saving();
            if (Directory.Exists(place) && FolderExchange.Try(draft, place))
            {
                // Whoever is killed has one of the two in its place at every moment.
                try
                {
                    Directory.Move(draft, old);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // What was there goes back: the draft is what is removed.
                    FolderExchange.Try(draft, place);
                    throw;
                }
            }
            else
            {
                if (Directory.Exists(place))
                {
                    Directory.Move(place, old);
                }

                Directory.Move(draft, place);
            }

            isMoved = true;
            publish();
            isDone = true;
        }
    }

    // The new one is in its place already.
    private static void Remove(string old, ILogger log)
    {
        try
        {
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn($"what was there before is left in '{old}': {e.Message}");
        }
    }

    /// <summary>What a verification saw, as lines.</summary>
    /// <param name="path">The bundle, for messages.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="UserErrorException">Something differs.</exception>
    public static IReadOnlyList<string> Require(string path, BundleReport report)
    {
        if (report.Findings is [var first, ..])
        {
            var more = report.Findings.Count > MostFindings ? $"{Environment.NewLine}  and {report.Findings.Count - MostFindings} more" : "";
            throw new UserErrorException($"{path}: the first stage that is not as it was bundled: {first.StageName}{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", report.Findings.Take(MostFindings))}{more}");
        }

        return [.. report.Engines.Select(engine => string.Create(CultureInfo.InvariantCulture, $"{engine.Engine}: all stages of {report.Cases} cases as bundled; greatest difference {engine.Maximum:G3}, allowed {report.Allowed:G3}"))];
    }
}
