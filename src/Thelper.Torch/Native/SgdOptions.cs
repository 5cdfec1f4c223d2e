using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Options of a group, laid out as <c>SgdOptions</c> in native/torch/optim.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SgdOptions
{
    public double LearningRate;
    public double Momentum;
    public double Dampening;
    public double WeightDecay;
    public int Nesterov;
    public int Maximize;
}
