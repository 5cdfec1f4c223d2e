using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>Does the steps of a preprocessing, all or some.</summary>
internal sealed class PreprocessingRunner
{
    private readonly IReadOnlyList<(PreprocessingStep Step, ITransform Transform)> steps;
    private readonly string key;

    /// <summary>Makes the steps.</summary>
    /// <param name="preprocessing">What they are.</param>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="file">Where the preprocessing comes from, for messages.</param>
    /// <exception cref="UserErrorException">A step is unknown or wrong.</exception>
    public PreprocessingRunner(Preprocessing preprocessing, string key, TypeRegistry types, string file)
    {
        (steps, this.key) = (preprocessing.Load(types, file), key);
        Resizing = preprocessing.Resizing;
    }

    /// <summary>How many steps there are up to the last that changes the size.</summary>
    public int Resizing { get; }

    /// <summary>Does all steps.</summary>
    /// <param name="image">uint8 H×W×3.</param>
    public Tensor Apply(Tensor image) => Apply(image, 0, steps.Count);

    /// <summary>Does the steps up to the last that changes the size.</summary>
    public Tensor Resize(Tensor image) => Apply(image, 0, Resizing);

    /// <summary>Does the steps after it.</summary>
    public Tensor Normalise(Tensor image) => Apply(image, Resizing, steps.Count);

    private Tensor Apply(Tensor image, int from, int to)
    {
        var sample = new Sample { [key] = image };
        for (var k = from; k < to; k++)
        {
            sample = steps[k].Transform.Apply(sample, TransformRandom.For(0, 0, 0)) as Sample ?? throw new UserErrorException($"the step '{steps[k].Step.Name}' makes no single picture");
        }

        return sample[key] as Tensor ?? throw new UserErrorException("the steps make no single tensor of a picture");
    }
}
