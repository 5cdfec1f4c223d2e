using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class ClassNameListTests
{
    [Theory]
    [InlineData("""["a", "b"]""")]
    [InlineData("""{"b": 1, "a": 0}""")]
    [InlineData("""{"1": "b", "0": "a"}""")]
    [InlineData("""{"b": "1", "a": "0"}""")]
    public void Lists_and_maps_in_both_directions_are_read(string json) => ClassNameList.Read(Json(json).ToPlain()).ShouldBe(["a", "b"]);

    [Fact]
    public void Digits_may_be_names()
    {
        ClassNameList.Read(Json("""{"7": 0, "8": 1}""").ToPlain()).ShouldBe(["7", "8"]);
        ClassNameList.Read(Json("""{"0": "7", "1": "8"}""").ToPlain()).ShouldBe(["7", "8"]);
        ClassNameList.Read(new Dictionary<object, object?> { [1] = "x", [0] = "y" }).ShouldBe(["y", "x"]);
    }

    [Fact]
    public void A_file_may_hold_them()
    {
        WithFile("names.json", """{"cat": 0, "dog": 1}""", path => ClassNameList.Read(path).ShouldBe(["cat", "dog"]));
        WithFile("names.yml", "- cat\n- dog\n", path => ClassNameList.Read(path).ShouldBe(["cat", "dog"]));
        WithFile("names.txt", "cat\r\n dog \r\n\r\n", path => ClassNameList.Read(path).ShouldBe(["cat", "dog"]));
        WithFile("names.txt", "\n", path => Error(() => ClassNameList.Read(path)).ShouldBe($"{path}: class names: at least one class is needed, the list is empty"));
        WithFile("names.json", "\"x\"", path => Error(() => ClassNameList.Read(path)).ShouldBe($"{path}: expected a list of class names or a map of names and indices, got a text"));
    }

    // YOLO's data.yaml in both of its forms, and its classes.txt.
    [Fact]
    public void A_file_of_a_data_set_may_hold_them()
    {
        WithFile("data.yaml", "path: ../x\ntrain: images/train\nnc: 2\nnames:\n  0: cat\n  1: dog\n", path => ClassNameList.Read(path).ShouldBe(["cat", "dog"]));
        WithFile("data.yaml", "train: ../train\nnc: 2\nnames: ['cat', 'dog']\n", path => ClassNameList.Read(path).ShouldBe(["cat", "dog"]));
        WithFile("names.json", """{"names": 0, "dog": 1}""", path => ClassNameList.Read(path).ShouldBe(["names", "dog"]));
        WithFile("classes.txt", "\ufeffcat\r\nhot dog \r\n\r\n", path => ClassNameList.Read(path).ShouldBe(["cat", "hot dog"]));
        WithFile("coco.names", "cat\n\ndog\n", path => Error(() => ClassNameList.Read(path)).ShouldBe($"{path}:2: the line is empty; expected the name of class 1"));
        WithFile("classes.txt", "\n", path => Error(() => ClassNameList.Read(path)).ShouldContain("the list is empty"));
    }

    [Fact]
    public void Doubled_names_get_their_index()
    {
        var warnings = new List<string>();

        ClassNameList.Read(new[] { "crane", "x", "crane" }, warnings.Add).ShouldBe(["crane#0", "x", "crane#2"]);
        warnings.ShouldBe(["class names given more than once get their index appended: crane"]);
        Error(() => ClassNameList.Read(new[] { "a", "a", "a#0" })).ShouldBe("class names: 'a#0' clashes with a doubled name and its index; rename it");
    }

    [Fact]
    public void One_name_is_enough_and_none_is_not()
    {
        ClassNameList.Read(new[] { "a" }).ShouldBe(["a"]);
        Error(() => ClassNameList.Read(Array.Empty<string>())).ShouldBe("class names: at least one class is needed, the list is empty");
    }

    [Theory]
    [InlineData("""["a", 1]""", "class names: entry 1 must be a text, got 1 (put it in quotes)")]
    [InlineData("""["a", false]""", "class names: entry 1 must be a text, got False (YAML takes yes, no, on and off for truth values; put it in quotes)")]
    [InlineData("""{"a": 0, "b": 2}""", "class names: the indices of 2 classes must be 0 to 1, 'b' has 2")]
    [InlineData("""{"a": 0, "b": 0}""", "class names: 'a' and 'b' both have index 0")]
    [InlineData("""{"a": 0, "1": "b"}""", "class names: the map must lead from names to indices or from indices to names throughout; the entry 'a' does neither")]
    [InlineData("""{"a": "b"}""", "class names: the map must lead from names to indices or from indices to names throughout; the entry 'a' does neither")]
    [InlineData("\"no/such/file\"", "class names: expected a list of names, a map of names and indices, or the path of a file with these; there is no file 'no/such/file'")]
    [InlineData("3", "class names: expected a list of names, a map of names and indices, or the path of a file with these")]
    [InlineData("null", "class names: expected a list of names, a map of names and indices, or the path of a file with these")]
    public void Other_forms_are_refused(string json, string message) => Error(() => ClassNameList.Read(Json(json).ToPlain())).ShouldBe(message);
}
