using Thelper.Testing;

namespace Thelper.Imaging.Tests;

/// <summary>What users of the image operations compile against.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one() => PublicApi.ShouldBeAccepted("Thelper.Imaging");
}
