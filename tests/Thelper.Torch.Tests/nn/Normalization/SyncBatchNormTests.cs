using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Models whose batch normalisations are replaced by synchronised ones.</summary>
[NoLeaks]
public sealed class SyncBatchNormTests
{
    private static readonly JsonElement Texts = Reference.Load("layers.json").GetProperty("texts");

    [Fact]
    public void Synchronised_batch_normalisation_is_batch_normalisation_in_one_process()
    {
        using var scope = NewDisposeScope();
        using var plain = BatchNorm2d(3);
        using var synchronised = SyncBatchNorm(3);
        using var options = SyncBatchNorm(3, eps: 1e-3, momentum: null, affine: false);
        synchronised.ToString().ShouldBe(Texts.GetProperty("sync_batch_norm").GetProperty("text").GetString());
        options.ToString().ShouldBe(Texts.GetProperty("sync_batch_norm_options").GetProperty("text").GetString());
        synchronised.state_dict().Keys.ShouldBe(Texts.GetProperty("sync_batch_norm").GetProperty("state").EnumerateArray().Select(key => key.GetString()!));
        options.state_dict().Keys.ShouldBe(Texts.GetProperty("sync_batch_norm_options").GetProperty("state").EnumerateArray().Select(key => key.GetString()!));
        var input = Reference.Wave([2, 3, 4, 4]);
        aten.equal(synchronised.call(input), plain.call(input)).ShouldBeTrue();
        aten.equal(synchronised.running_var!, plain.running_var!).ShouldBeTrue();
    }

    [Fact]
    public void Layers_are_replaced_wherever_the_model_holds_them()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var model = new Model();
        var keys = model.state_dict().Keys.ToArray();
        var tensors = model.state_dict().Values.ToArray();
        var input = Reference.Wave([2, 2, 3, 3]);
        model.eval();
        var before = model.call(input);

        Torch.Modules.SyncBatchNorm.convert_sync_batchnorm(model).ShouldBeSameAs(model);
        model.modules().OfType<BatchNorm>().ShouldAllBe(layer => layer is SyncBatchNorm);
        model.modules().OfType<BatchNorm>().Count().ShouldBe(3);
        model.state_dict().Keys.ShouldBe(keys);
        model.state_dict().Values.ShouldBe(tensors);
        aten.equal(model.call(input), before).ShouldBeTrue();
        model.ToString().ShouldContain("(1): SyncBatchNorm(2, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)");

        model.train();
        model.call(input);
        model.state_dict()["norm.num_batches_tracked"].ToInt64().ShouldBe(1);
        model.state_dict()["layers.1.num_batches_tracked"].ToInt64().ShouldBe(1);
        model.state_dict()["more.0.num_batches_tracked"].ToInt64().ShouldBe(1);
    }

    [Fact]
    public void A_field_that_cannot_hold_the_new_layer_is_named()
    {
        using var model = new Narrow();
        Should.Throw<UserErrorException>(() => Torch.Modules.SyncBatchNorm.convert_sync_batchnorm(model)).Message
            .ShouldBe("Narrow: the field 'norm' holds BatchNorm2d and takes no SyncBatchNorm: declare it as Module<Tensor, Tensor>.");
        model.modules().OfType<SyncBatchNorm>().ShouldBeEmpty();
    }

    [Fact]
    public void A_single_layer_becomes_another_with_its_tensors()
    {
        var plain = BatchNorm1d(3);
        using var converted = Torch.Modules.SyncBatchNorm.convert_sync_batchnorm(plain);
        converted.state_dict()["weight"].ShouldBeSameAs(plain.weight);
        Torch.Modules.SyncBatchNorm.convert_sync_batchnorm(converted).ShouldBeSameAs(converted);
    }

    private sealed class Model : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> norm = BatchNorm2d(2);
        private readonly Sequential layers = Sequential(Conv2d(2, 2, 1), BatchNorm2d(2));
        private readonly ModuleList<Module<Tensor, Tensor>> more = ModuleList<Module<Tensor, Tensor>>(BatchNorm2d(2));

        public Model()
            : base(nameof(Model)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return more[0].call(layers.call(norm.call(input))).MoveToOuterDisposeScope();
        }
    }

    private sealed class Narrow : Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm = BatchNorm2d(2);

        public Narrow()
            : base(nameof(Narrow)) => RegisterComponents();

        public override Tensor forward(Tensor input) => norm.call(input);
    }
}
