namespace Thelper.Torch.Modules;

/// <summary>What an optimizer that counts its steps knows of one parameter.</summary>
public abstract class SteppedState : ParameterState
{
    private protected SteppedState()
    {
    }

    /// <summary>The number of steps taken.</summary>
    public long step => (long)Number("step");
}
