using Thelper.Testing;

namespace Thelper.Torch.Tests.Coverage;

/// <summary>The page that says what of PyTorch is there.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void The_page_is_up_to_date()
    {
        var file = Repository.File("docs", "pytorch-coverage.md");
        var page = CoveragePage.Build();
        if (Environment.GetEnvironmentVariable("THELPER_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, page);
        }

        File.ReadAllText(file).ShouldBe(page, "docs/pytorch-coverage.md is out of date: set THELPER_UPDATE_DOCS=1 and run this test once");
    }

    [Fact]
    public void Names_are_found_where_they_are()
    {
        PublicNames.Has("torch.Tensor", "float").ShouldBeTrue();
        PublicNames.Has("torch.nn", "Conv2d").ShouldBeTrue();
        PublicNames.Has("torch.optim", "Adam").ShouldBeTrue();
        PublicNames.Has("torch.optim.lr_scheduler", "StepLR").ShouldBeTrue();
        PublicNames.Has("torch.nn.functional", "relu").ShouldBeTrue();
        PublicNames.Has("torch", "no_such_function").ShouldBeFalse();
        PublicNames.Has("torch.nn", "Module").ShouldBeTrue();
    }

    [Fact]
    public void Cases_belong_to_the_class_with_the_longest_fitting_name()
    {
        var compared = GoldenCases.Compared(["Conv2d", "ReLU", "ReLU6", "Bilinear", "CrossEntropyLoss", "NeverMade"]);
        compared.ShouldContain("Conv2d");
        compared.ShouldContain("ReLU6");
        compared.ShouldContain("CrossEntropyLoss");
        compared.ShouldNotContain("NeverMade");
    }
}
