using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class TaskFactoryTests
{
    [Fact]
    public void The_text_form_of_the_original_is_read_and_printed()
    {
        var text = File.ReadAllText(Golden("classif.task.txt")).TrimEnd();
        var task = (Classification)TaskFactory.Parse(text, new());

        task.ToString().ShouldBe(text);
        task.ClassNames.Count.ShouldBe(10);
        task.MetaKeys.ShouldBe(["path", "idx"]);
    }

    [Theory]
    [InlineData("segm", typeof(Segmentation))]
    [InlineData("detect", typeof(Detection))]
    public void Text_forms_of_the_original_s_sessions_print_back(string name, Type type)
    {
        var text = File.ReadAllText(Golden(name + ".task.txt")).TrimEnd();
        var task = TaskFactory.Parse(text, new());

        task.ShouldBeOfType(type);
        task.ToString().ShouldBe(text);
    }

    [Fact]
    public void The_text_form_of_super_resolution_leaves_out_what_its_constructor_refuses()
    {
        var text = File.ReadAllText(Golden("sr.task.txt")).TrimEnd();
        text.ShouldContain("target_shape=None");

        var printed = TaskFactory.Parse(text, new()).ShouldBeOfType<SuperResolution>().ToString();

        printed.ShouldBe("thelper.tasks.regr.SuperResolution(input_key='lowres_image', target_key='highres_image', meta_keys=['path', 'idx', 'label'], input_shape=None, target_type=None, target_min=None, target_max=None)");
        TaskFactory.Parse(printed, new()).ToString().ShouldBe(printed);
    }

    [Theory]
    [InlineData("thelper.tasks.segm.Segmentation(class_names={'x': 0, 'y': 1}, input_key='a', label_map_key='b', meta_keys=[], dontcare=255, color_map={0: [1, 2, 3], 255: [0, 0, 0]})")]
    [InlineData("thelper.tasks.regr.Regression(input_key='a', target_key='b', meta_keys=[], input_shape=(3, 8, 8), target_shape=None, target_type=None, target_min=None, target_max=None)")]
    [InlineData("thelper.tasks.regr.Regression(input_key='a', target_key='b', meta_keys=['m'], input_shape=(3,), target_shape=(2, 2), target_type='numpy.float32', target_min=[0.0, -1.5], target_max=[[1], [2]])")]
    [InlineData("thelper.tasks.detect.Detection(class_names={'x': 0}, input_key='a', bboxes_key='b', meta_keys=[], input_shape=None, target_shape=None, target_min=None, target_max=None, background=7, color_map={})")]
    [InlineData("thelper.tasks.utils.Task(input_key='a', gt_key=None, meta_keys=['m'])")]
    [InlineData("thelper.tasks.classif.Classification(class_names=['x', \"it's\"], input_key='a', label_key='b', meta_keys=[], multi_label=True)")]
    public void Text_forms_print_back(string text) => TaskFactory.Parse(text, new()).ToString().ShouldBe(text);

    [Theory]
    [InlineData("thelper.tasks.Classification: {'class_names': ['x', 'y'], 'input_key': 'a', 'label_key': 'b', 'meta_keys': ['m']}")]
    [InlineData("Classification: {'class_names': ['x', 'y'], 'input_key': 'a', 'label_key': 'b', 'meta_keys': ['m']}")]
    [InlineData(" thelper.tasks.Classification ( class_names={'y': 1, 'x': 0}, input_key='a', label_key='b', meta_keys=('m',) ) ")]
    public void Older_and_other_spellings_are_read(string text) =>
        TaskFactory.Parse(text, new()).ToString().ShouldBe("thelper.tasks.classif.Classification(class_names=['x', 'y'], input_key='a', label_key='b', meta_keys=['m'], multi_label=False)");

    [Theory]
    [InlineData("target_type=<class 'numpy.float32'>, target_min=array([0., 1.], dtype=float32), target_max=array([[2, 3]])", "target_type='numpy.float32', target_min=[0.0, 1.0], target_max=[[2, 3]]")]
    [InlineData("target_type=torch.float32, target_min=[ 0.  -1.5], target_max=[[1 2]\n [3 4]]", "target_type='numpy.float32', target_min=[0.0, -1.5], target_max=[[1, 2], [3, 4]]")]
    public void Unreadable_text_forms_of_older_sessions_are_read(string old, string printed) =>
        TaskFactory.Parse($"thelper.tasks.regr.Regression(input_key='a', target_key='b', meta_keys=[], input_shape=None, target_shape=None, {old})", new()).ToString()
            .ShouldBe($"thelper.tasks.regr.Regression(input_key='a', target_key='b', meta_keys=[], input_shape=None, target_shape=None, {printed})");

    [Fact]
    public void Sections_are_read()
    {
        TaskFactory.Create(Json("""{"type": "thelper.tasks.Classification", "params": {"class_names": ["x"], "input_key": "0", "label_key": "1"}}"""), new()).ShouldBeOfType<Classification>().LabelKey.ShouldBe("1");
        TaskFactory.Create(Json("""{"type": "thelper.tasks.Task", "parameters": {"input_key": "0"}}"""), new()).InputKey.ShouldBe("0");
        TaskFactory.Create(Json("\"thelper.tasks.Task(input_key='q')\""), new()).InputKey.ShouldBe("q");
        var task = new Task("a");
        TaskFactory.Create((object)task, new()).ShouldBeSameAs(task);
        TaskFactory.Create(new Dictionary<string, object?> { ["type"] = "thelper.tasks.Task", ["params"] = new Dictionary<string, object?> { ["input_key"] = "z" } }, new()).InputKey.ShouldBe("z");
    }

    [Theory]
    [InlineData("""{"type": "thelper.tasks.Clasification", "params": {}}""", "x.json:1: type: unknown type 'thelper.tasks.Clasification' (did you mean 'thelper.tasks.Classification'?)")]
    [InlineData("""{"typ": "thelper.tasks.Task"}""", "x.json:1: typ: unknown key (did you mean 'type'?)\nx.json:1: the key 'type' is missing")]
    [InlineData("""{"type": "thelper.tasks.Classification", "params": {"class_names": [], "input_key": "a", "label_key": "b"}}""", "x.json:1: type: class names: at least one class is needed, the list is empty")]
    [InlineData("""{"type": "thelper.tasks.Task", "params": {"input_key": "a", "meta_keys": "m"}}""", "x.json:1: params.meta_keys: expected a list of texts, got the text \"m\"")]
    [InlineData("5", "x.json:1: expected a task, a map with 'type' and 'params', got 5")]
    public void Mistakes_in_sections_are_reported(string json, string message) => Error(() => TaskFactory.Create(Json(json), new())).ShouldBe(message);

    [Theory]
    [InlineData("thelper.tasks.unknown.Mystery(input_key='a')", "task: type: unknown type 'thelper.tasks.unknown.Mystery' (expected one of: thelper.tasks.classif.Classification, thelper.tasks.detect.Detection, thelper.tasks.regr.Regression, thelper.tasks.regr.SuperResolution, thelper.tasks.segm.Segmentation, thelper.tasks.utils.Task)")]
    [InlineData("nonsense", "task: expected the text form of a task, such as thelper.tasks.Task(input_key='image'), got 'nonsense'")]
    [InlineData("thelper.tasks.Task(input_key=)", "task: the text form of a task cannot be read: character 11: expected a value, the text ends")]
    [InlineData("thelper.tasks.Task(input_kye='a')", "task: params: 'thelper.tasks.utils.Task' needs the parameter 'input_key' (a text)\ntask: params.input_kye: unknown parameter of 'thelper.tasks.utils.Task' (did you mean 'input_key'?)")]
    [InlineData("os.system('x')", "task: the text form of a task cannot be read: character 1: expected a parameter's name, found ''x''")]
    public void Mistakes_in_texts_are_reported(string text, string message) => Error(() => TaskFactory.Parse(text, new())).ShouldBe(message);
}
