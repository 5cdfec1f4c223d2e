using System.Diagnostics;
using System.Globalization;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>One training loop on fixed data, the counterpart of <c>bench/train.py</c>; <c>bench/run.py</c> runs both in turn.</summary>
internal static class Program
{
    private const int FirstHandleStep = 10;

    private static int Main(string[] args)
    {
        if (args.Length != 4)
        {
            Console.Error.WriteLine("usage: Thelper.Bench lenet|resnet18 WARMUP STEPS THREADS");
            return 2;
        }

        var numbers = args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        set_num_threads(numbers[2]);
        Run(args[0], numbers[0], numbers[1]);
        return 0;
    }

    /// <summary>Trains and prints the time of each measured step in milliseconds, then the live native handles after two steps.</summary>
    private static void Run(string name, int warmup, int steps)
    {
        manual_seed(0);
        var (model, input, target) = Setup(name);
        var parameters = model.parameters();
        using var optimizer = name == "lenet"
            ? (optim.Optimizer)optim.Adam(parameters, lr: 1e-3)
            : optim.SGD(parameters, learningRate: 0.01, momentum: 0.9);
        using var criterion = nn.CrossEntropyLoss();
        model.train();
        var times = new List<double>(steps);
        long early = 0;
        var loss = 0f;
        for (var step = 1; step <= warmup + steps; step++)
        {
            var start = Stopwatch.GetTimestamp();
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                var result = criterion.call(model.call(input), target);
                result.backward();
                optimizer.step();
                loss = result.ToSingle();
            }

            if (step > warmup)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            if (step == FirstHandleStep)
            {
                early = Diagnostics.LiveHandles;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"times": [{{string.Join(", ", times.Select(t => t.ToString("F4", CultureInfo.InvariantCulture)))}}], "loss": {{loss}}, "handles": [{{early}}, {{Diagnostics.LiveHandles}}]}"""));
    }

    private static (nn.Module<Tensor, Tensor> Model, Tensor Input, Tensor Target) Setup(string name)
    {
        switch (name)
        {
            case "lenet":
                var classes = Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
                var task = new Classification(classes, "image", "label");
                return (new LeNet(task, [1, 32, 32]), rand([32, 1, 32, 32]), randint(10, [32]));
            case "resnet18":
                return (torchvision.models.resnet18(num_classes: 10), rand([16, 3, 96, 96]), randint(10, [16]));
            default:
                throw new UserErrorException($"'{name}' is not a benchmark (known: lenet, resnet18)");
        }
    }
}
