using Thelper.Torch;
using Thelper.Vision;

namespace Thelper.Nn;

/// <summary>A fully convolutional network on ResNet-101 (arXiv:1411.4038), as torchvision has it.</summary>
[TypeName("thelper.nn.segmentation.fcn.FCNResNet101", "thelper.nn.segmentation.FCNResNet101", "thelper.nn.segmentation.fcn_resnet101")]
public sealed class FCNResNet101 : SegmModelBase
{
    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A segmentation task.</param>
    /// <param name="pretrained">Start from torchvision's weights for PASCAL VOC's classes; adds a second head, <c>aux</c>.</param>
    /// <param name="pretrainedBackbone">Start from ImageNet weights for the features.</param>
    /// <exception cref="UserErrorException">The task has no classes, or the weights cannot be fetched.</exception>
    public FCNResNet101(Tasks.Task task, bool pretrained = false, bool pretrainedBackbone = false)
        : base(Checked<FCNResNet101>(task), torchvision.models.segmentation.fcn_resnet101(pretrained, pretrained_backbone: pretrainedBackbone), pretrained, pretrainedBackbone)
    {
    }
}
