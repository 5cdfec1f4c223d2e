using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using static Thelper.Torch.torch.nn.functional;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>A variational autoencoder (Kingma and Welling, 2013), whose forward pass returns three tensors.</summary>
internal sealed class Vae : Module<Tensor, (Tensor, Tensor, Tensor)>
{
    private readonly Torch.Modules.Linear hidden = Linear(36, 20);
    private readonly Torch.Modules.Linear mean = Linear(20, 4);
    private readonly Torch.Modules.Linear variance = Linear(20, 4);
    private readonly Torch.Modules.Linear back = Linear(4, 20);
    private readonly Torch.Modules.Linear output = Linear(20, 36);

    public Vae(string name)
        : base(name) => RegisterComponents();

    public static Tensor Loss(Tensor reconstructed, Tensor x, Tensor mu, Tensor logvar)
    {
        using var scope = NewDisposeScope();
        var likelihood = binary_cross_entropy(reconstructed, x.view(-1, 36), reduction: Reduction.Sum);
        var divergence = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp());
        return (likelihood + divergence).MoveToOuterDisposeScope();
    }

    public override (Tensor, Tensor, Tensor) forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var h = relu(hidden.forward(input.view(-1, 36)));
        var (mu, logvar) = (mean.forward(h), variance.forward(h));
        var deviation = torch.exp(0.5 * logvar);
        var z = mu + torch.randn_like(deviation) * deviation;
        var x = torch.sigmoid(output.forward(relu(back.forward(z))));
        return (x.MoveToOuterDisposeScope(), mu.MoveToOuterDisposeScope(), logvar.MoveToOuterDisposeScope());
    }
}
