using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Compat;

/// <summary>What every model written TorchSharp's way has to do.</summary>
internal static class Learning
{
    /// <summary>Trains some steps: the loss falls, and from the fifth step on the number of live handles stays what it is.</summary>
    public static void ShouldLearn(nn.Module model, Func<Tensor> loss, double rate = 0.01, int steps = 15)
    {
        using var optimizer = torch.optim.Adam(model.parameters(), lr: rate);
        var losses = new List<double>();
        var live = 0L;
        model.train();
        for (var step = 0; step < steps; step++)
        {
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                var value = loss();
                value.backward();
                optimizer.step();
                losses.Add(value.ToDouble());
            }

            if (step < 5)
            {
                live = Diagnostics.LiveHandles;
            }
            else
            {
                Diagnostics.LiveHandles.ShouldBe(live, $"live handles after step {step}");
            }
        }

        losses.ShouldAllBe(value => double.IsFinite(value));
        losses[^3..].Average().ShouldBeLessThan(0.9 * losses[..3].Average(), string.Join(", ", losses));
    }

    /// <summary>Saves, loads into a model of other weights, and compares every tensor.</summary>
    public static void ShouldSurviveAFile(nn.Module model, Func<nn.Module> another)
    {
        var file = Path.GetTempFileName();
        try
        {
            model.save(file);
            manual_seed(99);
            using var copy = another();
            copy.load(file);
            foreach (var (key, tensor) in model.state_dict())
            {
                torch.equal(copy.state_dict()[key], tensor).ShouldBeTrue(key);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
