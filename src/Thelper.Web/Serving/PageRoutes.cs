namespace Thelper.Web.Serving;

/// <summary>What the scripts of a page may ask for.</summary>
/// <remarks>
/// Handlers are ordinary functions. They run on a few threads that are kept for work, inside a dispose scope and without gradients, so that they may use tensors; what they
/// answer is bytes. They throw <see cref="RequestException"/> for a request that cannot be, and <see cref="UserErrorException"/> for data that cannot be used.
/// </remarks>
internal sealed class PageRoutes
{
    private const int LargestUsualBody = 1 << 20;
    private readonly List<PageRoute> all = [];

    /// <summary>All routes.</summary>
    public IReadOnlyList<PageRoute> All => all;

    /// <summary>Adds something to read. It changes nothing, whatever it is asked.</summary>
    /// <param name="pattern">The path, which begins with <c>/api/</c>, after that of a page where there are several; parameters stand in braces.</param>
    /// <param name="answer">Answers it.</param>
    public void Get(string pattern, Func<PageRequest, Answer> answer) => Add(new("GET", pattern, answer, null, 0));

    /// <summary>Adds a page besides the start page.</summary>
    /// <param name="pattern">The path, which ends with a slash; what its script asks for is below it.</param>
    /// <param name="file">Its path below wwwroot.</param>
    public void Page(string pattern, string file) => all.Add(new("GET", pattern, _ => EmbeddedFiles.Find(file)!, null, 0));

    /// <summary>Adds something that changes the state of the server or files.</summary>
    /// <param name="pattern">The path, which begins with <c>/api/</c>, after that of a page where there are several.</param>
    /// <param name="answer">Does it.</param>
    /// <param name="largestBody">The most bytes that it may be sent.</param>
    public void Post(string pattern, Func<PageRequest, Answer> answer, int largestBody = LargestUsualBody) => Add(new("POST", pattern, answer, null, largestBody));

    /// <summary>Adds a stream of events. Its handler must not touch tensors: it awaits.</summary>
    /// <param name="pattern">The path, which begins with <c>/api/</c>, after that of a page where there are several.</param>
    /// <param name="stream">Sends events until <see cref="EventStream.Ended"/>.</param>
    public void Events(string pattern, Func<PageRequest, EventStream, System.Threading.Tasks.Task> stream) => Add(new("GET", pattern, null, stream, 0));

    private void Add(PageRoute route)
    {
        if (!route.Pattern.Contains("/api/", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{route.Pattern}: what scripts ask for is below /api/, or that of a page", nameof(route));
        }

        all.Add(route);
    }
}
