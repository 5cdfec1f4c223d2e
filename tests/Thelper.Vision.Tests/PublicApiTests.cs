using Thelper.Testing;

namespace Thelper.Vision.Tests;

/// <summary>What users of torchvision's counterpart compile against.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one() => PublicApi.ShouldBeAccepted("Thelper.Vision");
}
