using Thelper.Torch.Printing;

namespace Thelper.Torch.Modules;

/// <summary>The settings of a recurrent layer.</summary>
internal sealed record RecurrentOptions(
    long InputSize, long HiddenSize, long NumLayers, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, long ProjectionSize = 0)
{
    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>The size of what a time step hands on.</summary>
    public long OutputSize => ProjectionSize > 0 ? ProjectionSize : HiddenSize;

    public void Check(string name)
    {
        if (InputSize < 0 || HiddenSize < 0 || NumLayers < 1)
        {
            throw new UserErrorException($"{name}: sizes are not negative and there is a layer at least, but the input has {InputSize}, the hidden state {HiddenSize} numbers, in {NumLayers} layers.");
        }

        if (Dropout is not (>= 0 and <= 1))
        {
            throw new UserErrorException($"{name}: dropout is a probability in [0, 1], not {PythonText.Of(Dropout)}.");
        }

        if (ProjectionSize < 0 || (ProjectionSize > 0 && ProjectionSize >= HiddenSize))
        {
            throw new UserErrorException($"{name}: proj_size is smaller than the hidden size ({HiddenSize}), or 0 for none; it is {ProjectionSize}.");
        }
    }

    /// <summary>As PyTorch prints them: those that differ from the defaults.</summary>
    public override string ToString() => $"{InputSize}, {HiddenSize}"
        + (ProjectionSize != 0 ? $", proj_size={ProjectionSize}" : "")
        + (NumLayers != 1 ? $", num_layers={NumLayers}" : "")
        + (Bias ? "" : ", bias=False")
        + (BatchFirst ? ", batch_first=True" : "")
        + (Dropout != 0 ? $", dropout={PythonText.Of(Dropout)}" : "")
        + (Bidirectional ? ", bidirectional=True" : "");
}
