using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>Sessions around a small model, to try single steps of trainers; frees everything at its end.</summary>
internal sealed class Steps : IDisposable
{
    private readonly List<IDisposable?> owned = [NewDisposeScope()];

    public static Sample Batch(params (string Key, object? Value)[] fields)
    {
        var batch = new Sample();
        foreach (var (key, value) in fields)
        {
            batch.Add(key, value);
        }

        return batch;
    }

    /// <summary>A session with a training and a validation set, whose samples nobody asks for, and SGD with a rate of 1 unless another optimizer is made.</summary>
    public TrainerContext Context(Thelper.Tasks.Task task, Thelper.Nn.Module model, nn.Module<Tensor, Tensor, Tensor>? loss, bool optimize = true, NanAction onNan = NanAction.Warn, Func<Thelper.Nn.Module, optim.Optimizer>? optimizedBy = null, ILogger? log = null)
    {
        var optimizer = optimize ? optimizedBy?.Invoke(model) ?? optim.SGD(model.parameters(), 1.0) : null;
        owned.AddRange([model, loss, optimizer]);
        SetRun Set(string name) => new(name, new DataLoader(new Data.MemoryDataset(1, task: task)), [], "out");
        return new()
        {
            SessionName = "test",
            Task = task,
            Model = model,
            Device = CPU,
            EpochCount = 1,
            Loss = loss,
            OnNan = onNan,
            Optimizer = optimizer,
            Log = log ?? NullLogger.Instance,
            Train = Set("train"),
            Valid = Set("valid"),
        };
    }

    public void Own(IDisposable? item) => owned.Add(item);

    // Tests call it at their end, before handles are counted; xunit calls it once more.
    public void Dispose()
    {
        owned.ForEach(item => item?.Dispose());
        owned.Clear();
    }
}
