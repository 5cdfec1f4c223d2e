using Thelper.Config;
using Thelper.Onnx;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>Preprocessing that an ONNX graph does itself, and what is left before it.</summary>
/// <param name="Pictures">What the graph does.</param>
/// <param name="Before">The steps that are left; the graph takes uint8 then.</param>
/// <param name="Inside">The steps that the graph does.</param>
internal sealed record EmbeddedPreprocessing(OnnxPictures Pictures, Preprocessing Before, Preprocessing Inside)
{
    /// <summary>What can be embedded.</summary>
    public static readonly IReadOnlyList<string> Choices = ["normalize", "all"];

    /// <summary>Divides the steps.</summary>
    /// <param name="preprocessing">All of them.</param>
    /// <param name="choice"><c>normalize</c>: what follows the last step that changes the size; <c>all</c>.</param>
    /// <exception cref="UserErrorException">A step has no form in a graph; it is named.</exception>
    public static EmbeddedPreprocessing Of(Preprocessing preprocessing, string choice)
    {
        var steps = preprocessing.Steps;
        var from = choice == "all" ? 0 : preprocessing.Resizing;
        List<PreprocessingStep> inside = [.. steps.Skip(from)];
        foreach (var (step, k) in inside.Select((step, k) => (step, k)))
        {
            var fits = step.Name switch
            {
                "resize" => k == 0 && !LetterboxStep.Is(step) && step.Values.GetValueOrDefault("library") is "opencv" && step.Values.GetValueOrDefault("interpolation") is "linear",
                "normalize" or "to_tensor" or "to_planes" => true,
                "grey" => !inside.Take(k).Any(other => other.Name is "normalize" or "to_tensor" or "grey"),
                "grey_to_colour" => inside.Take(k).LastOrDefault()?.Name == "grey",
                _ => false,
            };
            if (!fits)
            {
                throw new UserErrorException($"the step '{NameOf(step)}' of the preprocessing has no form in an ONNX graph here; with 'normalize' only what follows the resizing is put into the graph, and a bilinear resizing of OpenCV at the beginning can go there, too.");
            }
        }

        var normalization = (preprocessing with { Steps = inside }).Normalization!.Value;
        var size = inside is [{ Name: "resize" } resize, ..] ? ((int)(long)resize.Values["height"]!, (int)(long)resize.Values["width"]!) : ((int, int)?)null;
        var pictures = new OnnxPictures
        {
            Size = size,
            IsGrey = inside.Exists(step => step.Name == "grey"),
            RepeatsGrey = inside.Exists(step => step.Name == "grey_to_colour"),
            Mean = normalization.Mean,
            Std = normalization.Std,
        };
        return new(pictures, preprocessing with { Steps = [.. steps.Take(from), new("to_planes", new Dictionary<string, object?>())] }, preprocessing with { Steps = inside });
    }

    /// <summary>Makes sure that what is left before the graph gives it what it takes: bytes, three for each pixel.</summary>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds operations.</param>
    /// <exception cref="UserErrorException">A step makes something else of pictures; it is named.</exception>
    public void RequireBytesBefore(string key, TypeRegistry types)
    {
        using var scope = NewDisposeScope();
        var picture = zeros([97, 131, 3], ScalarType.Byte);
        PreprocessingStep? culprit = null;
        foreach (var step in Before.Steps.SkipLast(1))
        {
            try
            {
                picture = new PreprocessingRunner(Before with { Steps = [step] }, key, types, "preprocessing").Apply(picture);
            }
            catch (UserErrorException)
            {
                // A crop that is larger than this picture, for one: what comes then is seen where pictures are.
                return;
            }

            culprit = picture.dtype == ScalarType.Byte && picture.shape is [_, _, 3] ? null : culprit ?? step;
        }

        if (culprit is not null)
        {
            throw new UserErrorException($"the step '{NameOf(culprit)}' comes before the last change of size, so the graph cannot take bytes of pictures; put it after that change, or leave the preprocessing out of the graph.");
        }
    }

    // The step alone: what is in it goes over many lines.
    private static string NameOf(PreprocessingStep step) => step.Name == PreprocessingStep.Operation ? Text(step) : LetterboxStep.Is(step) ? LetterboxStep.Flag : step.Name;

    private static string Text(PreprocessingStep step) => step.Name == PreprocessingStep.Operation && step.Values[PreprocessingStep.Operation] is IReadOnlyDictionary<string, object?> stage ? $"{stage["operation"]}" : ConfigWriter.ToReadableJson(step.ToPlain());
}
