#pragma warning disable CA1707 // the original's own names
using Thelper.Vision;
using Thelper.Vision.Models;

namespace Thelper.Nn;

/// <summary>The functions of <c>thelper.nn.densenet</c>: torchvision's networks under the original's names and with its parameters; a task with another number of classes gets a new last layer.</summary>
/// <remarks>Huang, Liu, van der Maaten, Weinberger: "Densely Connected Convolutional Networks", arXiv:1608.06993. The original reads images of 224x224 pixels alone, these also others.</remarks>
public static class DenseNets
{
    /// <summary>DenseNet-121.</summary>
    /// <param name="pretrained">Whether it starts from torchvision's ImageNet weights.</param>
    /// <param name="bn_size">Channels between the two convolutions of a layer, as a multiple of those that it adds.</param>
    /// <param name="drop_rate">Share of a layer's values dropped while training.</param>
    /// <param name="num_classes">Outputs at construction.</param>
    [TypeName("thelper.nn.densenet.densenet121")]
    public static DenseNet densenet121(bool pretrained = false, int bn_size = 4, double drop_rate = 0, int num_classes = 1000) =>
        torchvision.models.densenet121(pretrained, num_classes: num_classes, bn_size: bn_size, drop_rate: drop_rate);

    /// <summary>DenseNet-161.</summary>
    /// <inheritdoc cref="densenet121" path="/param"/>
    [TypeName("thelper.nn.densenet.densenet161")]
    public static DenseNet densenet161(bool pretrained = false, int bn_size = 4, double drop_rate = 0, int num_classes = 1000) =>
        torchvision.models.densenet161(pretrained, num_classes: num_classes, bn_size: bn_size, drop_rate: drop_rate);

    /// <summary>DenseNet-169.</summary>
    /// <inheritdoc cref="densenet121" path="/param"/>
    [TypeName("thelper.nn.densenet.densenet169")]
    public static DenseNet densenet169(bool pretrained = false, int bn_size = 4, double drop_rate = 0, int num_classes = 1000) =>
        torchvision.models.densenet169(pretrained, num_classes: num_classes, bn_size: bn_size, drop_rate: drop_rate);

    /// <summary>DenseNet-201.</summary>
    /// <inheritdoc cref="densenet121" path="/param"/>
    [TypeName("thelper.nn.densenet.densenet201")]
    public static DenseNet densenet201(bool pretrained = false, int bn_size = 4, double drop_rate = 0, int num_classes = 1000) =>
        torchvision.models.densenet201(pretrained, num_classes: num_classes, bn_size: bn_size, drop_rate: drop_rate);
}
