using Microsoft.AspNetCore.Http;

namespace Thelper.Web.Serving;

/// <summary>Lets in the user's browser on the server's own pages, and nobody else.</summary>
/// <remarks>
/// The name in the address must be this machine's, so that no foreign name that was made to mean 127.0.0.1 (DNS rebinding) reaches the pages; its port may be any, since
/// <c>ssh -L</c> has one of its own. What changes something must come from a page of the same address. Everything needs the cookie.
/// </remarks>
/// <param name="keys">Token and cookie.</param>
/// <param name="port">The server's port, which is part of the cookie's name: browsers share cookies among the ports of a machine.</param>
internal sealed class Doorkeeper(AccessKeys keys, int port)
{
    private static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    // What pages may load: the server's own files, no code in pages or attributes, nothing from elsewhere.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly string cookie = FormattableString.Invariant($"thelper-{port}");

    /// <summary>Says in the answer what browsers must not do with it.</summary>
    /// <param name="headers">The answer's headers.</param>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
    }

    /// <summary>Looks at a request.</summary>
    /// <param name="http">The request; its answer gets the cookie for a token.</param>
    /// <returns>Why it is refused; null where it may come in.</returns>
    public Answer? Refuse(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.Host.Count != 1 || !Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return Answer.Error(403, "the address must name this machine: 127.0.0.1 or localhost");
        }

        var isRead = HttpMethods.IsGet(request.Method);
        if (!isRead && !HttpMethods.IsPost(request.Method))
        {
            return Answer.Error(405, "only GET and POST are understood");
        }

        // The answer is the page itself: a browser that came from another site would not send its new, strict cookie where it is redirected to.
        if (isRead && request.Path == "/" && request.Query.TryGetValue("token", out var token) && token.Count == 1 && keys.Exchange(token[0]!))
        {
            http.Response.Cookies.Append(cookie, keys.Secret, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
            return null;
        }

        if (!keys.Knows(request.Cookies[cookie]))
        {
            return Answer.Error(401, "this address has been used, or was never given out: open the one that thelper prints when it starts");
        }

        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none"))
        {
            return Answer.Error(403, "another site asks for this");
        }

        return isRead || (request.Headers.Origin is [{ } origin] && string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
            ? null
            : Answer.Error(403, "a change must come from a page of this server");
    }
}
