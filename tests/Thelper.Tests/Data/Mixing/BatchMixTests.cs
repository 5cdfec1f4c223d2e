using Thelper.Data.Mixing;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Train;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Data.Mixing;

/// <summary>Batches mixed with themselves: their formulas, and what a trainer learns of them.</summary>
[NoLeaks]
public class BatchMixTests
{
    private static readonly Classification Classes = new(new[] { "a", "b", "c" }, "image", "label");
    private static readonly Segmentation Maps = new(new[] { "a", "b" }, "image", "map", dontcare: 255);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Byte)]
    public void Mixup_is_the_sum_of_two_images_by_one_share_for_the_batch(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var images = arange(5 * 3 * 4 * 6, dtype: ScalarType.Int32).remainder(251).view(5, 3, 4, 6).to(type);
        var shares = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            using var batch = Steps.Batch(("image", images.clone()), ("label", tensor(new long[] { 0, 1, 2, 0, 1 })));
            new Mixup(1).Apply(batch, Classes, TransformRandom.For(1, 0, i));
            var (partners, share) = ((Tensor)batch[BatchMix.PartnerKey]!, (double)batch[BatchMix.ShareKey]!);
            partners.DataSpan<long>().ToArray().Order().ShouldBe([0, 1, 2, 3, 4]);
            var expected = (images.to(ScalarType.Float32) * share) + (images.to(ScalarType.Float32).index_select(0, partners) * (1 - share));
            ((Tensor)batch["image"]!).sub(expected).abs().max().ToDouble().ShouldBeLessThan(1e-4);
            ((Tensor)batch["label"]!).DataSpan<long>().ToArray().ShouldBe([0, 1, 2, 0, 1]);
            shares.Add(share);
        }

        shares.ShouldAllBe(share => share >= 0.5 && share <= 1);
        shares.Distinct().Count().ShouldBe(40);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    public void Shares_are_those_of_Beta_s_distribution_the_larger_one_first(double alpha)
    {
        // The mean deviation of Beta(a, a) from its mean is 1 / (B(a, a) 4^a a).
        using var scope = NewDisposeScope();
        double Log(double x) => tensor(new[] { x }).lgamma().ToDouble();
        var expected = 0.5 + Math.Exp(Log(2 * alpha) - (2 * Log(alpha)) - (alpha * Math.Log(4)) - Math.Log(alpha));
        const int Draws = 10_000;
        Enumerable.Range(0, Draws).Average(i => Shares.Larger(alpha, TransformRandom.For(3, 0, i))).ShouldBe(expected, 4 * 0.25 / Math.Sqrt(Draws));
    }

    [Fact]
    public void CutMix_pastes_one_rectangle_of_at_most_half_the_image_and_its_share_is_what_is_left()
    {
        using var scope = NewDisposeScope();
        var images = (arange(4).view(4, 1, 1, 1) + 1).expand(4, 2, 8, 10).to(ScalarType.Float32).contiguous();
        var areas = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            using var batch = Steps.Batch(("image", images.clone()), ("label", tensor(new long[] { 0, 1, 2, 0 })));
            new CutMix().Apply(batch, Classes, TransformRandom.For(2, 0, i));
            var mixed = (Tensor)batch["image"]!;
            var share = batch.TryGetValue(BatchMix.ShareKey, out var kept) ? (double)kept! : 1;
            share.ShouldBeInRange(0.5, 1);
            areas.Add(1 - share);
            for (var n = 0; n < 4; n++)
            {
                var partner = share < 1 ? ((Tensor)batch[BatchMix.PartnerKey]!)[n].ToInt64() : n;
                var there = mixed[n].ne(n + 1);
                mixed[n].masked_select(there).DataSpan<float>().ToArray().ShouldAllBe(value => value == partner + 1);
                if (partner != n)
                {
                    ((double)there[0].sum().ToInt64() / 80).ShouldBe(1 - share, 1e-9);
                    torch.equal(there[0], there[1]).ShouldBeTrue();
                }
            }
        }

        areas.Max().ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Label_maps_are_cut_as_their_images_and_nothing_is_mixed_by_shares()
    {
        using var scope = NewDisposeScope();
        var maps = (arange(4, dtype: ScalarType.Int64) % 2).view(4, 1, 1).expand(4, 8, 10).contiguous();
        using var batch = Steps.Batch(("image", maps.unsqueeze(1).to(ScalarType.Float32)), ("map", maps.clone()));
        new CutMix().Apply(batch, Maps, TransformRandom.For(2, 0, 7));
        torch.equal(((Tensor)batch["image"]!).squeeze(1), ((Tensor)batch["map"]!).to(ScalarType.Float32)).ShouldBeTrue();
        torch.equal((Tensor)batch["map"]!, maps).ShouldBeFalse();
        batch.ContainsKey(BatchMix.ShareKey).ShouldBeFalse();
    }

    [Fact]
    public void The_loss_of_a_mixture_is_the_mixture_of_the_losses()
    {
        using var steps = new Steps();
        var trainer = new ImageClassifTrainer(steps.Context(Classes, new Flat(Classes), nn.CrossEntropyLoss()));
        var images = rand(4, 3, 1, 1);
        var (labels, others) = (new long[] { 0, 1, 2, 2 }, new long[] { 2, 0, 1, 2 });
        var scores = images.view(4, 3);
        double Loss(long[] truth) => nn.functional.cross_entropy(scores, tensor(truth)).ToDouble();

        var outcome = trainer.TrainStep(Steps.Batch(("image", images), ("label", tensor(labels)), (BatchMix.PartnerKey, tensor(new long[] { 2, 0, 1, 3 })), (BatchMix.ShareKey, 0.7)));

        outcome.Loss!.Value.ShouldBe((0.7 * Loss(labels)) + (0.3 * Loss(others)), 1e-6);
        // Metrics see the labels of the larger shares.
        ((Tensor)outcome.Target!).DataSpan<long>().ToArray().ShouldBe(labels);
        // Which is the loss of soft labels.
        var soft = (nn.functional.one_hot(tensor(labels), 3).to(ScalarType.Float32) * 0.7) + (nn.functional.one_hot(tensor(others), 3).to(ScalarType.Float32) * 0.3);
        outcome.Loss.Value.ShouldBe(nn.functional.cross_entropy(scores, soft).ToDouble(), 1e-6);
        trainer.TrainStep(Steps.Batch(("image", images), ("label", tensor(labels)))).Loss!.Value.ShouldNotBe(outcome.Loss.Value);
    }

    [Fact]
    public void Mixed_label_maps_of_which_one_is_ignored_all_over_count_alone()
    {
        using var steps = new Steps();
        var trainer = new ImageSegmTrainer(steps.Context(Maps, new OneHead(Maps, 1, 2), nn.CrossEntropyLoss(ignore_index: 255)));
        Sample Batch(long first, long second) => Steps.Batch(
            ("image", ones(2, 1, 2, 2)),
            ("map", tensor(new[] { first, second }).view(2, 1, 1).expand(2, 2, 2).contiguous()),
            (BatchMix.PartnerKey, tensor(new long[] { 1, 0 })),
            (BatchMix.ShareKey, 0.6));
        trainer.TrainStep(Batch(0, 1)).Loss!.Value.ShouldBe(Math.Log(2), 0.2);
        trainer.TrainStep(Batch(255, 255)).IsEmpty.ShouldBeTrue();
        double.IsFinite(trainer.TrainStep(Batch(255, 1)).Loss!.Value).ShouldBeTrue();
    }

    [Fact]
    public void A_batch_of_lists_or_without_channels_is_refused_with_the_reason()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => new Mixup().Apply(Steps.Batch(("image", new List<object?> { ones(1) })), Classes, TransformRandom.For(0, 0, 0)))
            .Message.ShouldBe("thelper.data.Mixup: the batch's 'image' is no tensor, so nothing can be mixed: the samples need images of one size, and no copies of their own (Duplicator, FiveCrop, TenCrop, Tile)");
        Should.Throw<UserErrorException>(() => new CutMix().Apply(Steps.Batch(("image", ones(2, 3))), Classes, TransformRandom.For(0, 0, 0))).Message.ShouldContain("needs a batch of images with channels");
    }

    // Hands its input on as scores.
    private sealed class Flat : Thelper.Nn.Module
    {
        private readonly Thelper.Torch.Modules.Parameter scale = nn.Parameter(ones(1));

        public Flat(Thelper.Tasks.Task task)
            : base(task) => register_parameter("scale", scale);

        public override Tensor forward(Tensor input) => input.flatten(1) * scale;
    }
}
