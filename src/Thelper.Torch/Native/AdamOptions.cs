using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Options of a group, laid out as <c>AdamOptions</c> in native/torch/optim.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AdamOptions
{
    public double LearningRate;
    public double Beta1;
    public double Beta2;
    public double Epsilon;
    public double WeightDecay;
    public int Amsgrad;
    public int Maximize;
    public int Decoupled;
    public int Reserved;
}
