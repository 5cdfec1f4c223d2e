using Thelper.Testing;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>Compares networks with what <c>tools/golden/task_models.py</c> recorded.</summary>
internal static class TaskModel
{
    public static void Check(string name, Func<nn.Module<Tensor, Tensor>> build, params long[] inputShape) =>
        GoldenModel.Check(GoldenModel.Get(name, "task-models.json"), build, (model, input) => model.call(input), inputShape);

    /// <summary>The first elements of every output, as the script joins them.</summary>
    public static void CheckOutputs<T>(string name, Func<T> build, params long[] inputShape)
        where T : nn.Module, INamedOutputs =>
        GoldenModel.Check(
            GoldenModel.Get(name, "task-models.json"),
            build,
            (model, input) => cat(model.Outputs(input).Values.Select(output => output.flatten().narrow(0, 0, Math.Min(8, output.numel()))).ToArray()),
            inputShape);

    public static void CheckCount(string name, nn.Module model) =>
        model.parameters().Sum(p => p.numel()).ShouldBe(GoldenModel.Get("counts", "task-models.json").GetProperty(name).GetInt64());
}
