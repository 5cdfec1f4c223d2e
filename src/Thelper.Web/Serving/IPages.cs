namespace Thelper.Web.Serving;

/// <summary>The pages of one command: a start page, and what its scripts ask for.</summary>
internal interface IPages
{
    /// <summary>What they are, for the user: <c>viz</c>.</summary>
    string Name { get; }

    /// <summary>The page that is served as <c>/</c>, a file below wwwroot: <c>viewing/index.html</c>.</summary>
    string StartPage { get; }

    /// <summary>Declares what scripts may ask for.</summary>
    /// <param name="routes">Receives the routes.</param>
    void Map(PageRoutes routes);
}
