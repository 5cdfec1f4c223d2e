using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Train;
using Thelper.Viz;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>What is said where samples cannot be projected.</summary>
[NoLeaks]
public sealed class ProjectionsTests
{
    private readonly Segmentation task = new(new[] { "a", "b" }, "image", "mask");
    private readonly ListLog log = new();

    [Fact]
    public void Answers_of_different_lengths_are_not_projected_which_is_said_once()
    {
        using var model = new OneHead(task, 1, 2);
        var trainer = new MeanTrainer(Context(model));
        var projections = Observer();
        var pass = PassOf(trainer);
        projections.PassEnded(trainer, pass);
        projections.PassEnded(trainer, pass);
        pass.Outputs.Files.ShouldBeEmpty();
        log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).ShouldBe([
            $"Warning: the model '{model.TypeName}' has no embeddings; its answers are projected",
            "Warning: valid: samples whose embeddings have different lengths (32 and 48 numbers) are not projected; images of one size have embeddings of one length",
        ]);
    }

    [Fact]
    public void A_model_that_cannot_embed_a_batch_is_a_user_error()
    {
        using var model = new Unembeddable(task);
        var trainer = new MeanTrainer(Context(model));
        Should.Throw<UserErrorException>(() => Observer().PassEnded(trainer, PassOf(trainer))).Message
            .ShouldContain($"the model '{model.TypeName}' fails on an input of shape (1, 1, 4, 4)");
    }

    private Projections Observer() => new(new ProjectionsOptions { TSne = new(), Umap = new() }, task, new());

    private static PassSummary PassOf(Trainer trainer) => new(trainer.Context.Valid!, 0, false, null, null, new Dictionary<string, double?>());

    private TrainerContext Context(Thelper.Nn.Module model) => new()
    {
        SessionName = "test",
        Task = task,
        Model = model,
        Device = CPU,
        EpochCount = 1,
        Log = log,
        Valid = new("valid", new DataLoader(new Uneven(task)), [], "out"),
    };

    /// <summary>Images of 4 x 4, 4 x 6 and 4 x 8 pixels.</summary>
    private sealed class Uneven(Thelper.Tasks.Task task) : Dataset
    {
        public override Thelper.Tasks.Task Task => task;

        public override int Count => 3;

        protected override Sample Load(int index) => new() { ["image"] = ones(1, 4, 4 + (2 * index)) };
    }

    private sealed class Unembeddable(Thelper.Tasks.Task task) : Thelper.Nn.Module(task), IEmbedding
    {
        public int EmbeddingSize => 7;

        public override Tensor forward(Tensor input) => input.clone();

        public Tensor GetEmbedding(Tensor input, bool pool = true) => input.reshape(7, 7);
    }
}
