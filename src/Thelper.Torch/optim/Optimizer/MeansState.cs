using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What an optimizer with running means of gradients and of squared gradients knows of one parameter.</summary>
public abstract class MeansState : SteppedState
{
    private protected MeansState()
    {
    }

    /// <summary>Running means of the gradients; null before the first step.</summary>
    public Tensor? exp_avg => Values("exp_avg");

    /// <summary>Running means of their squares; null before the first step.</summary>
    public Tensor? exp_avg_sq => Values("exp_avg_sq");
}
