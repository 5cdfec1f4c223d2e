using Thelper.Testing;
using Thelper.Torch.Serialization;
using Thelper.Vision;
using Thelper.Vision.Models;
using Thelper.Zoo;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Zoo;

/// <summary>Certificates of weights: what the file is, what the model with them answers, and whether it answers as it did before.</summary>
[NoLeaks]
public sealed class WeightCertificateTests : IDisposable
{
    private const string Model = "torchvision.models.shufflenetv2.shufflenet_v2_x0_5";
    private static readonly ModelWeights Weights = PublishedModels.Of("shufflenet_v2_x0_5")[0];
    private readonly string folder = Directory.CreateTempSubdirectory("certificate").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_first_look_records_and_the_next_compare()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = torchvision.models.shufflenet_v2_x0_5();
        var file = Path.Combine(folder, "weights.pth");
        network.save(file);
        var answers = PictureAnswers.Of(Model, Weights, file);
        answers.Count.ShouldBe(1000);
        network.eval();
        using (no_grad())
        {
            var expected = network.call(PictureAnswers.Prepared(Weights.Preset))[0];
            answers[17].ShouldBe(expected[17].ToDouble(), 1e-5);
        }

        var record = WeightFileRecord.Of(file);
        record.Manifest.ShouldContain("conv1.0.weight [24, 3, 3, 3] float32");
        record.Manifest.Count.ShouldBe(network.state_dict().Count);
        var made = new WeightCertificate(Model, Weights.ToString(), record, Weights.Preset, answers, "", null);
        WeightCertificate.Judge(made).Verdict.ShouldBe("recorded, not compared");
        File.ReadAllText(WeightCertificate.PathOf(file)).ShouldContain(record.ManifestSha256);
        var second = WeightCertificate.Judge(made);
        second.Verdict.ShouldEndWith(" of the greatest answer, equal");
        second.Failure.ShouldBeNull();
        second.ToText().ShouldContain("preset: Resize(size=256, interpolation='bilinear'), CenterCrop(size=224), ToTensor(), Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])");
        var other = WeightCertificate.Judge(made with { Answers = [.. answers.Select((answer, i) => i == 5 ? answer + 1 : answer)] });
        other.Failure!.ShouldContain("answers otherwise than when");
        other.Verdict.ShouldEndWith("not equal");

        // A record of another file is none of this one.
        WeightCertificate.Judge(made with { Record = record with { Sha256 = "00" } }).Verdict.ShouldBe("recorded, not compared");
        File.WriteAllText(WeightCertificate.PathOf(file), "{}");
        Should.Throw<UserErrorException>(() => WeightCertificate.Judge(made)).Message.ShouldContain("no certificate that this program wrote");
    }

    [Fact]
    public void A_file_with_another_hash_is_not_the_weights()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "weights.pth");
        Checkpoints.Save(new Dictionary<string, Tensor> { ["a"] = zeros(2) }, file);
        var certificate = WeightCertificate.Make("shufflenet_v2_x0_5", file: file);
        certificate.Failure.ShouldStartWith($"{file}: not the weights ShuffleNet_V2_X0_5_Weights.IMAGENET1K_V1: their SHA-256 starts with f707e7126e, that of the file with ");
        certificate.Record.Manifest.ShouldBe(["a [2] float32"]);
        File.Exists(WeightCertificate.PathOf(file)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("resnet17", null, "there is no model 'resnet17' (did you mean 'resnet18'?)")]
    [InlineData("UNet", null, "thelper.nn.unet.UNet: there are no published weights that could be verified")]
    [InlineData("resnet18", "IMAGENET1K_V7", "--weights: 'IMAGENET1K_V7' is not known for torchvision.models.resnet.resnet18")]
    [InlineData("ResNet50_Weights.IMAGENET1K_V1", null, "there are no weights ResNet50_Weights.IMAGENET1K_V1 to verify; give their file")]
    public void What_cannot_be_verified_is_said(string name, string? weights, string expected) =>
        Should.Throw<UserErrorException>(() => WeightCertificate.Make(name, weights, weights is null && name.Contains("50") ? Path.Combine(folder, "none.pth") : null)).Message.ShouldContain(expected);
}
