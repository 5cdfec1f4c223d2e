using Thelper.Testing;

namespace Thelper.Tests;

/// <summary>What users of the framework compile against, and what every layer shares.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Thelper")]
    [InlineData("Thelper.Core")]
    public void The_public_surface_is_the_accepted_one(string assembly) => PublicApi.ShouldBeAccepted(assembly);
}
