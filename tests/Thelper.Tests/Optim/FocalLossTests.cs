using System.Text.Json;
using Thelper.Optim;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Optim;

[NoLeaks]
public class FocalLossTests
{
    [Fact]
    public void Loss_and_gradient_equal_torch()
    {
        var section = Reference.Root.At("focal");
        foreach (var entry in section.At("cases").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var weight = entry.At("weight").ValueKind == JsonValueKind.Null ? null : entry.At("weight").Doubles();
            double? alpha = entry.At("alpha").ValueKind == JsonValueKind.Null ? null : entry.At("alpha").GetDouble();
            using var loss = new FocalLoss(entry.At("gamma").GetDouble(), alpha, weight, entry.At("ignore").GetInt64());
            var scores = tensor(section.At("scores").Doubles().Select(value => (float)value).ToArray(), [6, 4]).requires_grad_();
            var value = loss.call(scores, tensor(section.At("target").Longs()));
            value.ToDouble().ShouldBe(entry.At("loss").GetDouble(), 1e-6);
            value.backward();
            using var gradient = scores.grad!;
            gradient.DataSpan<float>().ToArray().Select(number => (double)number).ShouldBe(entry.At("grad").Doubles(), 1e-6);
        }
    }

    [Fact]
    public void A_negative_gamma_is_refused() => Should.Throw<UserErrorException>(() => new FocalLoss(-1)).Message.ShouldContain("gamma");
}
