using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>log(1 / (1 + e^-x)).</summary>
    public sealed class LogSigmoid() : nn.Module<Tensor, Tensor>(nameof(LogSigmoid))
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.logsigmoid(input);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>log(1 / (1 + e^-x)).</summary>
            public static LogSigmoid LogSigmoid() => new();
        }
    }
}
