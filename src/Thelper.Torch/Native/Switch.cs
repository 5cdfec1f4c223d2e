namespace Thelper.Torch.Native;

/// <summary>Switches of the process, numbered as <c>Flag</c> in native/torch/state.cpp.</summary>
internal enum Switch
{
    CudnnEnabled = 0,
    CudnnBenchmark = 1,
    CudnnDeterministic = 2,
    CudnnTf32 = 3,
    MatmulTf32 = 4,
    MkldnnEnabled = 5,
    ReducedFp16 = 6,
}
