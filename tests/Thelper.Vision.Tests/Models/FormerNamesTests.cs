using System.Globalization;
using System.Text.RegularExpressions;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>The published files of detectors are older than the names of some of their layers, which torchvision translates as it loads them.</summary>
[NoLeaks]
public partial class FormerNamesTests
{
    [Fact]
    public void Retina_heads_were_convolutions_and_activations_in_a_row() =>
        Check(() => new RetinaNet(new Features(), 3), key => Tower().Replace(key, match => $"_head.conv.{2 * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)}."), "head.regression_head.conv.6.bias");

    [Fact]
    public void Layers_of_masks_had_names_of_their_own() =>
        Check(
            () => new MaskRCNN(new Features(), 3, maskHead: new MaskRCNNHeads(8, [8, 8])),
            key => Mask().Replace(key, match => $"mask_head.mask_fcn{1 + int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)}.").Replace("rpn.head.conv.0.0.", "rpn.head.conv.", StringComparison.Ordinal),
            "roi_heads.mask_head.mask_fcn2.weight");

    private static void Check(Func<nn.Module> make, Func<string, string> former, string example)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var scope = NewDisposeScope();
            manual_seed(1);
            using var published = make();
            var file = new PyDict();
            foreach (var (key, value) in published.state_dict())
            {
                file[former(key)] = value;
            }

            file.Keys.ShouldContain(example);
            Checkpoints.Save(file, path);
            using var model = make();
            PublishedWeights.LoadInto(model, path);
            foreach (var (key, value) in model.state_dict())
            {
                aten.equal(value, published.state_dict()[key]).ShouldBeTrue(key);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [GeneratedRegex(@"_head\.conv\.(\d)\.0\.")]
    private static partial Regex Tower();

    [GeneratedRegex(@"mask_head\.(\d)\.0\.")]
    private static partial Regex Mask();

    private sealed class Features : DetectionBackbone
    {
        private readonly Conv2d conv = nn.Conv2d(3, 8, 3);

        public Features() => RegisterComponents();

        public override int OutChannels => 8;

        public override OrderedDictionary<string, Tensor> forward(Tensor input) => new() { ["0"] = conv.call(input) };
    }
}
