using Thelper.Guide;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Guide;

/// <summary>The pages that list the operations say what the code says.</summary>
[NoLeaks]
public sealed class OperationPagesTests
{
    public static TheoryData<string> Vocabularies => [.. OperationPages.Vocabularies];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void The_page_is_up_to_date(string vocabulary)
    {
        var file = Repository.File("docs", OperationPages.Name(vocabulary) + ".md");
        var page = new OperationPages(new()).Write(vocabulary);
        if (Environment.GetEnvironmentVariable("THELPER_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, page);
        }

        File.ReadAllText(file).ShouldBe(page, $"docs/{OperationPages.Name(vocabulary)}.md is out of date: set THELPER_UPDATE_DOCS=1 and run this test once");
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Each_operation_is_on_the_sheet(string vocabulary)
    {
        using var scope = torch.NewDisposeScope();
        var file = Repository.File("docs", "images", OperationPages.Name(vocabulary) + ".jpg");
        if (Environment.GetEnvironmentVariable("THELPER_UPDATE_DOCS") == "1")
        {
            ImageCodec.Save(file, OperationSheet.Draw(vocabulary), 1, 88);
        }

        // The drawing of some depends on the processor in the last bits; that all are there does not.
        ImageCodec.Decode(file).shape[0].ShouldBe(OperationSheet.Height(vocabulary), "an operation is new: set THELPER_UPDATE_DOCS=1, run this test once and look at the sheet");
        new FileInfo(file).Length.ShouldBeLessThan(700_000);
    }

    [Fact]
    public void No_operation_is_left_out()
    {
        var types = new Thelper.Config.TypeRegistry();
        var listed = OperationPages.Vocabularies.SelectMany(vocabulary => new OperationPages(types).Operations(vocabulary)).Select(type => type.Name);
        types.Describe(typeof(Thelper.Imaging.Transforms.ITransform)).Select(type => type.Name).Except(listed).ShouldBeEmpty();
    }

    [Fact]
    public void Help_and_page_say_what_is_moved()
    {
        var help = new TypeHelp(new());
        TypeHelp.PageText(help.Find("albumentations.RandomCrop")!).ShouldContain("It moves or hides pixels; label maps, boxes, points and a twin of the image go with it.");
        TypeHelp.PageText(help.Find("albumentations.GaussNoise")!).ShouldContain("leaves every place where it is");
        new OperationPages(new()).Write("albumentations").ShouldContain(TypeHelp.PageText(help.Find("albumentations.RandomCrop")!));
    }
}
