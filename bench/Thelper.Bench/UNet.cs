using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Four levels of 16 to 128 channels, the counterpart of <c>UNet</c> in <c>bench/worker.py</c>.</summary>
internal sealed class UNet : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Sequential> down = nn.ModuleList<Sequential>();
    private readonly ModuleList<ConvTranspose2d> up = nn.ModuleList<ConvTranspose2d>();
    private readonly ModuleList<Sequential> join = nn.ModuleList<Sequential>();
    private readonly Conv2d head;

    public UNet(long channels, long classes)
        : base(nameof(UNet))
    {
        long[] widths = [16, 32, 64, 128];
        for (var k = 0; k < widths.Length; k++)
        {
            down.append(Block(k == 0 ? channels : widths[k - 1], widths[k]));
        }

        for (var k = 0; k + 1 < widths.Length; k++)
        {
            up.append(nn.ConvTranspose2d(widths[k + 1], widths[k], 2, stride: 2));
        }

        for (var k = 0; k + 1 < widths.Length; k++)
        {
            join.append(Block(2 * widths[k], widths[k]));
        }

        head = nn.Conv2d(widths[0], classes, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var kept = new List<Tensor>();
        var x = input;
        for (var k = 0; k < down.Count; k++)
        {
            x = down[k].call(k == 0 ? x : nn.functional.max_pool2d(x, 2));
            kept.Add(x);
        }

        for (var k = up.Count - 1; k >= 0; k--)
        {
            x = join[k].call(cat([kept[k], up[k].call(x)], 1));
        }

        return head.call(x).MoveToOuterDisposeScope();
    }

    private static Sequential Block(long inputs, long outputs) => nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding: 1, bias: false),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace: true),
        nn.Conv2d(outputs, outputs, 3, padding: 1, bias: false),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace: true));
}
