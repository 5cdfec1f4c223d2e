using System.Globalization;
using System.Text;
using System.Threading.Tasks;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests;

/// <summary>
/// Asks for everything that pages answer, with parameters, bodies and paths that nobody should send: no answer is a failure of the server, and none has the content of a file
/// outside the pages' folder.
/// </summary>
internal static class RequestFuzz
{
    /// <summary>A text that tests put into files which no answer may show.</summary>
    public const string Secret = "no-page-may-show-this-8c1f";

    private static readonly string[] Values =
    [
        "0", "1", "2", "-1", "7", "2147483647", "2147483648", "-2147483649", "99999999999999999999", "1e9", "0.5", "NaN", "Infinity", "-0", "1.5", "0x10", "", " ", "%00", "%0d%0aX: y",
        "../", "..%2f", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/etc/passwd", "%2Fetc%2Fpasswd", "....//....//etc/passwd", "..%5c..%5csecret", "secret.txt", "..%2Fsecret.txt", "%c0%ae%c0%ae/",
        "<script>alert(1)</script>", "%3Cimg%20src=x%20onerror=alert(1)%3E", "'\"%3e", "${7*7}", "{{7*7}}", "null", "undefined", "true", "[]", "%5B1%5D", "train", "valid", "test", "image", "label",
        "%F0%9F%98%80", "%ff%fe", "a%00b", "1;2", "1,2,3", "%E2%80%AE", "con", "~", "*", "%25", "%2525",
    ];

    /// <summary>Asks.</summary>
    /// <param name="server">The server.</param>
    /// <param name="parameters">Names of parameters that its routes read after the question mark.</param>
    /// <param name="bodies">Bodies that its routes understand, which are damaged; null for none.</param>
    /// <param name="count">How many requests: all pages together get more than 10,000. THELPER_FUZZ says more.</param>
    /// <param name="leaveOut">Routes that are not asked.</param>
    public static void Run(PageServer server, string[] parameters, string[]? bodies = null, int count = 3_000, params string[] leaveOut) => Run(server, null, parameters, bodies, count, leaveOut);

    /// <summary>Asks pages of which some are below a key.</summary>
    /// <param name="server">The server.</param>
    /// <param name="key">What stands for <c>{key}</c> in every other request; null for nothing.</param>
    /// <param name="parameters">Names of parameters that its routes read after the question mark.</param>
    /// <param name="bodies">Bodies that its routes understand, which are damaged; null for none.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="leaveOut">Routes that are not asked.</param>
    public static void Run(PageServer server, string? key, string[] parameters, string[]? bodies, int count, params string[] leaveOut)
    {
        const int Clients = 4;
        count = Thelper.Testing.FuzzRounds.Wanted ?? count;
        var routes = server.Routes.Where(route => !leaveOut.Contains(route.Pattern)).ToList();
        var statuses = new int[600];
        Parallel.For(0, Clients, part =>
        {
            using var client = new RawClient(server).LogIn();
            var random = new System.Random(part);
            for (var i = part; i < count; i += Clients)
            {
                var (request, body, isStream) = Make(random, routes, key, parameters, bodies ?? [], client);
                var (status, _, content) = client.Send(request, body, readsBody: !isStream);
                Interlocked.Increment(ref statuses[status]);
                status.ShouldBeLessThan(500, request);
                Encoding.Latin1.GetString(content).ShouldNotContain(Secret, customMessage: request);
                Encoding.Latin1.GetString(content).ShouldNotContain("root:x:0:", customMessage: request);
            }
        });

        // Otherwise it would have been the door that answered, or nothing but mistakes.
        statuses[200].ShouldBeGreaterThan(count / 100);
        statuses[401].ShouldBe(0);
        statuses[0].ShouldBe(0);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", statuses.Index().Where(entry => entry.Item > 0).Select(entry => $"{entry.Index}: {entry.Item}")));
    }

    private static (string Head, byte[]? Body, bool IsStream) Make(System.Random random, List<PageRoute> routes, string? key, string[] parameters, string[] bodies, RawClient client)
    {
        var route = random.Next(40) == 0 || routes.Count == 0 ? null : routes[random.Next(routes.Count)];
        var path = route is null ? "/static/" + (random.Next(2) == 0 ? "common/style.css" : Value(random)) : string.Join('/', route.Pattern.Split('/').Select(part => part == "{key}" && key is not null && random.Next(2) == 0 ? key : part.StartsWith('{') ? Value(random) : part));
        if (random.Next(20) == 0)
        {
            path += "/" + Value(random);
        }

        var names = parameters.Where(_ => random.Next(parameters.Length) < 3).ToList();
        if (random.Next(20) == 0 && names.Count > 0)
        {
            names.Add(names[0]);
        }

        if (names.Count > 0)
        {
            path += "?" + string.Join('&', names.Select(name => $"{name}={Value(random)}"));
        }

        // A space would end the path.
        path = path.Replace(" ", "%20", StringComparison.Ordinal);
        var method = route?.Method ?? "GET";
        var isStream = route?.Stream is not null;
        if (method != "POST")
        {
            return ($"GET {path} HTTP/1.1\r\nHost: {client.Host}\r\nCookie: {client.Cookie}\r\n\r\n", null, isStream);
        }

        var body = bodies.Length == 0 || random.Next(8) == 0 ? Encoding.UTF8.GetBytes(Value(random)) : Damaged(Encoding.UTF8.GetBytes(bodies[random.Next(bodies.Length)]), random);
        return (string.Create(
            CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: {client.Host}\r\nOrigin: http://{client.Host}\r\nCookie: {client.Cookie}\r\nContent-Length: {body.Length}\r\n\r\n"), body, isStream);
    }

    // Half of them small numbers, which are more often what is there.
    private static string Value(System.Random random) => random.Next(2) == 0 ? random.Next(12).ToString(CultureInfo.InvariantCulture) : Values[random.Next(Values.Length)];

    private static byte[] Damaged(byte[] body, System.Random random) => random.Next(3) == 0 ? body : Thelper.Testing.FileFuzz.Damage(body, random);
}
