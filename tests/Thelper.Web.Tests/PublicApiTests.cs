using Thelper.Testing;

namespace Thelper.Web.Tests;

/// <summary>What the program compiles against.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one() => PublicApi.ShouldBeAccepted("Thelper.Web");
}
