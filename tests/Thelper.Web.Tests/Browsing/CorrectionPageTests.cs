using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Web.Annotating;
using Thelper.Web.Browsing;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;
using Task = System.Threading.Tasks.Task;

namespace Thelper.Web.Tests.Browsing;

/// <summary>From the batch of a step to the annotator: a label is corrected, and the step scored again.</summary>
public sealed class CorrectionPageTests(Chromium chromium)
{
    private const int Side = 32;

    [Fact]
    public async Task A_mask_of_a_batch_is_corrected_its_changed_pixels_are_seen_and_the_step_is_scored_again()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-correct-");
        try
        {
            var session = Train(folder.FullName, "segm", "thelper.nn.unet.UNet", "{\"mid_channels\": 16}", "{\"iou\": {\"type\": \"thelper.optim.IntersectionOverUnion\"}}");
            var before = StepReplay.At(session, 1, SessionEnvironment.Quiet());
            var untouched = Sums(session);
            using var pages = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            await using var open = await OpenPages.Open(chromium, pages);
            var page = open.Page;

            // What is typed while another batch is on its way stays when that comes.
            var typed = new TaskCompletionSource();
            await page.RouteAsync(new Regex("/batch\\?step=0"), async route =>
            {
                await typed.Task;
                await route.ContinueAsync();
            });
            await page.GetByRole(AriaRole.Tab, new() { Name = "Batch" }).ClickAsync();
            await page.Locator("#step").FillAsync("1");
            typed.SetResult();
            await page.GetByText(new Regex("^epoch 0, batch 0: 4 samples")).WaitForAsync();
            (await page.Locator("#step").InputValueAsync()).ShouldBe("1");
            await ShowBatch(page, 1);
            var sample = before.Samples[2];
            (await page.Locator(".samples img").CountAsync()).ShouldBe(4);
            await page.GetByRole(AriaRole.Button, new() { Name = "Correct the label of sample 3", Exact = true }).ClickAsync();
            await Ready(page);
            (await page.TitleAsync()).ShouldStartWith($"#{sample.Number.ToString(CultureInfo.InvariantCulture)} ");
            await page.Locator("#changed").GetByText("0 of 1024 pixels differ").WaitForAsync();
            Sums(session).ShouldBe(untouched, "looking changes nothing outside of the corrections");

            // Squares are the second label.
            await page.Keyboard.PressAsync("2");
            await Stroke(page, [(3, 3), (20, 3), (20, 20)]);
            await Status(page, "Stored, not saved yet");
            await page.Keyboard.PressAsync("Enter");
            await Status(page, "Saved");
            var truth = Truth(sample.Number);
            using var scope = torch.NewDisposeScope();
            var mask = ImageCodec.Decode(Path.Combine(session, "corrections", "annotations", "shapes", string.Create(CultureInfo.InvariantCulture, $"{sample.Number:D6}.png")), DecodeMode.Unchanged);
            var corrected = mask.data<byte>().ToArray();
            var changed = Enumerable.Range(0, truth.Length).Where(i => truth[i] != corrected[i]).ToList();
            changed.Count.ShouldBeGreaterThan(20);
            changed.ShouldAllBe(i => corrected[i] == 2);
            await page.Locator("#changed").GetByText(new Regex($"^{changed.Count} of 1024 pixels differ")).WaitForAsync();

            // The changed pixels alone, in magenta.
            await page.Locator("#changes").CheckAsync();
            var shown = await Magenta(page);
            shown.ShouldBe(changed);
            await page.Locator("#changes").UncheckAsync();
            await page.EvaluateAsync("() => document.activeElement.blur()");
            for (var i = 0; i < 6; i++)
            {
                await page.Keyboard.PressAsync("PageUp");
            }


            await page.GetByRole(AriaRole.Button, new() { Name = "Score again" }).ClickAsync();
            await page.Locator("table.scores").WaitForAsync();
            var after = StepReplay.At(session, 1, SessionEnvironment.Quiet(), [new("shapes", sample.Number, _ => torch.tensor(corrected, [Side, Side]))]);
            after.Samples[2].Loss!.Value.ShouldNotBe(sample.Loss!.Value);
            after.Samples[1].Loss!.Value.ShouldBe(before.Samples[1].Loss!.Value);
            (await page.Locator("table.scores tbody tr").AllInnerTextsAsync()).Select(row => row.Split('\t')).Select(row => (row[0], double.Parse(row[1], CultureInfo.InvariantCulture), double.Parse(row[2], CultureInfo.InvariantCulture))).ShouldBe(
            [
                ("loss of this sample", Short(sample.Loss), Short(after.Samples[2].Loss)),
                ("loss of the batch", Short(before.Samples.Average(other => other.Loss)), Short(after.Samples.Average(other => other.Loss))),
                ("iou of the batch", Short(before.Metrics["iou"]), Short(after.Metrics["iou"])),
            ]);
            await open.ShouldBeAccessible();
            await open.Picture("browse-correct", isForDocs: true);
            await page.SetViewportSizeAsync(820, 1180);
            await open.ShouldBeAccessible();
            await open.Picture("browse-correct-tablet");

            Sums(session).ShouldBe(untouched);
            await page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true }).ClickAsync();
            await page.GetByText(new Regex("^epoch 0, batch 1: 4 samples")).WaitForAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_class_of_an_image_is_corrected()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-correct-");
        try
        {
            var session = Train(folder.FullName, "classif", "thelper.nn.lenet.LeNet", "{\"input_shape\": [3, 32, 32]}", "{\"accuracy\": {\"type\": \"thelper.optim.Accuracy\"}}");
            var before = StepReplay.At(session, 0, SessionEnvironment.Quiet());
            using var pages = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            await using var open = await OpenPages.Open(chromium, pages);
            var page = open.Page;
            await ShowBatch(page, 0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Correct the label of sample 1", Exact = true }).ClickAsync();
            await Ready(page);
            // Right becomes wrong, or wrong right: the accuracy changes.
            var (label, predicted) = (before.Samples[0].Label!, before.Samples[0].Prediction!);
            var other = predicted != label ? predicted : label == "circle" ? "square" : "circle";
            (await page.Locator("#class option:checked").TextContentAsync()).ShouldBe(label);
            await page.Locator("#class").SelectOptionAsync(new SelectOptionValue { Label = other });
            await page.GetByText($"the class was {label}").WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Score again" }).ClickAsync();
            await page.Locator("table.scores").WaitForAsync();
            var after = StepReplay.At(session, 0, SessionEnvironment.Quiet(), [new("shapes", before.Samples[0].Number, _ => other)]);
            (await page.Locator("table.scores tbody tr").AllInnerTextsAsync()).Select(row => row.Split('\t')).Select(row => (row[0], double.Parse(row[1], CultureInfo.InvariantCulture), double.Parse(row[2], CultureInfo.InvariantCulture))).ShouldBe(
            [
                ("loss of this sample", Short(before.Samples[0].Loss), Short(after.Samples[0].Loss)),
                ("loss of the batch", Short(before.Samples.Average(sample => sample.Loss)), Short(after.Samples.Average(sample => sample.Loss))),
                ("accuracy of the batch", Short(before.Metrics["accuracy"]), Short(after.Metrics["accuracy"])),
            ]);
            after.Metrics["accuracy"].ShouldNotBe(before.Metrics["accuracy"]);
            after.Samples[0].Label.ShouldBe(other);

            // A second program is told that this one has them; this one goes on where it was, after a restart too.
            using var second = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            await using var server = await Thelper.Web.Serving.PageServer.Start(second, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            using var client = new RawClient(server).LogIn();
            client.Get("/api/runs").Status.ShouldBe(200);
            var key = new Uri(page.Url).Segments[^1].TrimEnd('/');
            client.Get($"/correct/{key}/api/session").Status.ShouldBe(410, "nothing was asked for");
            var (status, _, answer) = client.Post("/api/runs/1/correct", "{}"u8.ToArray());
            status.ShouldBe(422);
            System.Text.Encoding.UTF8.GetString(answer).ShouldContain("corrections");
            pages.Dispose();
            client.Post("/api/runs/1/correct", "{}"u8.ToArray()).Status.ShouldBe(200);
            System.Text.Encoding.UTF8.GetString(client.Get($"/correct/{key}/api/sample/{before.Samples[0].Number.ToString(CultureInfo.InvariantCulture)}").Body).ShouldContain("\"saved\":true");
            RequestFuzz.Run(server, key, ["number", "radius", "step", "place"], [
                """{"id": "a", "version": 0, "edit": {"do": "stroke", "id": "s", "label": 1, "radius": 2, "points": [1, 2, 3, 4]}, "branch": ""}""",
                """{"id": "b", "version": 1, "edit": {"do": "objects", "objects": {"boxes": [{"label": 1, "left": 1, "top": 1, "right": 5, "bottom": 6}], "class": 2}}, "branch": ""}""",
                "{}"], 600, "/correct/{key}/api/export", "/correct/{key}/api/score/{number}", "/api/runs/{id}/batch", "/api/runs/{id}/batch/{place}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_painted_while_browse_is_started_again_waits_until_the_session_is_corrected_again()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-correct-");
        try
        {
            var session = Train(folder.FullName, "segm", "thelper.nn.unet.UNet", "{\"mid_channels\": 16}", "{\"iou\": {\"type\": \"thelper.optim.IntersectionOverUnion\"}}");
            using var pages = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            using var second = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            var server = await Thelper.Web.Serving.PageServer.Start(pages, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            var open = await OpenPages.OpenAgain(chromium, server);
            open.Expected.AddRange(["ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "401", "410"]);
            try
            {
                var page = open.Page;
                await ShowBatch(page, 1);
                await page.GetByRole(AriaRole.Button, new() { Name = "Correct the label of sample 3", Exact = true }).ClickAsync();
                await Ready(page);
                var number = int.Parse((await page.TitleAsync()).Split(' ')[0].TrimStart('#'), CultureInfo.InvariantCulture);
                await page.Keyboard.PressAsync("2");
                await Stroke(page, [(3, 10), (20, 10)]);
                await Status(page, "Stored, not saved yet");
                await server.DisposeAsync();
                pages.Dispose();
                await Stroke(page, [(3, 3), (20, 3)]);
                await Status(page, "Not connected");
                server = await Thelper.Web.Serving.PageServer.Start(second, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, server.Address.Port);
                var other = await open.Context.NewPageAsync();
                await other.GotoAsync(server.NewAddress().AbsoluteUri);
                await page.GetByText("is sent when labels of this session are corrected again").WaitForAsync();
                await page.Locator("[role=alert].problem").GetByText("choose Correct under a sample").WaitForAsync();
                await ShowBatch(other, 1);
                await other.GetByRole(AriaRole.Button, new() { Name = "Correct the label of sample 1", Exact = true }).ClickAsync();
                await Ready(other);
                await other.CloseAsync();
                await page.WaitForFunctionAsync("texts => texts.includes(document.getElementById('status').textContent)", new[] { "Stored, not saved yet", "Saved" });
                await page.Keyboard.PressAsync("Enter");
                await Status(page, "Saved");
                var file = Path.Combine(session, "corrections", "annotations", "shapes", string.Create(CultureInfo.InvariantCulture, $"{number:D6}.png"));
                using var mask = ImageCodec.Decode(file, DecodeMode.Unchanged);
                mask.data<byte>().ToArray()[(3 * Side) + 10].ShouldBe((byte)2);
            }
            finally
            {
                await open.DisposeAsync();
                await server.DisposeAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Boxes_of_two_samples_are_corrected_and_the_step_is_scored_with_both()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-correct-");
        try
        {
            var detector = Repository.File("samples", "own-detector", "SmallDetector.cs") + ":Samples.SmallDetector";
            var session = Train(folder.FullName, "detect", detector, "{\"image_size\": 32}", "{\"ap\": {\"type\": \"thelper.optim.AveragePrecision\"}}");
            var before = StepReplay.At(session, 1, SessionEnvironment.Quiet());
            using var pages = new SessionPages(folder.FullName, SessionEnvironment.Quiet());
            await using var open = await OpenPages.Open(chromium, pages);
            var page = open.Page;

            // The first one gets another box beside its own.
            await ShowBatch(page, 1);
            await page.GetByRole(AriaRole.Button, new() { Name = "Correct the label of sample 1", Exact = true }).ClickAsync();
            await Ready(page);
            await page.Locator("#changed").GetByText("0 of 1024 pixels differ from the data set's label", new() { Exact = true }).WaitForAsync();
            (await page.Locator("ul.boxes li").CountAsync()).ShouldBe(1);
            await page.Keyboard.PressAsync("x");
            await page.Keyboard.PressAsync("2");
            var view = await View(page);
            await page.Mouse.MoveAsync((float)(view.X + (3.2 * view.Scale)), (float)(view.Y + (4.2 * view.Scale)));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync((float)(view.X + (13.8 * view.Scale)), (float)(view.Y + (16.8 * view.Scale)));
            await page.Mouse.UpAsync();
            await page.Locator("#changed").GetByText("; boxes: 0 gone, 1 new").WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true }).ClickAsync();

            // The other one loses its box.
            await page.GetByText(new Regex("^epoch 0, batch 1: 4 samples")).WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Correct the label of sample 3", Exact = true }).ClickAsync();
            await Ready(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Remove box 1" }).ClickAsync();
            await page.Locator("#changed").GetByText("; boxes: 1 gone, 0 new").WaitForAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Score again" }).ClickAsync();
            await page.Locator("table.scores caption").GetByText("with 2 corrected samples").WaitForAsync();

            TruthChange[] changes =
            [
                new("shapes", before.Samples[0].Number, truth => new List<object?>([.. (IReadOnlyList<object?>)truth!, new BoundingBox("square", [3, 4, 14, 17], includeMargin: false)])),
                new("shapes", before.Samples[2].Number, _ => new List<object?>()),
            ];
            var after = StepReplay.At(session, 1, SessionEnvironment.Quiet(), changes);
            (await page.Locator("table.scores tbody tr").AllInnerTextsAsync()).ShouldBe(
            [
                $"loss of this sample\t{Told(before.Samples[2].Loss)}\t{Told(after.Samples[2].Loss)}",
                $"loss of the batch\t{Told(before.Samples.Average(sample => sample.Loss))}\t{Told(after.Samples.Average(sample => sample.Loss))}",
                $"ap of the batch\t{Told(before.Metrics["ap"])}\t{Told(after.Metrics["ap"])}",
            ]);
            after.Samples[0].Loss.ShouldNotBe(before.Samples[0].Loss);
            await open.ShouldBeAccessible();
            await open.Picture("browse-correct-boxes");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Told(double? value) => value is null ? "none" : Short(value).ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_sample_that_was_only_looked_at_is_not_corrected()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-correct-");
        try
        {
            var session = Train(folder.FullName, "classif", "thelper.nn.lenet.LeNet", "{\"input_shape\": [3, 32, 32]}", "{\"accuracy\": {\"type\": \"thelper.optim.Accuracy\"}}");
            int? label;
            using (var desk = new CorrectionDesk(session, SessionEnvironment.Quiet()))
            {
                label = desk.Store.Use(0, sample => sample.Objects.Class);
                desk.Store.Use(1, sample => sample.Save());
                desk.ChangeOf(0).ShouldBeNull();
            }

            using (var desk = new CorrectionDesk(session, SessionEnvironment.Quiet()))
            {
                desk.Store.States.Take(3).ShouldBe([SampleState.Begun, SampleState.Saved, SampleState.Untouched]);
                Enumerable.Range(0, 3).Select(desk.ChangeOf).ShouldAllBe(change => change == null);
                desk.Store.Use(0, sample => sample.Edit(new Edit.SetObjects(new([], label == 1 ? 2 : 1))));
                var change = desk.ChangeOf(0).ShouldNotBeNull();
                (change.Dataset, change.Number).ShouldBe(("shapes", 0));
                desk.Store.Use(0, sample => sample.Edit(new Edit.Undo()));
                desk.ChangeOf(0).ShouldBeNull();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // On the thread that keeps the samples it would end the program.
    [Fact]
    public void What_cannot_be_saved_in_the_end_is_told_to_who_closes()
    {
        var folder = Directory.CreateTempSubdirectory("thelper-correct-");
        try
        {
            var session = Train(folder.FullName, "classif", "thelper.nn.lenet.LeNet", "{\"input_shape\": [3, 32, 32]}", "{\"accuracy\": {\"type\": \"thelper.optim.Accuracy\"}}");
            var desk = new CorrectionDesk(session, SessionEnvironment.Quiet());
            desk.Store.Use(0, sample =>
            {
                sample.Put = (_, _) => throw new UserErrorException("the disk is full");
                return sample.Edit(new Edit.SetObjects(new([], 2)));
            });
            Should.Throw<UserErrorException>(desk.Dispose).Message.ShouldContain("the disk is full");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ShowBatch(IPage page, int step)
    {
        await page.GetByRole(AriaRole.Tab, new() { Name = "Batch" }).ClickAsync();
        await page.Locator("#step").FillAsync(step.ToString(CultureInfo.InvariantCulture));
        await page.Locator("#step").BlurAsync();
        await page.GetByText(new Regex($"^epoch 0, batch {step}: 4 samples")).WaitForAsync();
    }

    private static double Short(double? value) => double.Parse(value!.Value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static byte[] Truth(int number)
    {
        using var sample = new ShapesDataset(12, Side, 3, maxObjects: 1, task: "segm").GetItem(number, TransformRandom.For(0, 0, 0));
        return ((torch.Tensor)sample["label_map"]!).data<byte>().ToArray();
    }

    // The pixels of the mask that are magenta on the canvas, with an opaque mask.
    private static async Task<List<int>> Magenta(IPage page)
    {
        await page.Mouse.MoveAsync(2, 2);
        await page.EvaluateAsync("() => document.activeElement.blur()");
        for (var i = 0; i < 10; i++)
        {
            await page.Keyboard.PressAsync("PageDown");
        }

        await View(page);
        return [.. await page.EvaluateAsync<int[]>(
            """
            () => {
              const canvas = document.querySelector('.stage canvas');
              const [scale, left, top] = canvas.dataset.view.split(' ').map(Number);
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              return Array.from({ length: 32 * 32 }, (_, i) => i).filter(i => {
                const at = 4 * (Math.floor(top + (Math.floor(i / 32) + 0.5) * scale) * canvas.width + Math.floor(left + (i % 32 + 0.5) * scale));
                return data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255;
              });
            }
            """)];
    }

    // What every file of the session holds, without those of the corrections.
    private static Dictionary<string, string> Sums(string session) => Directory.GetFiles(session, "*", SearchOption.AllDirectories)
        .Where(file => !file.StartsWith(Path.Combine(session, "corrections"), StringComparison.Ordinal))
        .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static string Train(string folder, string task, string model, string parameters, string metrics)
    {
        var config = Path.Combine(folder, "c.json");
        File.WriteAllText(config, $$$"""
            {
                "name": "{{{task}}}",
                "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "{{{task}}}", "count": 12, "image_size": {{{Side}}}, "classes": 3, "max_objects": 1} } },
                "loaders": {
                    "batch_size": 4, "workers": 1, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4,
                    "base_transforms": [
                        {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127, 127, 127], "max": [255, 255, 255]}, "target_key": "image"},
                        {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}
                    ],
                    "train_augments": {"append": false, "transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip"}]},
                    "train_split": {"shapes": 1.0}
                },
                "model": {"type": "{{{model}}}", "params": {{{parameters}}} },
                "trainer": {
                    "epochs": 1,
                    "optimization": {{{{(task == "detect" ? "" : "\"loss\": {\"type\": \"torch.nn.CrossEntropyLoss\"}, ")}}}"optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001} } },
                    "metrics": {{{metrics}}}
                }
            }
            """);
        Session.Create(config, folder, SessionEnvironment.Quiet(), []);
        return Path.Combine(folder, task);
    }
}
