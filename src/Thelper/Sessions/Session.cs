using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Imaging.Plots;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;

namespace Thelper.Sessions;

/// <summary>The jobs of the program, one file each: <c>new</c>, <c>resume</c>, <c>check</c>, <c>split</c>, <c>stats</c> and <c>infer</c>. All begin with a <see cref="SessionOpening"/>.</summary>
public static partial class Session
{
    // The longest that a session waits at its end for charts that are still being drawn.
    private static readonly TimeSpan ChartPatience = TimeSpan.FromSeconds(60);

    private static SortedDictionary<int, EpochOutputs> Run(SessionRun run)
    {
        var (directory, trainer) = (run.Directory, run.Trainer);
        var (config, environment) = (run.Opening.Config, run.Opening.Environment);
        var (log, options) = (trainer.Context.Log, run.Opening.Trainer!.Options);
        var (keeps, isThrough) = (false, false);
        Spared? events = null;
        SessionCheckpoints? checkpoints = null;
        try
        {
            SetUp(run);
            if (run.Best is { } says)
            {
                using var scope = torch.NewDisposeScope();
                BestCheckpoint.Settle(directory.Checkpoints, says, log);
            }

            torch.Diagnostics.TrimLibraries();
            if (options.Viz is { } projections)
            {
                trainer.Observers.Add(new Projections(projections, trainer.Context.Task, trainer.Context.Places));
            }

            trainer.Observers.Add(new Spared(new OutputWriter(log), "outputs", goesOn: true, log));
            if (options.UseTbx)
            {
                events = new(new EventLog(config.Root, options.SkipTbxHistograms ? 0 : options.TbxHistogramFreq), "event files", goesOn: false, log);
                trainer.Observers.Add(events);
            }

            trainer.Observers.Add(new Spared(new MetricsTable(directory.Output), MetricsTable.FileName, goesOn: true, log));
            trainer.Observers.Add(new ResultLog(log));

            if (trainer.Context.Train is { } train)
            {
                var policy = new CheckpointPolicy(options.SaveFreq, trainer.Context.EpochCount);
                checkpoints = new(directory, config.Root, policy, train.Loader.Seeds, run.SavedEpoch, log) { Origin = run.Origin };
                trainer.Observers.Add(checkpoints);
                try
                {
                    trainer.Train();
                }
                finally
                {
                    keeps = checkpoints.HasSaved || checkpoints.Unsaved is not null;
                }

                Test(trainer, directory.Checkpoints, checkpoints);
            }
            else
            {
                trainer.Evaluate(run.Epoch);
            }

            keeps = true;
            if (run.Records is null)
            {
                OrionReport.Write(config.Orion, trainer.Context.Monitor);
            }

            SessionSummary.Write(trainer, directory);
            if (checkpoints?.Unsaved is { } unsaved)
            {
                throw new UserErrorException(unsaved);
            }

            isThrough = true;
            return trainer.Fault is not { } fault
                ? trainer.Outputs
                : throw new DivergedException($"The session has ended, but not well: {fault}. No epoch in which that happened is the best one; what was saved is in '{directory.Path}'.");
        }
        catch (Exception e) when (e is SessionInterruptedException or DivergedException)
        {
            keeps = true;
            throw;
        }
        catch (Exception e)
        {
            // The session's own log says how it ended, too.
            log.Debug($"failed: {e}");
            throw;
        }
        finally
        {
            checkpoints?.Dispose();
            events?.Dispose();
            PlotRenderer.Flush(ChartPatience);
            environment.Log.CloseSessionFiles();
            if (!keeps)
            {
                directory.RollBack();
            }
            else if (!isThrough && checkpoints is { HasSaved: false })
            {
                directory.PutTableBack();
            }

            directory.Dispose();
        }
    }

    private static void SetUp(SessionRun run)
    {
        var (directory, log) = (run.Directory, run.Trainer.Context.Log);
        directory.Create(run.Records is null ? run.Opening.Config.Root : null, forTraining: run.Records is null);
        foreach (var (name, config) in run.Records ?? [])
        {
            directory.WriteText(Path.Combine(directory.Path, name), ConfigWriter.ToJson(config.ToPlain()));
        }

        if (run.Records is null)
        {
            run.Opening.Remember(directory);
        }

        KeptWeights.Write(run.StartFiles, directory);
        run.Opening.Environment.Log.OpenSessionFiles(directory.Logs);
        log.Info($"created training log for session '{directory.Name}'");
        log.Debug($"session directory = {directory.Path}");
        log.Debug($"logs directory = {directory.Logs}");
        log.Debug($"logstamp = {directory.Stamp}");
        log.Debug($"version = {VersionText}");
        foreach (var set in new[] { run.Trainer.Context.Train, run.Trainer.Context.Valid, run.Trainer.Context.Test })
        {
            if (set is not null)
            {
                log.Debug($"output {set.Name} directory = {set.OutputPath}");
                directory.WillCreate(set.OutputPath);
            }
        }

        run.Loaders.BadSamples?.WriteTo(Path.Combine(directory.Logs, BadSamples.FileName));
        RecordRun(run.Opening, run.Loaders, directory, () =>
        {
            WriteRecords(run.Loaders, directory, onlyMissing: run.Trainer.Context.Train is null);
            directory.WriteText(Path.Combine(directory.Logs, "packages.log"), PackageList.Text());
        });
    }

    // What the logs tell of a run is not worth the run.
    private static void RecordRun(SessionOpening opening, Loaders loaders, SessionDirectory directory, Action? more = null)
        => Spared.Try($"records in '{directory.Logs}'", opening.Environment.Log.For("thelper.data"), () =>
        {
            directory.RecordConfiguration(opening.Config.Root);
            SplitLog.Write(loaders, directory.Logs, directory.Name, directory.Stamp.ToString(), VersionText);
            more?.Invoke();
        });

    // An evaluation says nothing about what the session goes on with.
    private static void WriteRecords(Loaders loaders, SessionDirectory directory, bool onlyMissing)
    {
        foreach (var (name, dataset) in loaders.Datasets.Where(pair => pair.Value.Count <= Limits.Rows.Value))
        {
            var path = KeptSplit.FileOf(directory.Logs, name);
            if (!onlyMissing || !File.Exists(path))
            {
                directory.Write(path, SplitRecord.Of(name, SampleList.Of(dataset), loaders.Split, loaders.Settings).Write);
            }
        }
    }

    // The documentation's last step: the final model, which is the best one where something is monitored, on the test set.
    private static void Test(Trainer trainer, string folder, SessionCheckpoints checkpoints)
    {
        if (trainer.Context.Test is null)
        {
            return;
        }

        var epoch = trainer.NextEpoch - 1;
        if (trainer.Context.Monitor is { } monitor && monitor.BestEpoch >= 0 && monitor.BestEpoch != epoch)
        {
            using var scope = torch.NewDisposeScope();
            var path = Path.Combine(folder, CheckpointName.Best);
            var best = checkpoints.UnsavedBest
                ?? (BestCheckpoint.Settle(folder, new(path, epoch, monitor.BestEpoch, monitor.Best), trainer.Context.Log) is { } content
                    ? CheckpointReader.Read(path, content, Questions.Bypassed)
                    : null);
            best?.LoadInto(trainer.Context.Model);
            epoch = best?.FinishedEpoch ?? epoch;
        }

        trainer.Context.Log.Info($"testing the model of epoch#{epoch}");
        trainer.Evaluate(epoch);
    }

    internal static string VersionText => $"{Checkpoint.CompatibleVersion}:{CheckpointWriter.Revision.Value}";

    private sealed record SessionRun(SessionOpening Opening, Loaders Loaders, SessionDirectory Directory, Trainer Trainer, int Epoch, int SavedEpoch)
    {
        /// <summary>What says which checkpoint of the session was the best so far; null where nothing does.</summary>
        public CheckpointPlace? Best { get; init; }

        /// <summary>The checkpoint in the session's folder that the run goes on from; null for none there.</summary>
        public string? Origin { get; init; }

        /// <summary>The configurations that an inference writes, by file name, in place of the session's; null for a session.</summary>
        public Dictionary<string, ConfigNode>? Records { get; init; }

        /// <summary>The files of weights that the model begins with.</summary>
        public IReadOnlyList<string> StartFiles { get; init; } = [];
    }
}
