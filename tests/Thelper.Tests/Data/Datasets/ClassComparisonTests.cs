using Thelper.Data.Datasets;
using Thelper.Tasks;
using Thelper.Tests.Logging;
using static Thelper.Tests.Config.ConfigText;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Data.Datasets;

public class ClassComparisonTests
{
    private static readonly string[] CatDogOwl = ["cat", "dog", "owl"];

    [Fact]
    public void A_task_with_fewer_classes_is_refused() =>
        Error(() => Check(CatDogOwl, "cat", "dog")).ShouldBe("the dataset 'd' has 3 classes (cat, dog, owl), its task 2 (cat, dog); give the task as many class_names, in this order");

    [Fact]
    public void A_class_at_another_place_is_refused() =>
        Error(() => Check(CatDogOwl, "dog", "cat", "owl")).ShouldBe("the class 'cat' of the dataset 'd' has the index 0, in its task 1; give class_names in the order of the dataset: cat, dog, owl");

    [Fact]
    public void Other_names_are_told()
    {
        Check(CatDogOwl, "cat", "dog", "owl", "more").ShouldBeEmpty();
        Check(CatDogOwl, "cat", "hound", "bird").ShouldBe(["Information: classes of the dataset 'd' and what its task calls them: dog = hound, owl = bird"]);
        var log = new ListLog();
        ClassComparison.Check("d", CatDogOwl, new Task("0", "1"), log);
        log.Lines.ShouldBeEmpty();
    }

    private static List<string> Check(string[] classes, params string[] given)
    {
        var log = new ListLog();
        ClassComparison.Check("d", classes, new Classification(given, "0", "1"), log);
        return log.Lines;
    }
}
