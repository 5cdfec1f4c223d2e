using Thelper.Imaging.Transforms;
using Thelper.Vision.Albumentations;
using Thelper.Vision.Transforms;
using ITransform = Thelper.Imaging.Transforms.ITransform;

namespace Thelper.Transforms;

/// <summary>What operations do to the order of an image's colours.</summary>
internal static class ChannelOrders
{
    /// <summary>The order behind a pipeline.</summary>
    /// <param name="transform">The pipeline; null for none.</param>
    /// <param name="imageKey">The field of the image.</param>
    /// <param name="order">The order before it.</param>
    /// <remarks>Operations of the user's own are taken to leave the order as it is.</remarks>
    public static ChannelOrder After(ITransform? transform, string imageKey, ChannelOrder order) => transform switch
    {
        Compose compose => compose.Transforms.Aggregate(order, (current, stage) => After(stage, imageKey, current)),
        CustomStepCompose steps => Same([.. steps.Pipelines.Select(pipeline => After(pipeline, imageKey, order))]),
        RandomApply or RandomChoice or RandomOrder => Same([order, .. ((RandomComposite)transform).Stages.Select(stage => After(stage, imageKey, order))]),
        TransformWrapper wrapper when wrapper.TargetKeys.Count > 0 && !wrapper.TargetKeys.Contains(imageKey) => order,
        TransformWrapper wrapper => wrapper.IsCertain ? After(wrapper.Operation, imageKey, order) : Same([order, After(wrapper.Operation, imageKey, order)]),
        AlbumentationsWrapper wrapper => Behind(wrapper.Composition, order),
        ToNumpy { Reorders: true } => Swapped(order),
        SelectChannels { Channels: [0, 1, 2] } => order,
        SelectChannels { Channels: [2, 1, 0] } => Swapped(order),
        SelectChannels { Channels.Count: 1 } or ToColor or ToGray or Grayscale => ChannelOrder.Grey,
        SelectChannels => ChannelOrder.Unknown,
        IAlbumentation part => Behind(part, order),
        _ => order,
    };

    private static ChannelOrder Behind(IAlbumentation part, ChannelOrder order) => part switch
    {
        ChannelShuffle => ChannelOrder.Unknown,
        Composition composition when composition.Transforms.Any(inner => Behind(inner, order) == ChannelOrder.Unknown) => ChannelOrder.Unknown,
        _ => order,
    };

    private static ChannelOrder Swapped(ChannelOrder order) => order switch
    {
        ChannelOrder.Rgb => ChannelOrder.Bgr,
        ChannelOrder.Bgr => ChannelOrder.Rgb,
        _ => order,
    };

    private static ChannelOrder Same(IReadOnlyList<ChannelOrder> orders) => orders.All(order => order == orders[0]) ? orders[0] : ChannelOrder.Unknown;
}
