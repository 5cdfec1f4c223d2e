using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>States half-way, through files. With THELPER_OPTIM_STATES set to a folder the files stay there, for tools/golden/optim_exchange.py to go on from in Python.</summary>
[NoLeaks]
public sealed class FileTests : IDisposable
{
    private static readonly JsonElement[] Optimizers = Golden.Root.GetProperty("optimizers").EnumerateArray().ToArray();
    private static readonly string? Kept = Environment.GetEnvironmentVariable("THELPER_OPTIM_STATES");
    private readonly string folder = Directory.CreateDirectory(Kept ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).FullName;

    public void Dispose()
    {
        if (Kept is null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void States_go_through_files()
    {
        for (var number = 0; number < Optimizers.Length; number++)
        {
            using var scope = NewDisposeScope();
            var golden = Optimizers[number];
            var parameters = Golden.Parameters();
            using var optimizer = Golden.Create<optim.Optimizer>(golden.GetProperty("name").GetString()!, golden.GetProperty("options"), ("parameters", parameters[..1]));
            optimizer.add_param_group(parameters[1..], ("lr", 0.03));
            var schedule = new OneCycleLR(optimizer, 0.5, total_steps: 20, cycle_momentum: false);
            var average = new SWALR(optimizer, 0.05);
            for (var t = 0; t < 5; t++)
            {
                Golden.SetGradients(parameters, t);
                optimizer.step();
                schedule.step();
                average.step();
            }

            var path = Path.Combine(folder, $"{number}.pt");
            var saved = new PyDict
            {
                ["optimizer"] = optimizer.state_dict(),
                ["schedule"] = schedule.state_dict(),
                ["average"] = average.state_dict(),
                ["parameters"] = parameters.Select(parameter => (object?)parameter.detach()).ToList(),
                ["rates"] = optimizer.ParamGroups.Select(group => (object?)group.LearningRate).ToList(),
            };
            Checkpoints.Save(saved, path);
            for (var t = 5; t < 10; t++)
            {
                Golden.SetGradients(parameters, t);
                optimizer.step();
                schedule.step();
                average.step();
            }

            Checkpoints.Save(new PyDict { ["parameters"] = parameters.Select(parameter => (object?)parameter.detach()).ToList(), ["state"] = optimizer.state_dict() }, path + ".last");
            GoOn(golden, path, parameters);
            foreach (var parameter in parameters)
            {
                parameter.grad = null;
                parameter.Dispose();
            }
        }
    }

    private static void GoOn(JsonElement golden, string path, Parameter[] expected)
    {
        var saved = (PyDict)Checkpoints.Load(path)!;
        var parameters = ((List<object?>)saved["parameters"]!).Select(value => new Parameter((Tensor)value!)).ToArray();
        using var optimizer = Golden.Create<optim.Optimizer>(golden.GetProperty("name").GetString()!, golden.GetProperty("options"), ("parameters", parameters[..1]));
        optimizer.add_param_group(parameters[1..], ("lr", 0.03));
        var schedule = new OneCycleLR(optimizer, 0.5, total_steps: 20, cycle_momentum: false);
        var average = new SWALR(optimizer, 0.05);
        optimizer.load_state_dict((PyDict)saved["optimizer"]!);
        schedule.load_state_dict((PyDict)saved["schedule"]!);
        average.load_state_dict((PyDict)saved["average"]!);
        ((PyDict)saved["schedule"]!)["anneal_func"].ShouldBe(schedule.state_dict()["anneal_func"].ShouldBeOfType<PyMethod>());
        ((PyDict)saved["average"]!)["anneal_func"].ShouldBe(average.state_dict()["anneal_func"].ShouldBeOfType<PyMethod>());
        for (var t = 5; t < 10; t++)
        {
            Golden.SetGradients(parameters, t);
            optimizer.step();
            schedule.step();
            average.step();
        }

        foreach (var (parameter, other) in parameters.Zip(expected))
        {
            Modules.Reference.Elements(parameter).ShouldBe(Modules.Reference.Elements(other), golden.GetProperty("name").GetString());
            parameter.grad = null;
            parameter.Dispose();
        }
    }
}
