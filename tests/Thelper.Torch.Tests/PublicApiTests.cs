using Thelper.Testing;

namespace Thelper.Torch.Tests;

/// <summary>What users of the engine compile against.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one() => PublicApi.ShouldBeAccepted(
        "Thelper.Torch", new(Repository.File("src", "Thelper.Torch", "Generated"), "torch", "Tensor", "special", "aten"));
}
