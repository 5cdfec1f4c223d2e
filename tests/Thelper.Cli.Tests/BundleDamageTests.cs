using System.Text.RegularExpressions;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>Bundles whose makers meant no good, or knew no better: one message, and no proof of nothing.</summary>
[NoLeaks]
public class BundleDamageTests
{
    private const string Bundle = "proof";

    [Theory]
    [InlineData("no case")]
    [InlineData("any tolerance")]
    [InlineData("a case's tolerance")]
    public void A_manifest_that_would_prove_nothing_is_said(string fault)
    {
        using var work = BundleTests.Bundled(out _);
        if (fault == "any tolerance")
        {
            // 1e999 is read as infinity.
            File.WriteAllText($"{Bundle}/bundle.json", Regex.Replace(File.ReadAllText($"{Bundle}/bundle.json"), "\"tolerance\": [^,]+,", "\"tolerance\": 1e999,"));
        }
        else
        {
            BundleTests.Change(cases =>
            {
                if (fault == "no case")
                {
                    cases.Clear();
                }
                else
                {
                    cases[0]!["tolerance"] = 5;
                }
            });
        }

        BundleTests.Renew();
        ExportModelTests.Fail("verify", Bundle).ShouldContain("bundle.json: is damaged");
    }

    // None of them is a bug of the program.
    [Theory]
    [InlineData("a picture without pixels")]
    [InlineData("no picture")]
    [InlineData("complex numbers")]
    public void Answers_that_cannot_be_are_said(string fault)
    {
        using var work = BundleTests.Bundled(out _);
        using (torch.NewDisposeScope())
        {
            const string file = $"{Bundle}/expected/00.safetensors";
            var tensors = Safetensors.Load(file).ToDictionary(entry => entry.Key, entry => entry.Value);
            switch (fault)
            {
                case "a picture without pixels":
                    tensors["decode"] = torch.zeros([0, 5, 3], torch.ScalarType.Byte);
                    break;
                case "no picture":
                    tensors["input"] = torch.zeros(0, 1, 32, 32);
                    tensors["sizes"] = torch.zeros([0, 2], torch.ScalarType.Int64);
                    break;
                default:
                    tensors["input"] = tensors["input"].to(torch.ScalarType.ComplexFloat32);
                    break;
            }

            Safetensors.Save([.. tensors], file);
        }

        BundleTests.Renew();
        ExportModelTests.Fail("verify", Bundle).ShouldContain("expected answers: expected/00.safetensors: 'input', 'decode' and 'resize' are real numbers");
    }
}
