using Thelper.Config;
using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class TaskFactoryTests
{
    [Fact]
    public void The_text_form_of_the_original_is_read_and_printed()
    {
        var text = File.ReadAllText(Golden("classif.task.txt")).TrimEnd();
        var task = (Classification)TaskFactory.Parse(text);

        task.ToString().ShouldBe(text);
        task.ClassNames.Count.ShouldBe(10);
        task.MetaKeys.ShouldBe(["path", "idx"]);
    }

    [Theory]
    [InlineData("thelper.tasks.utils.Task(input_key='a', gt_key=None, meta_keys=['m'])")]
    [InlineData("thelper.tasks.classif.Classification(class_names=['x', \"it's\"], input_key='a', label_key='b', meta_keys=[], multi_label=True)")]
    public void Text_forms_print_back(string text) => TaskFactory.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("thelper.tasks.Classification: {'class_names': ['x', 'y'], 'input_key': 'a', 'label_key': 'b', 'meta_keys': ['m']}")]
    [InlineData("Classification: {'class_names': ['x', 'y'], 'input_key': 'a', 'label_key': 'b', 'meta_keys': ['m']}")]
    [InlineData(" thelper.tasks.Classification ( class_names={'y': 1, 'x': 0}, input_key='a', label_key='b', meta_keys=('m',) ) ")]
    public void Older_and_other_spellings_are_read(string text) =>
        TaskFactory.Parse(text).ToString().ShouldBe("thelper.tasks.classif.Classification(class_names=['x', 'y'], input_key='a', label_key='b', meta_keys=['m'], multi_label=False)");

    [Fact]
    public void Sections_are_read()
    {
        TaskFactory.Create(Json("""{"type": "thelper.tasks.Classification", "params": {"class_names": ["x"], "input_key": "0", "label_key": "1"}}""")).ShouldBeOfType<Classification>().LabelKey.ShouldBe("1");
        TaskFactory.Create(Json("""{"type": "thelper.tasks.Task", "parameters": {"input_key": "0"}}""")).InputKey.ShouldBe("0");
        TaskFactory.Create(Json("\"thelper.tasks.Task(input_key='q')\"")).InputKey.ShouldBe("q");
        var task = new Task("a");
        TaskFactory.Create((object)task).ShouldBeSameAs(task);
        TaskFactory.Create(new Dictionary<string, object?> { ["type"] = "thelper.tasks.Task", ["params"] = new Dictionary<string, object?> { ["input_key"] = "z" } }).InputKey.ShouldBe("z");
    }

    [Theory]
    [InlineData("""{"type": "thelper.tasks.Clasification", "params": {}}""", "x.json:1: type: unknown type 'thelper.tasks.Clasification' (did you mean 'thelper.tasks.Classification'?)")]
    [InlineData("""{"typ": "thelper.tasks.Task"}""", "x.json:1: typ: unknown key (did you mean 'type'?)\nx.json:1: the key 'type' is missing")]
    [InlineData("""{"type": "thelper.tasks.Classification", "params": {"class_names": [], "input_key": "a", "label_key": "b"}}""", "x.json:1: type: class names: at least one class is needed, the list is empty")]
    [InlineData("""{"type": "thelper.tasks.Task", "params": {"input_key": "a", "meta_keys": "m"}}""", "x.json:1: params.meta_keys: expected a list of texts, got the text \"m\"")]
    [InlineData("5", "x.json:1: expected a task, a map with 'type' and 'params', got 5")]
    public void Mistakes_in_sections_are_reported(string json, string message) => Error(() => TaskFactory.Create(Json(json))).ShouldBe(message);

    [Theory]
    [InlineData("thelper.tasks.unknown.Mystery(input_key='a')", "task: type: unknown type 'thelper.tasks.unknown.Mystery' (expected one of: thelper.tasks.classif.Classification, thelper.tasks.utils.Task)")]
    [InlineData("nonsense", "task: expected the text form of a task, such as thelper.tasks.Task(input_key='image'), got 'nonsense'")]
    [InlineData("thelper.tasks.Task(input_key=)", "task: the text form of a task cannot be read: character 11: expected a value, the text ends")]
    [InlineData("thelper.tasks.Task(input_kye='a')", "task: params: 'thelper.tasks.utils.Task' needs the parameter 'input_key' (a text)\ntask: params.input_kye: unknown parameter of 'thelper.tasks.utils.Task' (did you mean 'input_key'?)")]
    [InlineData("os.system('x')", "task: the text form of a task cannot be read: character 1: expected a parameter's name, found ''x''")]
    public void Mistakes_in_texts_are_reported(string text, string message) => Error(() => TaskFactory.Parse(text)).ShouldBe(message);
}
