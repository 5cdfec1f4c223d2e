namespace Thelper.Torch.Modules;

/// <summary>Parameters with options of one optimizer's kind.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions, new()
{
    /// <summary>Creates a group to be filled in.</summary>
    public ParamGroup()
    {
    }

    /// <summary>Creates a group.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="options">The options; null leaves all of them to the optimizer.</param>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options;
    }

    /// <summary>The options; null leaves all of them to the optimizer.</summary>
    public new TOptions? Options
    {
        get => (TOptions?)base.Options;
        set => base.Options = value;
    }

    private protected override OptimizerOptions NewOptions() => new TOptions();
}
