using System.Reflection;
using System.Runtime.CompilerServices;
using Thelper.Testing;

namespace Thelper.Web.Tests;

/// <summary>The rooms of the project: all know Serving, which knows none; Browsing knows Annotating, where labels of a batch are corrected; the others do not know each other.</summary>
public sealed class RoomTests
{
    private static readonly string[] Rooms = ["Serving", "Viewing", "Annotating", "Browsing"];

    [Fact]
    public void Internals_are_open_to_tests_alone() =>
        typeof(Thelper.Web.Serving.PageOptions).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName).ShouldBe(["Thelper.Web.Tests"]);

    [Fact]
    public void Arrows_point_one_way()
    {
        var root = Repository.File("src", "Thelper.Web");
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Where(file => file.Split('/')[0] is not ("bin" or "obj")).ToList();
        files.Select(file => file.Split('/')[0]).Distinct().ShouldBeSubsetOf(Rooms);
        foreach (var file in files)
        {
            var (room, text) = (file.Split('/')[0], File.ReadAllText(Path.Combine(root, file)));
            text.ShouldContain($"namespace Thelper.Web.{room}", customMessage: file);
            Rooms.Where(other => other != room && text.Contains($"Thelper.Web.{other}", StringComparison.Ordinal))
                .ShouldBeSubsetOf(room switch { "Serving" => [], "Browsing" => ["Serving", "Annotating"], _ => ["Serving"] }, file);
        }
    }
}
