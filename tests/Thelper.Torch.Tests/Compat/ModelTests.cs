using Thelper.Testing;
using Thelper.Torch.Tests.Compat.Models;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat;

/// <summary>Networks written as TorchSharp's users write them: they train, their states have the expected names, nothing leaks.</summary>
[NoLeaks]
public sealed class ModelTests
{
    public static TheoryData<string> Classifiers => ["alexnet", "vgg", "mobilenet", "resnet"];

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void Classifiers_learn_a_batch(string name)
    {
        manual_seed(0);
        using var model = Classifier(name);
        using var images = torch.rand(8, 3, 32, 32);
        using var labels = torch.randint(4, [8], dtype: ScalarType.Int64);
        using var criterion = NLLLoss();
        Learning.ShouldLearn(model, () => criterion.forward(functional.log_softmax(model.forward(images), 1), labels), rate: 0.005);
        Learning.ShouldSurviveAFile(model, () => Classifier(name));
    }

    [Fact]
    public void Names_of_the_state_are_those_of_fields_and_sequences()
    {
        using var alexnet = Classifier("alexnet");
        alexnet.state_dict().Keys.ShouldBe(["features.conv1.weight", "features.conv1.bias", "features.conv2.weight", "features.conv2.bias", "features.conv3.weight", "features.conv3.bias",
            "classifier.fc1.weight", "classifier.fc1.bias", "classifier.fc2.weight", "classifier.fc2.bias"]);
        using var mobilenet = Classifier("mobilenet");
        mobilenet.state_dict().Keys.ShouldContain("separable.4.running_var");
        mobilenet.state_dict().Keys.ShouldContain("residual.conv.depth_norm.num_batches_tracked");
        using var resnet = Classifier("resnet");
        resnet.state_dict().Keys.ShouldContain("blocks.1.shortcut.conv.weight");
        resnet.named_modules().Select(entry => entry.name).ShouldContain("blocks.0.body.relu");
    }

    [Fact]
    public void A_text_classifier_learns_bags_of_tokens()
    {
        manual_seed(0);
        using var model = new TextClassifier(30, 8, 3);
        using var tokens = torch.randint(30, [24], dtype: ScalarType.Int64);
        using var offsets = torch.tensor(new long[] { 0, 5, 9, 16, 20 });
        using var labels = torch.tensor(new long[] { 0, 2, 1, 1, 0 });
        using var criterion = CrossEntropyLoss();
        Learning.ShouldLearn(model, () => criterion.forward(model.forward(tokens, offsets), labels), rate: 0.05);
        model.state_dict().Keys.ShouldBe(["embedding.weight", "fc.weight", "fc.bias"]);
        Learning.ShouldSurviveAFile(model, () => new TextClassifier(30, 8, 3));
    }

    [Fact]
    public void A_language_model_learns_a_cycle_of_tokens_with_its_state_carried_on()
    {
        manual_seed(0);
        using var model = new LanguageModel(7, 16, 2);
        var (input, targets) = Cycle(9);
        using var criterion = NLLLoss();
        var hidden = model.InitHidden(4).DetachFromDisposeScope();
        Learning.ShouldLearn(model, () =>
        {
            var (output, next) = model.forward(input, hidden);
            hidden.Dispose();
            hidden = next.detach().DetachFromDisposeScope();
            return criterion.forward(output, targets);
        }, rate: 0.02);
        hidden.Dispose();
        input.Dispose();
        targets.Dispose();
        model.state_dict().Keys.ShouldBe(["encoder.weight",
            "rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0", "rnn.weight_ih_l1", "rnn.weight_hh_l1", "rnn.bias_ih_l1", "rnn.bias_hh_l1",
            "decoder.weight", "decoder.bias"]);
        Learning.ShouldSurviveAFile(model, () => new LanguageModel(7, 16, 2));
    }

    [Fact]
    public void An_autoencoder_with_three_results_learns()
    {
        manual_seed(0);
        using var model = new Vae("vae");
        using var images = torch.full(new long[] { 6, 1, 6, 6 }, 0.95f);
        Learning.ShouldLearn(model, () =>
        {
            var (reconstructed, mu, logvar) = model.forward(images);
            return Vae.Loss(reconstructed, images, mu, logvar);
        }, rate: 0.01, steps: 40);
        model.state_dict().Count.ShouldBe(10);
        Learning.ShouldSurviveAFile(model, () => new Vae("other"));
    }

    [Fact]
    public void Generator_and_discriminator_train_against_each_other_without_leaks()
    {
        manual_seed(0);
        using var generator = new DcganGenerator(5, 4, 3);
        using var discriminator = new DcganDiscriminator(4, 3);
        foreach (var (name, module) in generator.named_modules().Concat(discriminator.named_modules()))
        {
            var kind = module.GetType().Name;
            if (kind.Contains("Conv", StringComparison.Ordinal))
            {
                foreach (var parameter in module.parameters())
                {
                    init.normal_(parameter, 0.0, 0.02);
                }
            }
        }

        using var criterion = BCELoss();
        using var forD = torch.optim.Adam(discriminator.parameters(), lr: 0.01, beta1: 0.5);
        using var forG = torch.optim.Adam(generator.parameters(), lr: 0.0002, beta1: 0.5);
        var errors = new List<double>();
        var live = 0L;
        for (var step = 0; step < 12; step++)
        {
            using (NewDisposeScope())
            {
                discriminator.zero_grad();
                var real = torch.rand(4, 3, 16, 16);
                var label = torch.full(new long[] { 4 }, 1.0f);
                var onReal = criterion.forward(discriminator.forward(real), label);
                onReal.backward();
                var fake = generator.forward(torch.randn(4, 5, 1, 1));
                label.fill_(0.0f);
                var onFake = criterion.forward(discriminator.forward(fake.detach()), label);
                onFake.backward();
                forD.step();
                errors.Add((onReal + onFake).item<float>());

                generator.zero_grad();
                label.fill_(1.0f);
                criterion.forward(discriminator.forward(fake), label).backward();
                forG.step();
            }

            if (step < 5)
            {
                live = Diagnostics.LiveHandles;
            }

            Diagnostics.LiveHandles.ShouldBe(live);
        }

        errors[^1].ShouldBeLessThan(errors[0]);
    }

    [Fact]
    public void A_transformer_with_positions_learns_the_next_token()
    {
        manual_seed(0);
        using var model = new Seq2Seq(7, 16, 2, 16, 2);
        var (input, targets) = Cycle(10);
        using var mask = Seq2Seq.SubsequentMask(10);
        using var criterion = CrossEntropyLoss();
        Learning.ShouldLearn(model, () => criterion.forward(model.forward(input, mask).view(-1, 7), targets));
        input.Dispose();
        targets.Dispose();
        model.state_dict().Keys.ShouldContain("transformer_encoder.layers.1.self_attn.in_proj_weight");
        model.state_dict().Keys.ShouldContain("pos_encoder.pe");
        Learning.ShouldSurviveAFile(model, () => new Seq2Seq(7, 16, 2, 16, 2));
    }

    [Fact]
    public void A_module_that_registered_nothing_does_so_when_it_becomes_part_of_another()
    {
        using var whole = new Whole();
        whole.state_dict().Keys.ShouldBe(["part.scale", "part.inner.weight", "part.inner.bias"]);
        using var alone = new Part();
        alone.state_dict().ShouldBeEmpty();
        alone.RegisterComponents();
    }

    // Tokens 0 to 6 over and over, in four columns; each one's target is the next.
    private static (Tensor Input, Tensor Targets) Cycle(long length)
    {
        using var scope = NewDisposeScope();
        var data = (torch.arange(0, 4 * (length + 1)) % 7).view(length + 1, 4);
        return (data[..(int)length].clone().MoveToOuterDisposeScope(), data[1..].reshape(-1).MoveToOuterDisposeScope());
    }

    private static Module<Tensor, Tensor> Classifier(string name) => name switch
    {
        "alexnet" => new AlexNet("alexnet", 4),
        "vgg" => new Vgg([8, 0, 16, 0, 16, 0, 16, 0, 16, 0], 4),
        "mobilenet" => new MobileNet(4),
        _ => new ResNet((channels, width, stride) => new ResNet.BasicBlock(channels, width, stride), [1, 1, 1], 4),
    };

    private sealed class Whole : Module<Tensor, Tensor>
    {
        private readonly Part part = new();

        public Whole()
            : base(nameof(Whole)) => RegisterComponents();

        public override Tensor forward(Tensor input) => part.forward(input);
    }

    private sealed class Part() : Module<Tensor, Tensor>(nameof(Part))
    {
        private readonly Torch.Modules.Parameter scale = Parameter(torch.ones(3));
        private readonly Torch.Modules.Linear inner = Linear(3, 3);

        public override Tensor forward(Tensor input)
        {
            using var result = inner.forward(input);
            return result * scale;
        }
    }
}
