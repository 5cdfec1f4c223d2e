using Microsoft.Extensions.Logging;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Train.Construction;

/// <summary>What a session has when it builds its trainer.</summary>
/// <param name="SessionName">The session's name.</param>
/// <param name="Task">The task.</param>
/// <param name="Model">The model.</param>
/// <param name="Loaders">The loaders; a null one is not run.</param>
/// <param name="OutputOf">The folder for the outputs of a set.</param>
/// <param name="Log">The trainer's logger.</param>
/// <param name="Progress">Shows progress; null for none.</param>
/// <param name="Stop">The user's wish to stop.</param>
/// <param name="IsTrial">Whether a pass is the first batch of its set, seen by the metrics alone: nothing is written.</param>
public sealed record TrainerBuild(
    string SessionName,
    Task Task,
    Nn.Module Model,
    Loaders Loaders,
    Func<string, string> OutputOf,
    ILogger Log,
    IProgressDisplay? Progress,
    StopRequest Stop,
    bool IsTrial = false);
