using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Train;

namespace Thelper.Infer;

/// <summary>A trainer that only evaluates: what <c>thelper infer</c> runs a trained model with.</summary>
/// <remarks>Derive from it, and hand over the trainer whose evaluation counts.</remarks>
public abstract class Tester : Trainer
{
    private readonly Trainer trainer;

    /// <summary>Creates the tester.</summary>
    /// <param name="context">What the session built.</param>
    /// <param name="make">Makes the trainer whose evaluation counts.</param>
    /// <exception cref="UserErrorException">There is training data, or the trainer refuses the session.</exception>
    protected Tester(TrainerContext context, Func<TrainerContext, Trainer> make)
        : base(context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(make);
        trainer = context.Train is null ? make(context) : throw Refusal();
    }

    /// <inheritdoc/>
    protected internal sealed override BatchOutcome TrainStep(Sample batch) => throw Refusal();

    /// <inheritdoc/>
    protected internal sealed override BatchOutcome EvalStep(Sample batch) => trainer.EvalStep(batch);

    /// <inheritdoc/>
    protected internal override IEnumerable<KeyValuePair<string, IConsumer>> ConsumersOf(string name) => trainer.ConsumersOf(name);

    private UserErrorException Refusal() =>
        new($"Invalid call to 'train' using '{GetType().Name}' (Tester): a tester only evaluates; name a trainer as the type of the section, or use 'thelper infer'.");
}
