namespace Thelper.Web.Serving;

/// <summary>Something that a script may ask for. Exactly one of <see cref="Answer"/> and <see cref="Stream"/> is set.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Pattern">The path, with parameters in braces: <c>/api/samples/{index}</c>.</param>
/// <param name="Answer">Answers it, on a thread for work.</param>
/// <param name="Stream">Sends events until the browser leaves or the server ends.</param>
/// <param name="LargestBody">The most bytes that a POST may bring.</param>
internal sealed record PageRoute(
    string Method, string Pattern, Func<PageRequest, Answer>? Answer, Func<PageRequest, EventStream, System.Threading.Tasks.Task>? Stream, int LargestBody);
