using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>What the user is told.</summary>
internal static class Refusal
{
    /// <summary>The message of a layer that cannot be made.</summary>
    public static string Of(Func<Module> make) => Should.Throw<UserErrorException>(() => make().Dispose()).Message;

    /// <summary>The message of a function that cannot be run.</summary>
    public static string Of(Func<Tensor> run) => Should.Throw<UserErrorException>(() => run()).Message;
}
