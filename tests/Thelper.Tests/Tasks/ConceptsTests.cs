using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Tasks;

namespace Thelper.Tests.Tasks;

public class ConceptsTests
{
    [Theory]
    [InlineData(typeof(Classification), "classification", true)]
    [InlineData(typeof(Classification), "CLASSIFICATION", true)]
    [InlineData(typeof(Classification), "segmentation", false)]
    [InlineData(typeof(SuperResolution), "regression", true)]
    [InlineData(typeof(Detection), "regression", true)]
    [InlineData(typeof(Regression), "detection", false)]
    [InlineData(typeof(Accuracy), "segmentation", true)]
    [InlineData(typeof(IntersectionOverUnion), "classification", false)]
    [InlineData(typeof(IntersectionOverUnion), "segmentation", true)]
    [InlineData(typeof(AveragePrecision), "detection", true)]
    [InlineData(typeof(Psnr), "regression", true)]
    [InlineData(typeof(ClassifReport), "segmentation", false)]
    [InlineData(typeof(string), "segmentation", false)]
    public void Marks_are_inherited_but_not_shared(Type type, string concept, bool expected) => Concepts.Supports(type, concept).ShouldBe(expected);

    [Fact]
    public void Objects_bear_the_marks_of_their_class()
    {
        Concepts.Supports(new BoundingBox(0, [0, 0, 1, 1]), "detection").ShouldBeTrue();
        Concepts.Supports(null, "detection").ShouldBeFalse();
    }

    [Fact]
    public void The_kind_of_a_task_is_the_nearest_mark()
    {
        Concepts.Of(new Detection(new List<object?> { "a" }, "x", "y")).ShouldBe("detection");
        Concepts.Of(new SuperResolution("x", "y")).ShouldBe("regression");
        Concepts.Of(new Thelper.Tasks.Task("x")).ShouldBeNull();
    }
}
