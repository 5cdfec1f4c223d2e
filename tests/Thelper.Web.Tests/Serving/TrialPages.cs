using System.Threading.Tasks;
using Thelper.Torch;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Serving;

/// <summary>Pages that do a little of everything that pages can.</summary>
internal sealed class TrialPages : IPages
{
    /// <summary>A body of /api/note.</summary>
    /// <param name="Title">A text.</param>
    /// <param name="Count">A number.</param>
    public sealed record Note(string Title, int Count);

    public string Name => "trial";

    public string StartPage => "viewing/index.html";

    /// <summary>Notes that were posted.</summary>
    public List<Note> Notes { get; } = [];

    public void Map(PageRoutes routes)
    {
        // What the start page, which is another's, asks for.
        routes.Get("/api/view", _ => Answer.Json(new { Name = "trial", Task = "Task", TaskText = "", Classes = (string[]?)null, Sets = new[] { new { Name = "none", Count = 0, IsLoader = false } }, Scores = (string?)null }));
        routes.Get("/api/find/{set}", _ => Answer.Json(new { Count = 0, Rank = (int?)null, Position = (int?)null }));
        routes.Get("/api/sum/{a}", request => Answer.Json(new { Sum = torch.tensor((float)request.Int("a", 0, 100)).add(torch.tensor((float)request.Number("b", -1, 1, 0))).item<float>() }));
        routes.Get("/api/text", request => Answer.Text(request.Text("text", 20) ?? request.Choice("which", "first", "second") + request.Flag("flag") + request.OptionalInt("a", 0, 5)));
        routes.Get("/api/bug", _ => throw new InvalidOperationException("the inside of the program"));
        routes.Get("/api/gone", _ => throw new FileNotFoundException("the file is gone"));
        routes.Get("/api/data", _ => throw new UserErrorException("the data is not there"));
        routes.Post("/api/note", request =>
        {
            var note = request.Json<Note>();
            lock (Notes)
            {
                Notes.Add(note);
            }

            return Answer.Json(note);
        }, largestBody: 1000);
        routes.Events("/api/ticks", async (request, stream) =>
        {
            for (var i = 0; i < 3; i++)
            {
                await stream.Send("tick", new { Number = i });
            }

            await Task.Delay(Timeout.Infinite, stream.Ended);
        });
    }
}
