using Thelper.Geo.Sampling;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Sampling;

public class BandIndexTests
{
    // Blue, green, red, near infrared, short-wave infrared of three pixels; expected numbers by NumPy 1.24 from the papers' formulas (float64).
    private static readonly float[] Pixels = [0.05f, 0.1f, 0.08f, 0.4f, 0.2f, 0.3f, 0.2f, 0.1f, 0.05f, 0.02f, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData("ndvi", "nir:3,red:2", 0.66666667, -0.33333333, 0)]
    [InlineData("gndvi", "nir:3,green:1", 0.6, -0.6, 0)]
    [InlineData("ndwi", "green:1,nir:3", -0.6, 0.6, 0)]
    [InlineData("mndwi", "green:1,swir:4", -0.33333333, 0.81818182, 0)]
    [InlineData("ndsi", "green:1,swir:4", -0.33333333, 0.81818182, 0)]
    [InlineData("ndmi", "nir:3,swir:4", 0.33333333, 0.42857143, 0)]
    [InlineData("nbr", "nir:3,swir:4", 0.33333333, 0.42857143, 0)]
    [InlineData("ndbi", "swir:4,nir:3", -0.33333333, -0.42857143, 0)]
    [InlineData("difference", "a:0,b:4", -0.6, 0.875, 0)]
    [InlineData("evi", "nir:3,red:2,blue:0", 0.53156146, 0.20833333, 0)]
    [InlineData("savi", "nir:3,red:2", 0.48979592, -0.11538462, 0)]
    [InlineData("msavi", "nir:3,red:2", 0.48768944, -0.08442888, 0)]
    public void Each_index_is_what_its_paper_says(string index, string bands, double first, double second, double third)
    {
        using var scope = NewDisposeScope();
        var of = bands.Split(',').Select(part => part.Split(':')).ToDictionary(part => part[0], part => long.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture));
        var image = tensor(Pixels, [1, 3, 5]);
        var added = (Tensor)new BandIndex(index, of).Apply(image, TransformRandom.For(0, 0, 0))!;
        added.shape.ShouldBe([1, 3, 6]);
        added.narrow(2, 0, 5).contiguous().DataSpan<float>().ToArray().ShouldBe(Pixels);
        added.select(2, 5).contiguous().DataSpan<float>().ToArray().ShouldBe([(float)first, (float)second, (float)third], 2e-6f);
        var alone = (Tensor)new BandIndex(index, of, append: false).Apply((image * 10_000).round().to(ScalarType.Int32), TransformRandom.For(0, 0, 0))!;
        alone.shape.ShouldBe([1, 3, 1]);
        var scaled = (Tensor)new BandIndex(index, of, append: false, scale: 1e-4).Apply((image * 10_000).round().to(ScalarType.Int32), TransformRandom.For(0, 0, 0))!;
        scaled.reshape(-1).DataSpan<float>().ToArray().ShouldBe([(float)first, (float)second, (float)third], 2e-5f);
    }

    [Fact]
    public void What_was_added_is_taken_away_again()
    {
        using var scope = NewDisposeScope();
        var image = tensor(Pixels, [1, 3, 5]);
        var of = new Dictionary<string, long> { ["nir"] = 3, ["red"] = 2 };
        var added = (Tensor)new BandIndex("ndvi", of).Apply(image, TransformRandom.For(0, 0, 0))!;
        ((Tensor)new BandIndex("ndvi", of).Invert(added)!).contiguous().DataSpan<float>().ToArray().ShouldBe(Pixels);
        Should.Throw<UserErrorException>(() => new BandIndex("ndvi", of, append: false).Invert(added)).Message.ShouldContain("the bands are lost");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Fails(() => new BandIndex("ndvy", new Dictionary<string, long>())).ShouldContain("did you mean 'ndvi'?");
        Fails(() => new BandIndex("ndvi", new Dictionary<string, long> { ["nir"] = 3 })).ShouldContain("nir, red for ndvi");
        Fails(() => new BandIndex("ndvi", new Dictionary<string, long> { ["nir"] = 3, ["red"] = -1 })).ShouldContain("counted from 0");
        Fails(() => new BandIndex("ndvi", new Dictionary<string, long> { ["nir"] = 3, ["red"] = 1 }, scale: 0)).ShouldContain("scale");
        using var scope = NewDisposeScope();
        Fails(() => new BandIndex("ndvi", new Dictionary<string, long> { ["nir"] = 3, ["red"] = 1 }).Apply(zeros(4, 4, 3), TransformRandom.For(0, 0, 0))).ShouldContain("with the channels 3, 1");
        static string Fails(Func<object?> make) => Should.Throw<UserErrorException>(make).Message;
    }
}
