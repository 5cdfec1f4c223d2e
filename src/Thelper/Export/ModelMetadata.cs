using Thelper.Config;
using Thelper.Nn;
using Thelper.Tasks;

namespace Thelper.Export;

/// <summary>What an exported file says beside the model: enough to run it on pictures without the session.</summary>
internal static class ModelMetadata
{
    /// <summary>The version of the program.</summary>
    public static string ProgramVersion => typeof(ModelMetadata).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Collects the entries.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pictures">What pictures go through; null where nothing says so.</param>
    /// <param name="preprocessing">The same as data; null likewise.</param>
    /// <param name="inputShape">Shape of an input, without the batch.</param>
    /// <returns>Texts by key: <c>task</c>, <c>model_type</c>, <c>thelper_version</c>, <c>input_size</c>; <c>class_names</c>, <c>base_transforms</c>, <c>transforms</c>,
    /// <c>channel_order</c>, <c>normalization</c> where there is such. Lists and maps are JSON.</returns>
    public static Dictionary<string, string> Of(Module model, PictureTransforms? pictures, Preprocessing? preprocessing, IEnumerable<long> inputShape)
    {
        var metadata = new Dictionary<string, string>
        {
            ["task"] = model.Task.ToString(),
            ["model_type"] = model.TypeName,
            ["thelper_version"] = ProgramVersion,
            ["input_size"] = PlainJson.Of(inputShape),
        };
        if (model.Task is IClassTask classes)
        {
            metadata["class_names"] = PlainJson.Of(classes.ClassNames);
        }

        if (pictures is not null)
        {
            metadata[PictureTransforms.BaseKey] = Json(pictures.Base);
            metadata[PictureTransforms.OrderKey] = pictures.IsRgb ? "rgb" : "bgr";
            if (pictures.Own is not null)
            {
                metadata[PictureTransforms.OwnKey] = Json(pictures.Own);
            }
        }

        if (preprocessing?.Normalization is { } normalization)
        {
            metadata["normalization"] = PlainJson.Write(json =>
            {
                json.WriteStartObject();
                json.WriteNumbers("mean", normalization.Mean);
                json.WriteNumbers("std", normalization.Std);
                json.WriteEndObject();
            });
        }

        return metadata;
    }

    private static string Json(ConfigNode? list) => list is null ? "[]" : ConfigWriter.ToReadableJson(list.ToPlain());

    /// <summary>An ONNX file that prepares pictures itself.</summary>
    /// <param name="model">The model.</param>
    /// <param name="preprocessing">All that pictures go through.</param>
    /// <param name="choice">What of it the graph does; see <see cref="EmbeddedPreprocessing.Of"/>.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="inputShape">Shape of an input of the network, without the batch.</param>
    /// <exception cref="UserErrorException">A step has no form in a graph, one before the graph's makes no bytes, or the network takes no pictures.</exception>
    public static OnnxEmbedding Embed(Module model, Preprocessing preprocessing, string choice, TypeRegistry types, IEnumerable<long> inputShape)
    {
        var shape = inputShape.ToList();
        if (shape.Count != 3)
        {
            throw new UserErrorException($"the preprocessing can be in the graph of a network that takes pictures (channels, height, width); this one takes [{string.Join(", ", shape)}]");
        }

        var embedded = EmbeddedPreprocessing.Of(preprocessing, choice);
        embedded.RequireBytesBefore(model.Task.InputKey, types);
        PreprocessingRunner Runner(Preprocessing part) => new(part, model.Task.InputKey, types, "preprocessing");

        // The last of these steps makes planes of what the graph takes as pixels.
        var (before, inside) = (Runner(embedded.Before with { Steps = [.. embedded.Before.Steps.SkipLast(1)] }), Runner(embedded.Inside));
        return new(embedded.Pictures, picture => before.Apply(preprocessing.IsRgb ? picture.flip(2).contiguous() : picture), picture => NetworkInput.Of(inside.Apply(picture), model.Task), Of(model, embedded.Before.ToTransforms("preprocessing"), null, shape));
    }
}
