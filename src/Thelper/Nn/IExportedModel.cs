using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A model from a file that holds its computation: all results are there, not the first alone.</summary>
internal interface IExportedModel
{
    /// <summary>Height and width of its input; null where others are taken, too, or the file does not say it.</summary>
    (long Height, long Width)? InputSize { get; }

    /// <summary>The results for an input, in their order.</summary>
    /// <param name="input">A batch.</param>
    /// <exception cref="UserErrorException">The model does not take it, or answers with something that is no tensor.</exception>
    IReadOnlyList<Tensor> Answers(Tensor input);
}
