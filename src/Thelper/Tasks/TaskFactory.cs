using System.Text.RegularExpressions;
using Thelper.Config;

namespace Thelper.Tasks;

/// <summary>Creates tasks from configuration sections and from the text forms found in logs, archives and checkpoints.</summary>
public static partial class TaskFactory
{
    private const string Package = "thelper.tasks.";

    /// <summary>Creates a task from a configuration section, <c>{type, params}</c> or a text form.</summary>
    /// <param name="section">The section.</param>
    /// <param name="types">Finds the task's type.</param>
    /// <returns>The task.</returns>
    /// <exception cref="UserErrorException">The section is badly formed; the message lists every mistake.</exception>
    public static Task Create(ConfigNode section, TypeRegistry types)
    {
        var errors = new ConfigErrors();
        var task = Create(section, types, errors);
        errors.ThrowIfAny();
        return task!;
    }

    /// <summary>Creates a task from a configuration section and reports mistakes to the caller's list.</summary>
    /// <param name="section">The section.</param>
    /// <param name="types">Finds the task's type.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The task, or null after an error.</returns>
    public static Task? Create(ConfigNode section, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            if (section.Value is string text)
            {
                return Parse(text, types, section.Where);
            }

            if (section.Kind != ConfigKind.Map)
            {
                errors.Add(section, $"expected a task, a map with 'type' and 'params', got {section.Describe()}");
                return null;
            }

            var options = OptionsBinder.Bind<TaskSection>(section, errors);
            return options.Type is null ? null : (Task?)types.Bind(options.Type, options.Params, typeof(Task), errors)?.Create();
        }
        catch (UserErrorException error)
        {
            errors.Add(section, error);
            return null;
        }
    }

    /// <summary>Creates a task from what a checkpoint holds: a task, its text form, or a map with <c>type</c> and <c>params</c>.</summary>
    /// <param name="plain">The value.</param>
    /// <param name="types">Finds the task's type.</param>
    /// <param name="source">Words that name where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">The value describes no task.</exception>
    public static Task Create(object? plain, TypeRegistry types, string source = "task") => plain switch
    {
        Task task => task,
        ConfigNode node => Create(node, types),
        string text => Parse(text, types, source),
        _ => Create(ConfigNode.FromPlain(plain, source, ""), types),
    };

    /// <summary>Reads a text form: <c>type(key=value, ...)</c>, or <c>type: {'key': value, ...}</c> as older versions wrote it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="types">Finds the task's type.</param>
    /// <param name="source">Words that name where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">The text describes no task.</exception>
    public static Task Parse(string text, TypeRegistry types, string source = "task")
    {
        ArgumentNullException.ThrowIfNull(text);
        var form = TextForm().Match(text);
        if (!form.Success)
        {
            throw new UserErrorException($"{source}: expected the text form of a task, such as thelper.tasks.Task(input_key='image'), got {PythonRepr.Of(text.Length > 80 ? text[..77] + "..." : text)}");
        }

        // Regression tasks of older sessions print types as <class 'numpy.float32'>.
        var body = PrintedClass().Replace(form.Groups["body"].Value, "'$1$2'");
        body = PrintedLimit().Replace(body, limit => Gap().Replace(limit.Value, "$1, "));
        Dictionary<string, object?> arguments;
        try
        {
            arguments = form.Groups["open"].Value == "("
                ? PythonLiteral.ParseArguments(body[..^1])
                : PythonLiteral.Parse(body) as Dictionary<string, object?> ?? throw new UserErrorException("expected a dictionary with text keys");
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{source}: the text form of a task cannot be read: {error.Message}", error);
        }

        var name = form.Groups["type"].Value;
        name = name.Contains('.', StringComparison.Ordinal) ? name : Package + name;
        return Create(ConfigNode.FromPlain(new Dictionary<string, object?> { ["type"] = name, ["params"] = arguments }, source, ""), types);
    }

    /// <summary>The task that covers all of several, folded from left to right.</summary>
    /// <param name="tasks">Tasks; nulls are skipped.</param>
    /// <returns>The merged task, or null when there are none.</returns>
    /// <exception cref="UserErrorException">Two of them are not compatible.</exception>
    public static Task? CreateGlobalTask(IEnumerable<Task?> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        Task? global = null;
        foreach (var task in tasks.OfType<Task>())
        {
            global = global is null ? task : global.GetCompat(task);
        }

        return global;
    }

    [GeneratedRegex(@"^\s*(?<type>(?:[^({""']+?\.(?:cs|dll):)?[A-Za-z_][\w.]*)\s*(?:(?<open>\()(?<body>.*\))|:(?<body>\s*\{.*\}))\s*$", RegexOptions.Singleline)]
    private static partial Regex TextForm();

    [GeneratedRegex(@"<class '([\w.]+)'>|(?<=\btarget_type=)((?:numpy|np|torch)\.\w+)")]
    private static partial Regex PrintedClass();

    // Limits of older sessions are printed as numpy prints arrays, [0. 1.], without commas.
    [GeneratedRegex(@"(?<=\btarget_(?:min|max)=)\[[\s\[\]0-9eE+.\-]*\]")]
    private static partial Regex PrintedLimit();

    [GeneratedRegex(@"([0-9.\]])\s+(?=[0-9.+\-\[])")]
    private static partial Regex Gap();

    private sealed class TaskSection
    {
        [Key("type", Required = true)]
        public ConfigNode? Type { get; set; }

        [Key("params", "parameters")]
        public ConfigNode? Params { get; set; }
    }
}
