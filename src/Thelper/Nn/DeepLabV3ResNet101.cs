using Thelper.Torch;
using Thelper.Vision;

namespace Thelper.Nn;

/// <summary>DeepLabV3 on ResNet-101 (arXiv:1706.05587), as torchvision has it.</summary>
[TypeName("thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet101", "thelper.nn.segmentation.DeepLabV3ResNet101", "thelper.nn.segmentation.deeplabv3_resnet101")]
public sealed class DeepLabV3ResNet101 : SegmModelBase
{
    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A segmentation task.</param>
    /// <param name="pretrained">Start from torchvision's weights for PASCAL VOC's classes; adds a second head, <c>aux</c>.</param>
    /// <param name="pretrainedBackbone">Start from ImageNet weights for the features.</param>
    /// <exception cref="UserErrorException">The task has no classes, or the weights cannot be fetched.</exception>
    public DeepLabV3ResNet101(Tasks.Task task, bool pretrained = false, bool pretrainedBackbone = false)
        : base(Checked<DeepLabV3ResNet101>(task), torchvision.models.segmentation.deeplabv3_resnet101(pretrained, pretrained_backbone: pretrainedBackbone), pretrained, pretrainedBackbone)
    {
    }
}
