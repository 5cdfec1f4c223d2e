using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>LeNet-5 with rectifiers and max-pooling, for small images.</summary>
/// <remarks>
/// LeCun, Bottou, Bengio, Haffner: "Gradient-based learning applied to document recognition", 1998. Input: float32
/// (batch, channels, height, width) of 28x28 or 32x32 pixels; output: (batch, classes) scores.
/// </remarks>
[TypeName("thelper.nn.lenet.LeNet", "thelper.nn.LeNet")]
public sealed class LeNet : Module
{
    private const int MapSize = 5;
    private const int Kernel = 5;

    private readonly Sequential baseline;
    private readonly int features;
    private readonly (int First, int Second) hidden;
    private Sequential classifier;
    private int outputs;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A classification task.</param>
    /// <param name="input_shape">Channels, height, width of an image; a height of 28 is padded by 2 pixels.</param>
    /// <param name="conv1_filters">Channels after the first convolution.</param>
    /// <param name="conv2_filters">Channels after the second convolution.</param>
    /// <param name="hidden1_size">Width of the first hidden layer.</param>
    /// <param name="hidden2_size">Width of the second hidden layer.</param>
    /// <param name="output_size">Outputs at construction; a task with another number of classes then gets a fresh classifier.</param>
    /// <exception cref="UserErrorException">A size is not positive, the image size does not fit, or the task is no classification.</exception>
    public LeNet(
        Tasks.Task task,
        IReadOnlyList<int>? input_shape = null,
        int conv1_filters = 6,
        int conv2_filters = 16,
        int hidden1_size = 120,
        int hidden2_size = 84,
        int output_size = 10)
        : base(task)
    {
        var shape = input_shape ?? [1, 28, 28];
        Check(shape, ("conv1_filters", conv1_filters), ("conv2_filters", conv2_filters), ("hidden1_size", hidden1_size),
            ("hidden2_size", hidden2_size), ("output_size", output_size));
        SetConfig(
            ("input_shape", new List<object?> { (long)shape[0], (long)shape[1], (long)shape[2] }),
            ("conv1_filters", (long)conv1_filters),
            ("conv2_filters", (long)conv2_filters),
            ("hidden1_size", (long)hidden1_size),
            ("hidden2_size", (long)hidden2_size),
            ("output_size", (long)output_size));

        OutputCount.OfClassification(task, TypeName);
        features = conv2_filters * MapSize * MapSize;
        hidden = (hidden1_size, hidden2_size);
        outputs = output_size;
        baseline = nn.Sequential(
            nn.Conv2d(shape[0], conv1_filters, Kernel, padding: PaddingFor(shape[1])),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(conv1_filters, conv2_filters, Kernel),
            nn.ReLU(),
            nn.MaxPool2d(2));
        classifier = MakeClassifier();
        register_module("baseline", baseline);
        register_module("classifier", classifier);
        SetTask(task);
    }

    /// <inheritdoc/>
    public override void SetTask(Tasks.Task task)
    {
        var count = OutputCount.OfClassification(task, TypeName);
        Task = task;
        if (count == outputs)
        {
            return;
        }

        outputs = count;
        SetConfig(("output_size", (long)count));
        classifier = this.ReplaceChild("classifier", MakeClassifier());
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(baseline.call(input).flatten(1)).MoveToOuterDisposeScope();
    }

    private static int PaddingFor(int height) => height == 28 ? 2 : 0;

    private static void Check(IReadOnlyList<int> shape, params ReadOnlySpan<(string Name, int Value)> sizes)
    {
        foreach (var (name, value) in sizes)
        {
            if (value < 1)
            {
                throw new UserErrorException($"{name}: {value} is not a size (at least 1)");
            }
        }

        var padding = shape.Count == 3 ? PaddingFor(shape[1]) : 0;
        if (shape.Count != 3 || shape[0] < 1 || MapAfter(shape[1], padding) != MapSize || MapAfter(shape[2], padding) != MapSize)
        {
            throw new UserErrorException(
                $"input_shape: [{string.Join(", ", shape)}] does not fit LeNet: expected channels, height, width with images of 28x28 or 32x32 pixels");
        }
    }

    /// <summary>Pixels along one side after both convolutions and poolings.</summary>
    private static int MapAfter(int size, int padding) => ((((size + (2 * padding) - Kernel + 1) / 2) - Kernel + 1) / 2);

    private Sequential MakeClassifier() => nn.Sequential(
        nn.Linear(features, hidden.First),
        nn.ReLU(),
        nn.Linear(hidden.First, hidden.Second),
        nn.ReLU(),
        nn.Linear(hidden.Second, outputs));
}
