using Thelper.Testing;

namespace Thelper.Geo.Tests;

/// <summary>What users of georeferenced data compile against.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one() => PublicApi.ShouldBeAccepted("Thelper.Geo");
}
