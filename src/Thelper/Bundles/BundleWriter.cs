using System.Globalization;
using System.Text;
using System.Text.Json;
using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Bundles;

/// <summary>Adds to exported files of a model what proves them: preprocessing, labels, pictures and what is decided of them.</summary>
internal sealed class BundleWriter(string folder, Module model, ExportedNetwork network, Preprocessing preprocessing, TypeRegistry types, double tolerance)
{
    private readonly List<BundleCase> cases = [];

    /// <summary>Writes the files. Those of the model are in the folder already.</summary>
    /// <param name="pictures">Names and bytes of image files, at least one.</param>
    /// <param name="example">One input of the network.</param>
    /// <param name="batchVaries">Whether the files take batches.</param>
    /// <param name="otherSize">A second height and width, where they may vary; null where not.</param>
    /// <exception cref="UserErrorException">A picture cannot be read or does not suit the model.</exception>
    public void Write(IReadOnlyList<(string Name, byte[] Bytes)> pictures, Tensor example, bool batchVaries, (long Height, long Width)? otherSize)
    {
        using var none = no_grad();
        IReadOnlyList<string> labels = model.Task is IClassTask classes ? classes.ClassNames : [];
        Text(BundleFiles.Preprocessing, preprocessing.ToJson());
        Text(BundleFiles.Labels, JsonSerializer.Serialize(labels) + "\n");
        Directory.CreateDirectory(Path.Combine(folder, BundleFiles.Images));
        Directory.CreateDirectory(Path.Combine(folder, BundleFiles.Expected));
        using var stages = new BundleStages(preprocessing, model.Task, labels, types, BundleFiles.Preprocessing);
        using var scope = NewDisposeScope();
        List<(string File, Tensor Input, int Width, int Height)> inputs = [];
        foreach (var (name, bytes) in pictures)
        {
            var file = $"{BundleFiles.Images}/{inputs.Count.ToString("D2", CultureInfo.InvariantCulture)}-{name}";
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
            inputs.Add(Picture(stages, file));
        }

        if (inputs.Count > 1 && inputs[0].Input.shape.SequenceEqual(inputs[1].Input.shape) && batchVaries)
        {
            var pair = inputs.Take(2).ToList();
            Add("a batch of two", [.. pair.Select(input => input.File)], stages, [], cat([.. pair.Select(input => input.Input)]), [.. pair.Select(input => (input.Width, input.Height))]);
        }

        if (otherSize is var (height, width))
        {
            var drawn = (rand([1, example.shape[1], height, width]) * (example.amax() - example.amin())) + example.amin();
            Add("a second size", [], stages, [], drawn, [((int)width, (int)height)]);
        }

        Text(BundleFiles.Manifest, new BundleManifest(1, ModelMetadata.ProgramVersion, model.Task.ToString(), tolerance, cases).ToJson());
        BundleSums.Write(folder);
    }

    private (string File, Tensor Input, int Width, int Height) Picture(BundleStages stages, string file)
    {
        var path = Path.Combine(folder, file);
        using var decoded = ImageCodec.Decode(path);
        var (height, width) = ((int)decoded.shape[0], (int)decoded.shape[1]);
        var pixels = stages.Decode(path);
        var resized = stages.Resize(pixels);
        var input = stages.Normalise(resized).unsqueeze(0);
        var answers = new List<KeyValuePair<string, Tensor>> { new("decode", pixels) };
        if (stages.HasResizing)
        {
            answers.Add(new("resize", resized));
        }

        Add(file, [file], stages, answers, input, [(width, height)]);
        return (file, input, width, height);
    }

    private void Add(string name, IReadOnlyList<string> images, BundleStages stages, List<KeyValuePair<string, Tensor>> before, Tensor input, IReadOnlyList<(int Width, int Height)> sizes)
    {
        var answers = network.Answer(input);
        var file = $"{BundleFiles.Expected}/{cases.Count.ToString("D2", CultureInfo.InvariantCulture)}.safetensors";
        Safetensors.Save(
            [.. before, new("input", input), new("sizes", tensor([.. sizes.SelectMany(size => (long[])[size.Width, size.Height])]).view(-1, 2)), .. answers.Select((answer, k) => new KeyValuePair<string, Tensor>(BundleVerifier.OutputName(k), answer))],
            Path.Combine(folder, file));
        cases.Add(new(name, images, file, stages.Decide(answers, input, sizes)));
    }

    private void Text(string name, string text) => AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
