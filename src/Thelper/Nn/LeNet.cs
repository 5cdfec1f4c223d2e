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
    /// <param name="inputShape">Channels, height, width of an image; a height of 28 is padded by 2 pixels.</param>
    /// <param name="conv1Filters">Channels after the first convolution.</param>
    /// <param name="conv2Filters">Channels after the second convolution.</param>
    /// <param name="hidden1Size">Width of the first hidden layer.</param>
    /// <param name="hidden2Size">Width of the second hidden layer.</param>
    /// <param name="outputSize">Outputs at construction; a task with another number of classes then gets a fresh classifier.</param>
    /// <exception cref="UserErrorException">A size is not positive, the image size does not fit, or the task is no classification.</exception>
    public LeNet(
        Tasks.Task task,
        IReadOnlyList<int>? inputShape = null,
        int conv1Filters = 6,
        int conv2Filters = 16,
        int hidden1Size = 120,
        int hidden2Size = 84,
        int outputSize = 10)
        : base(task)
    {
        var shape = inputShape ?? [1, 28, 28];
        Check(shape, ("conv1_filters", conv1Filters), ("conv2_filters", conv2Filters), ("hidden1_size", hidden1Size),
            ("hidden2_size", hidden2Size), ("output_size", outputSize));
        SetConfig(
            ("input_shape", new List<object?> { (long)shape[0], (long)shape[1], (long)shape[2] }),
            ("conv1_filters", (long)conv1Filters),
            ("conv2_filters", (long)conv2Filters),
            ("hidden1_size", (long)hidden1Size),
            ("hidden2_size", (long)hidden2Size),
            ("output_size", (long)outputSize));

        OutputCount.OfClassification(task, TypeName);
        features = conv2Filters * MapSize * MapSize;
        hidden = (hidden1Size, hidden2Size);
        outputs = outputSize;
        baseline = nn.Sequential(
            nn.Conv2d(shape[0], conv1Filters, Kernel, padding: PaddingFor(shape[1])),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(conv1Filters, conv2Filters, Kernel),
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
