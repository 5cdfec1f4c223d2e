namespace Thelper.Torch.Modules;

/// <summary>What an optimizer without a class for it knows of one parameter.</summary>
internal sealed class UnnamedState : ParameterState;
