using System.Text;
using Thelper.Config;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ConfigLoaderTests
{
    [Fact]
    public void A_configuration_without_a_name_is_named_after_its_file()
    {
        WithFile("my.session.json", "{\"model\": {}}", path => ConfigLoader.Load(path).Get("name")!.Value.ShouldBe("my.session"));
        WithFile("b.json", "{\"session_name\": \"x\"}", path => ConfigLoader.Load(path).Has("name").ShouldBeFalse());
        WithFile("c.json", "{}", path => ConfigLoader.Load(path, ["name=d"]).Get("name")!.Value.ShouldBe("d"));
    }

    [Theory]
    [InlineData(".yml")]
    [InlineData(".yaml")]
    [InlineData(".conf")]
    [InlineData(".YML")]
    public void Yaml_files_go_by_their_extension(string extension) =>
        WithFile("a" + extension, "a: {b: yes}\n", path => ConfigLoader.Load(path).Get("a")!.Get("b")!.Value.ShouldBe(true));

    // PowerShell writes UTF-16 with a mark, other programs without.
    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-8", true)]
    public void Encodings_are_found_by_the_first_bytes(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var (file, text) in new[] { ("a.json", "{\"é\": 1}"), ("a.yml", "a: 2\né: 1\n") })
        {
            WithFile(file, "", path =>
            {
                File.WriteAllBytes(path, [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);
                ConfigLoader.Load(path).Get("é")!.Value.ShouldBe(1L);
                File.WriteAllBytes(path, [.. new UnicodeEncoding().GetPreamble(), 0x00, 0xd8, 0x20, 0x00]);
                Error(() => ConfigLoader.Load(path)).ShouldBe($"{path}: the text begins like utf-16 and goes on otherwise; save it as UTF-8");
            });
        }
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        Error(() => ConfigLoader.Load("no/such.json")).ShouldBe("no/such.json: the file does not exist");
        Error(() => ConfigLoader.Load("a.pkl")).ShouldBe("a.pkl: pickled configurations are not read, since loading one can run code; save it as .json or .yml");
        Error(() => ConfigLoader.Load("a.txt")).ShouldBe("a.txt: a configuration is a .json, .yml, .yaml or .conf file, not .txt");
        Error(() => ConfigLoader.Load("a")).ShouldBe("a: a configuration is a .json, .yml, .yaml or .conf file, not a file without extension");
        WithFile("a.json", "", path =>
        {
            var folder = Directory.CreateDirectory(path + ".d.json").FullName;
            Error(() => ConfigLoader.Load(folder)).ShouldBe($"{folder}: is a folder, expected a configuration file");
            Error(() => ConfigLoader.Load(path)).ShouldBe($"{path}:1: a configuration must be a map of sections, got null");
        });
        WithFile("a.json", "[1, 2]", path => Error(() => ConfigLoader.Load(path)).ShouldBe($"{path}:1: a configuration must be a map of sections, got a list of 2 values"));
    }
}
