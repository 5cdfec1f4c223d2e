using Thelper.Testing;

namespace Thelper.Onnx.Tests;

/// <summary>What users of the exporter compile against.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_accepted_one() => PublicApi.ShouldBeAccepted("Thelper.Onnx");
}
