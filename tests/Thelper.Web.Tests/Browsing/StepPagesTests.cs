using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Web.Browsing;

namespace Thelper.Web.Tests.Browsing;

/// <summary>From a point of a curve to the batch behind it, and why two sessions differ: on sessions that were trained.</summary>
public sealed class StepPagesTests(Chromium chromium)
{
    [Fact]
    public async Task A_click_on_a_loss_shows_the_batch_of_its_step_and_two_sessions_are_compared()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-steps-");
        try
        {
            Train(folder.FullName, "a");
            Train(folder.FullName, "b", "trainer.optimization.optimizer.params.lr=0.01");
            using var pages = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            await using var open = await OpenPages.Open(chromium, pages);
            var page = open.Page;
            var chart = page.GetByRole(AriaRole.Region, new() { Name = "train/iter/loss" });
            await chart.Locator(".u-over").WaitForAsync();
            var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;

            // Of the lines at this step the one nearest to the pointer, near the top: the greatest loss.
            var lines = await page.EvaluateAsync<double?[][]>("() => [...document.querySelectorAll('.chart')].find(other => other.getAttribute('aria-label') === 'train/iter/loss').querySelector('.plot').lines()");
            var nearest = lines.Index().MaxBy(line => line.Item[2]).Index;
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.66f), box.Y + 20);
            await page.Mouse.ClickAsync(box.X + (box.Width * 0.66f), box.Y + 20);
            await page.GetByText(new Regex("^epoch 1, batch 0: 32 samples; predictions and losses by the weights after epoch 0")).WaitForAsync();
            (await page.Locator("#step").InputValueAsync()).ShouldBe("2");
            (await page.Locator("#batch-run").InputValueAsync()).ShouldBe(nearest == 0 ? "a" : "b");
            await page.WaitForFunctionAsync("() => { const images = [...document.querySelectorAll('.samples img')]; return images.length === 32 && images.every(image => image.complete && image.naturalWidth > 0); }");
            var shown = await page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.samples strong')].map(node => Number(node.textContent))");
            shown.ShouldBe(shown.OrderDescending());
            await open.ShouldBeAccessible();
            await open.Picture("browse-batch", isForDocs: true);

            await page.Locator("#step").FillAsync("99");
            await page.Locator("#step").BlurAsync();
            await page.GetByText(new Regex("^epoch 49, batch 1")).WaitForAsync();
            await page.GetByRole(AriaRole.Tab, new() { Name = "Why" }).ClickAsync();
            var (iteration, first, second) = SessionDiff.Of(Path.Combine(folder.FullName, "a"), Path.Combine(folder.FullName, "b")).FirstLoss!.Value;
            await page.GetByText(string.Create(CultureInfo.InvariantCulture, $"The first loss that differs is that of iteration {iteration}: {first:R} in a, {second:R} in b.")).WaitForAsync();
            (await page.GetByRole(AriaRole.Row, new() { Name = "trainer.optimization.optimizer.params.lr" }).Locator("td").AllTextContentsAsync()).ShouldBe(["0.001", "0.01"]);
            await open.ShouldBeAccessible();
            await open.Picture("browse-why");

            // Its batch in the one and in the other: pictures are the same, losses each session's own.
            var losses = new List<double[]>();
            foreach (var name in new[] { "a", "b" })
            {
                await page.GetByRole(AriaRole.Tab, new() { Name = "Why" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = $"The batch of {name}" }).ClickAsync();
                await page.GetByText(new Regex("^epoch 0, batch 1: [0-9]+ samples")).WaitForAsync();
                (await page.Locator("#batch-run").InputValueAsync()).ShouldBe(name);
                losses.Add(await page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.samples strong')].map(node => Number(node.textContent))"));
                var batch = StepReplay.At(Path.Combine(folder.FullName, name), 1, SessionEnvironment.Quiet());
                losses[^1].ShouldBe(batch.Samples.Select(sample => sample.Loss!.Value).OrderDescending(), 1e-4);

                // The picture of a sample is its own; in the batch's order as well.
                var told = await Told();
                told.ShouldBe(batch.Samples.Index().OrderByDescending(sample => sample.Item.Loss).Select(sample => Of(sample.Index, sample.Item)));
                await page.GetByLabel("Worst first").UncheckAsync();
                await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.samples img')].every((image, i) => new URL(image.src).pathname.endsWith(`/${i}`))");
                (await Told()).ShouldBe(batch.Samples.Index().Select(sample => Of(sample.Index, sample.Item)));
                await page.GetByLabel("Worst first").CheckAsync();
            }

            losses[0].ShouldNotBe(losses[1]);

            // Place, number in the set, class, prediction, and whether that is told to be right.
            static string Of(int place, StepSample sample) => string.Create(CultureInfo.InvariantCulture, $"{place} {sample.Index} {sample.Label} {sample.Prediction} {(sample.Label == sample.Prediction ? "good" : "bad")}");
            Task<string[]> Told() => page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('.samples figure')].map(figure => {
                  const [image, prediction] = [figure.querySelector('img'), figure.querySelector('.good, .bad')];
                  return [new URL(image.src).pathname.split('/').at(-1), image.alt.match(/\d+/)[0], prediction.parentElement.textContent.match(/^is (.*), predicted/)[1], prediction.textContent, prediction.className].join(' ');
                })
                """);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Train(string folder, string name, params string[] overrides)
    {
        var config = Path.Combine(folder, $"{name}.json");
        File.WriteAllText(config, $$"""
            {
                "name": "{{name}}",
                "datasets": {"digits": {"type": "thelper.data.ImageFolderDataset", "params": {"root": {{JsonSerializer.Serialize(Repository.File("samples", "digits"))}}, "order": "name"} } },
                "loaders": {
                    "batch_size": 32, "workers": 1, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4,
                    "base_transforms": [
                        {"operation": "thelper.transforms.ToGray", "target_key": "image"},
                        {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}
                    ],
                    "train_augments": {"append": true, "transforms": [{"operation": "torchvision.transforms.RandomErasing", "params": {"p": 0.5}, "target_key": "image"}]},
                    "train_split": {"digits": 0.03}, "valid_split": {"digits": 0.03}
                },
                "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]} },
                "trainer": {
                    "epochs": 2,
                    "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001} } },
                    "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"} }
                }
            }
            """);
        Session.Create(config, folder, SessionEnvironment.Quiet(), overrides);
    }
}
