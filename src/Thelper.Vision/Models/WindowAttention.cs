using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Attention of the cells of a map to those of the same window, with windows that are shifted in every other block (arXiv:2103.14030, section 3.2).</summary>
/// <remarks>
/// Version 2 (arXiv:2111.09883, section 3.2) compares by angle with a learnt scale, and a small network of the logarithmic places gives the biases. Maps are
/// (N, H, W, C); dropout is for training alone (torchvision's drops in evaluation, too).
/// </remarks>
internal sealed class WindowAttention : nn.Module<Tensor, Tensor>, IMatrixProducts
{
    private const double Elsewhere = -100;
    private const double Farthest = 8;
    private readonly Parameter? relative_position_bias_table;
    private readonly Parameter? logit_scale;
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly Sequential? cpb_mlp;
    private readonly int window;
    private readonly int shift;
    private readonly int heads;
    private readonly double attentionDropout;
    private readonly double dropout;

    public WindowAttention(bool second, int channels, int window, int shift, int heads, double attentionDropout, double dropout)
        : base(second ? "ShiftedWindowAttentionV2" : "ShiftedWindowAttention")
    {
        (this.window, this.shift, this.heads, this.attentionDropout, this.dropout) = (window, shift, heads, attentionDropout, dropout);
        qkv = nn.Linear(channels, 3 * channels);
        proj = nn.Linear(channels, channels);
        using var index = RelativePositions.Index(window, window);
        if (second)
        {
            logit_scale = new Parameter(log(10 * ones(heads, 1, 1)));
            cpb_mlp = nn.Sequential(nn.Linear(2, 512), nn.ReLU(inplace: true), nn.Linear(512, heads, hasBias: false));
            register_buffer("relative_coords_table", Places(window));
        }
        else
        {
            var side = (2 * window) - 1;
            relative_position_bias_table = new Parameter(zeros(side * side, heads));
            nn.init.trunc_normal_(relative_position_bias_table, std: 0.02);
        }

        register_buffer("relative_position_index", index.flatten());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (batch, rows, columns, channels) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3]);
        var x = nn.functional.pad(input, [0, 0, 0, Missing(columns), 0, Missing(rows)]);
        var (down, right) = (x.shape[1], x.shape[2]);

        // One window as large as the map cannot be shifted.
        var (shiftDown, shiftRight) = (window >= down ? 0 : shift, window >= right ? 0 : shift);
        var isShifted = shiftDown + shiftRight > 0;
        if (isShifted)
        {
            x = x.roll([-shiftDown, -shiftRight], [1, 2]);
        }

        var windows = down / window * (right / window);
        var cells = (long)window * window;
        x = x.view(batch, down / window, window, right / window, window, channels).permute(0, 1, 3, 2, 4, 5).reshape(batch * windows, cells, channels);
        var all = nn.functional.linear(x, qkv.weight, Bias()).reshape(batch * windows, cells, 3, heads, channels / heads).permute(2, 0, 3, 1, 4);
        var (query, key, value) = (all.select(0, 0), all.select(0, 1), all.select(0, 2));
        var attention = Likeness(query, key) + PositionBias();
        if (isShifted)
        {
            var mask = Mask(down, right, shiftDown, shiftRight, x);
            attention = (attention.view(batch, windows, heads, cells, cells) + mask.unsqueeze(1).unsqueeze(0)).view(-1, heads, cells, cells);
        }

        attention = nn.functional.dropout(nn.functional.softmax(attention, -1), attentionDropout, training);
        x = attention.matmul(value).transpose(1, 2).reshape(batch * windows, cells, channels);
        x = nn.functional.dropout(proj.call(x), dropout, training);
        x = x.view(batch, down / window, right / window, window, window, channels).permute(0, 1, 3, 2, 4, 5).reshape(batch, down, right, channels);
        if (isShifted)
        {
            x = x.roll([shiftDown, shiftRight], [1, 2]);
        }

        return x.narrow(1, 0, rows).narrow(2, 0, columns).contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public long ProductsOf(Tensor input)
    {
        var (rows, columns, channels) = (input.shape[1] + Missing(input.shape[1]), input.shape[2] + Missing(input.shape[2]), input.shape[3]);
        var places = input.shape[0] * rows * columns;
        return (places * channels * 3 * channels) + (2 * places * window * window * channels);
    }

    // Places from -8 to 8 whose distances grow with the logarithm: (1, rows, columns, 2). The device that holds no values cannot compute them.
    private static Tensor Places(int window)
    {
        using var scope = NewDisposeScope();
        var side = (2 * window) - 1;
        var along = arange(1 - window, window, dtype: ScalarType.Float32, device: CPU) / (window - 1) * Farthest;
        var places = stack([along.view(side, 1).expand(side, side), along.view(1, side).expand(side, side)], -1).unsqueeze(0);
        return (places.sign() * (places.abs() + 1).log2() / Math.Log2(Farthest)).to(get_default_device()).MoveToOuterDisposeScope();
    }

    private long Missing(long size) => (window - (size % window)) % window;

    // The key has no bias in version 2.
    private Tensor? Bias()
    {
        if (logit_scale is null || qkv.bias is null)
        {
            return qkv.bias;
        }

        var length = qkv.bias.numel() / 3;
        return cat([qkv.bias.narrow(0, 0, length), zeros([length], qkv.bias.dtype, qkv.bias.device), qkv.bias.narrow(0, 2 * length, length)]);
    }

    private Tensor Likeness(Tensor query, Tensor key)
    {
        if (logit_scale is null)
        {
            return (query * Math.Pow(query.shape[^1], -0.5)).matmul(key.transpose(-2, -1));
        }

        var scale = get_parameter(nameof(logit_scale))!.clamp(max: Math.Log(100)).exp();
        return nn.functional.normalize(query, dim: -1).matmul(nn.functional.normalize(key, dim: -1).transpose(-2, -1)) * scale;
    }

    private Tensor PositionBias()
    {
        var index = get_buffer("relative_position_index")!;
        if (cpb_mlp is null)
        {
            return RelativePositions.Bias(get_parameter(nameof(relative_position_bias_table))!, index, window * window);
        }

        var table = cpb_mlp.call(get_buffer("relative_coords_table")!).view(-1, heads);
        return 16 * RelativePositions.Bias(table, index, window * window).sigmoid();
    }

    // What the shift has brought together from opposite borders does not see each other: (windows, cells, cells).
    private Tensor Mask(long rows, long columns, long shiftDown, long shiftRight, Tensor like)
    {
        var parts = Parts(rows, shiftDown).view(rows, 1) + (3 * Parts(columns, shiftRight).view(1, columns));
        var cells = (long)window * window;
        var inWindows = parts.view(rows / window, window, columns / window, window).permute(0, 2, 1, 3).reshape(-1, cells);
        var differ = inWindows.unsqueeze(1) != inWindows.unsqueeze(2);
        return zeros(differ.shape, dtype: like.dtype, device: like.device).masked_fill(differ.to(like.device), Elsewhere);

        Tensor Parts(long size, long shift)
        {
            var part = new long[size];
            for (var i = 0; i < size; i++)
            {
                part[i] = i < size - window ? 0 : i < size - shift ? 1 : 2;
            }

            return tensor(part);
        }
    }
}
