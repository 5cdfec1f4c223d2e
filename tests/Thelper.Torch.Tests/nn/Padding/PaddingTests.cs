using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Paddings against PyTorch.</summary>
[NoLeaks]
public sealed class PaddingTests
{
    private static readonly LayerTable Layers = new()
    {
        ["constant_pad1d"] = () => ConstantPad1d(2, 3.5),
        ["constant_pad1d_sides"] = () => ConstantPad1d((1, -1), 3),
        ["constant_pad2d"] = () => ConstantPad2d(1, 0.5),
        ["constant_pad2d_sides"] = () => ConstantPad2d((1, 2, 0, -1), -1),
        ["constant_pad3d"] = () => ConstantPad3d(1, 0.5),
        ["constant_pad3d_sides"] = () => ConstantPad3d((1, 0, 2, 1, 0, 1), 2),
        ["reflection_pad1d"] = () => ReflectionPad1d(2),
        ["reflection_pad1d_sides"] = () => ReflectionPad1d((1, 3)),
        ["reflection_pad2d"] = () => ReflectionPad2d(2),
        ["reflection_pad2d_sides"] = () => ReflectionPad2d((3, 1, 0, 2)),
        ["reflection_pad3d"] = () => ReflectionPad3d(1),
        ["reflection_pad3d_sides"] = () => ReflectionPad3d((2, 1, 1, 0, 0, 1)),
        ["replication_pad1d"] = () => ReplicationPad1d(2),
        ["replication_pad1d_sides"] = () => ReplicationPad1d((1, 5)),
        ["replication_pad2d"] = () => ReplicationPad2d(2),
        ["replication_pad2d_sides"] = () => ReplicationPad2d((3, 1, 0, 4)),
        ["replication_pad3d"] = () => ReplicationPad3d(1),
        ["replication_pad3d_sides"] = () => ReplicationPad3d((2, 1, 3, 0, 0, 1)),
        ["zero_pad2d"] = () => ZeroPad2d((1, 2, 0, 1)),
        ["zero_pad2d_one"] = () => ZeroPad2d(1),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);
}
