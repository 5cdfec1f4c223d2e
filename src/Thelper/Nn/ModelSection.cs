using Thelper.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A model inside the parameters of another.</summary>
internal sealed class ModelSection : TypedSection<nn.Module<Tensor, Tensor>>;
