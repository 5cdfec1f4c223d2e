using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>A layer of the table, and how it is called where that is not plain.</summary>
internal sealed record LayerCase(Module Module, Func<Tensor[], Tensor[]>? Special = null)
{
    public static implicit operator LayerCase(Module module) => new(module);

    /// <summary>A layer with two results.</summary>
    public static LayerCase Two<T>(T module, Func<T, Func<Tensor, (Tensor, Tensor)>> method)
        where T : Module
        => new(module, inputs =>
        {
            var (first, second) = method(module)(inputs[0]);
            return [first, second];
        });

    public Tensor[] Run(Tensor[] inputs) => Special?.Invoke(inputs) ?? Module switch
    {
        Module<Tensor, Tensor> one => [one.call(inputs[0])],
        Module<Tensor, Tensor, Tensor> two => [two.call(inputs[0], inputs[1])],
        Module<Tensor, Tensor, Tensor, Tensor> three => [three.call(inputs[0], inputs[1], inputs[2])],
        Module<Tensor, Tensor, Tensor, Tensor, Tensor> four => [four.call(inputs[0], inputs[1], inputs[2], inputs[3])],
        Module<Tensor, Tensor, long[]?, Tensor> unpool => [unpool.call(inputs[0], inputs[1], null)],
        Module<Tensor, Tensor, (Tensor, Tensor)> pair => Both(pair.call(inputs[0], inputs[1])),
        _ => throw new InvalidOperationException(),
    };

    private static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
}
