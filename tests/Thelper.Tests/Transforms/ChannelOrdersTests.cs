using Thelper.Config;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>What is known of the order of colours behind a pipeline.</summary>
public class ChannelOrdersTests
{
    [Theory]
    [InlineData("""[{"operation": "thelper.transforms.ToNumpy", "params": {"reorder_bgr": true}, "target_key": "image"}]""", ChannelOrder.Rgb)]
    [InlineData("""[{"operation": "thelper.transforms.ToNumpy", "params": {"reorder_bgr": true}, "target_key": "other"}]""", ChannelOrder.Bgr)]
    [InlineData("""[{"operation": "thelper.transforms.ToNumpy", "target_key": "image"}]""", ChannelOrder.Bgr)]
    [InlineData("""[{"operation": "thelper.transforms.SelectChannels", "params": {"channels": [2, 1, 0]}}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""", ChannelOrder.Rgb)]
    [InlineData("""[{"operation": "thelper.transforms.SelectChannels", "params": {"channels": [2, 1, 0]}}, {"operation": "thelper.transforms.SelectChannels", "params": {"channels": [2, 1, 0]}}]""", ChannelOrder.Bgr)]
    [InlineData("""[{"operation": "thelper.transforms.SelectChannels", "params": {"channels": [1, 0, 2]}}]""", ChannelOrder.Unknown)]
    [InlineData("""[{"operation": "thelper.transforms.ToGray"}, {"operation": "thelper.transforms.ToColor"}]""", ChannelOrder.Grey)]
    [InlineData("""[{"operation": "torchvision.transforms.Grayscale", "params": {"num_output_channels": 3}}]""", ChannelOrder.Grey)]
    [InlineData("""[{"operation": "albumentations.Compose", "params": {"ChannelShuffle": {}}}]""", ChannelOrder.Unknown)]
    [InlineData("""[{"operation": "albumentations.Compose", "params": {"HorizontalFlip": {}}}]""", ChannelOrder.Bgr)]
    [InlineData("""[{"operation": "thelper.transforms.TransformWrapper", "params": {"operation": "thelper.transforms.ToNumpy", "params": {"reorder_bgr": true}, "probability": 0.5}}]""", ChannelOrder.Unknown)]
    [InlineData("""[{"operation": "torchvision.transforms.RandomApply", "params": {"transforms": [{"operation": "thelper.transforms.ToNumpy", "params": {"reorder_bgr": true}}]}}]""", ChannelOrder.Unknown)]
    public void Behind_a_pipeline_colours_come_in_this_order(string stages, ChannelOrder expected)
    {
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse(stages, "stages.json"), new(), errors);
        errors.ThrowIfAny();
        ChannelOrders.After(pipeline, "image", ChannelOrder.Bgr).ShouldBe(expected);
    }
}
