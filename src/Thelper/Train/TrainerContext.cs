using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Optim;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Train;

/// <summary>Everything that a session built for its trainer: model, data, optimization, consumers, policies. Nothing in it changes but what these hold.</summary>
public sealed class TrainerContext
{
    /// <summary>The session's name.</summary>
    public required string SessionName { get; init; }

    /// <summary>The task of the session.</summary>
    public required Task Task { get; init; }

    /// <summary>The model, on <see cref="Device"/>.</summary>
    public required Nn.Module Model { get; init; }

    /// <summary>The device that computes.</summary>
    public required Device Device { get; init; }

    /// <summary>Epochs of the session; 1 where nothing is trained.</summary>
    public required int EpochCount { get; init; }

    /// <summary>Evaluation batches with a lower index are skipped.</summary>
    public int SkipEvalIterations { get; init; }

    /// <summary>The most batches of a pass over a set; null for all of them.</summary>
    public int? MaxBatches { get; init; }

    /// <summary>The configured loss of predictions and targets, null if there is none; see <see cref="Trainer.Loss"/>.</summary>
    public nn.Module<Tensor, Tensor, Tensor>? Loss { get; init; }

    /// <summary>The optimizer; null if the configuration has none.</summary>
    public optim.Optimizer? Optimizer { get; init; }

    /// <summary>The scheduler of the learning rate; null if the configuration has none.</summary>
    public optim.lr_scheduler.LRScheduler? Scheduler { get; init; }

    /// <summary>What the scheduler is told.</summary>
    public SchedulePolicy Schedule { get; init; } = new(null);

    /// <summary>What decides which epoch is best; null to monitor nothing.</summary>
    public MonitorPolicy? Monitor { get; init; }

    /// <summary>What to do where a loss is NaN or infinite.</summary>
    public NanAction OnNan { get; init; }

    /// <summary>The training set; null to only evaluate.</summary>
    public SetRun? Train { get; init; }

    /// <summary>The validation set, or null.</summary>
    public SetRun? Valid { get; init; }

    /// <summary>The test set, or null.</summary>
    public SetRun? Test { get; init; }

    /// <summary>Where the configuration has what messages are about.</summary>
    public ConfigPlaces Places { get; init; } = new();

    /// <summary>Whether a finished model runs on pictures that nobody configured: messages speak of these then, not of a configuration.</summary>
    internal bool IsOfPictures { get; init; }

    /// <summary>The trainer's logger.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Shows progress; null for none.</summary>
    public IProgressDisplay? Progress { get; init; }

    /// <summary>The user's wish to stop.</summary>
    public StopRequest Stop { get; init; } = new();

    /// <summary>The current learning rate, see <see cref="OptimFactory.GetLearningRate"/>; 0 without an optimizer.</summary>
    public double LearningRate => Optimizer is null ? 0 : OptimFactory.GetLearningRate(Optimizer);
}
