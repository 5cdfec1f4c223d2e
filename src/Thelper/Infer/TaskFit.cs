using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Whether a model answers with what its task asks for: the rules of inference, in its words.</summary>
internal static class TaskFit
{
    /// <summary>Checks an answer.</summary>
    /// <param name="model">Whose answer it is; its task counts.</param>
    /// <param name="input">What it was asked, a batch.</param>
    /// <param name="answers">What it answers: of a detector its results for one picture, else one tensor.</param>
    /// <exception cref="UserErrorException">Inference refuses such answers.</exception>
    public static void Require(Nn.Module model, Tensor input, IReadOnlyList<Tensor> answers)
    {
        using var scope = NewDisposeScope();
        if (model.Task is Detection detection)
        {
            _ = new DetectorAnswers(_ => answers, detection).Read(answers);
            return;
        }

        var values = Nn.BatchAnswers.Checked(answers[0], input);

        // The tester of numbers looks at the input as well, which may have other sizes in use.
        if (model.Task is Classification or Segmentation)
        {
            using var answered = new Answered(model, values);
            values = TesterChoice.Create(new() { SessionName = "export", Task = model.Task, Model = answered, Device = CPU, EpochCount = 1, Log = NullLogger.Instance })
                .EvalStep(new Sample { [model.Task.InputKey] = input }).Prediction!;
            OutcomeReader.CheckScores(values, model.Task);
        }
    }

    // In the place of the model, which need not answer twice.
    private sealed class Answered : Nn.Module
    {
        private readonly Tensor values;

        public Answered(Nn.Module model, Tensor values)
            : base(model.Task)
        {
            this.values = values;
            TypeName = model.TypeName;
        }

        public override Tensor forward(Tensor input) => values.alias();
    }
}
