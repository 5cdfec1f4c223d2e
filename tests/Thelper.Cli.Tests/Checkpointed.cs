using Thelper.Nn;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>What sessions have saved last.</summary>
internal static class Checkpointed
{
    /// <summary>The last checkpoint in a session's folder.</summary>
    public static Checkpoint Load(string session)
    {
        var path = CheckpointName.Find(session, latest: true);
        return CheckpointReader.Read(path, Checkpoints.Load(path), Questions.Bypassed);
    }

    /// <summary>Fails unless two sessions have come to the same end, to the bit.</summary>
    public static void ShouldBeEqual(string expected, string actual)
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (Load(expected), Load(actual));
        second.Epoch.ShouldBe(first.Epoch);
        second.Iteration.ShouldBe(first.Iteration);
        second.Outputs.Count.ShouldBe(first.Outputs.Count);
        foreach (var (epoch, outputs) in first.Outputs)
        {
            second.Outputs[epoch].Flatten().ShouldBe(outputs.Flatten());
        }

        Difference(first.Model!, second.Model!, "model").ShouldBeNull();
        Difference(first.Optimizer!, second.Optimizer!, "optimizer").ShouldBeNull();
        (second.MonitorBest, second.MonitorBestEpoch).ShouldBe((first.MonitorBest, first.MonitorBestEpoch));
    }

    /// <summary>The first tensor in which two dictionaries of the same names differ; null if there is none.</summary>
    public static string? Difference(PyDict first, PyDict second, string place)
    {
        second.Keys.ShouldBe(first.Keys);
        foreach (var (key, value) in first)
        {
            var found = value switch
            {
                torch.Tensor tensor => aten.equal(tensor, (torch.Tensor)second[key]!) ? null : $"{place}.{key}",
                PyDict inner => Difference(inner, (PyDict)second[key]!, $"{place}.{key}"),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
