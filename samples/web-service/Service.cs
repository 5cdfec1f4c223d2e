using System.Threading.RateLimiting;
using Thelper;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Tasks;

namespace ThelperService;

/// <summary>A trained model as a web service: <c>POST /predict</c> an image file, and get JSON.</summary>
public static class Service
{
    private const int LargestFile = 10 << 20;
    private const long LargestPicture = 50_000_000;
    private const int Best = 5;
    private const int MostWaiting = 100;

    /// <summary>Makes the service. Its settings come from the command line, such as <c>--model sessions/digits --urls http://127.0.0.1:5000</c>.</summary>
    /// <param name="args">The command line.</param>
    /// <exception cref="UserErrorException">No model is named, or it cannot be loaded.</exception>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var model = builder.Configuration["model"] is { Length: > 0 } named ? named : throw new UserErrorException("say which model is served: --model sessions/NAME");

        // Of strangers' files neither the size nor what they unpack to is known; they are in memory while they come.
        builder.WebHost.ConfigureKestrel(server => (server.Limits.MaxRequestBodySize, server.Limits.MaxConcurrentConnections) = (LargestFile, Environment.ProcessorCount + (2 * MostWaiting)));
        ImageCodec.MaxPixels = LargestPicture;

        // A prediction uses every core: a few at once, then a queue, then 503.
        builder.Services.AddSingleton(_ => new ConcurrencyLimiter(new() { PermitLimit = Environment.ProcessorCount, QueueLimit = MostWaiting }));

        // One predictor serves all threads, and is loaded before the first request.
        var predictor = Predictor.Load(model);
        builder.Services.AddSingleton(_ => predictor);
        var app = builder.Build();
        app.Services.GetRequiredService<Predictor>();
        app.MapPost("/predict", Predict);
        return app;
    }

    /// <summary>Runs the service until it is stopped. What its user can mend is a message and no stack trace: a model that is not there, an address that is taken.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="error">Takes the message.</param>
    /// <returns>The exit code: 0, or 2 where there is a message.</returns>
    public static async System.Threading.Tasks.Task<int> RunAsync(string[] args, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            await using var service = Create(args);
            await service.RunAsync();
            return 0;
        }
        catch (Exception failure) when (failure is UserErrorException or IOException)
        {
            await error.WriteLineAsync(failure.Message);
            return 2;
        }
    }

    private static async System.Threading.Tasks.Task<IResult> Predict(HttpRequest request, Predictor predictor, ConcurrencyLimiter limiter)
    {
        using var file = new MemoryStream();
        await request.Body.CopyToAsync(file, request.HttpContext.RequestAborted);

        // Not before the file is there: who sends slowly keeps no core from others.
        using var turn = await limiter.AcquireAsync(1, request.HttpContext.RequestAborted);
        if (!turn.IsAcquired)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            return Results.Json(Said(predictor.Predict(file.GetBuffer().AsSpan(0, (int)file.Length)), predictor));
        }
        catch (UserErrorException error)
        {
            return Results.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static object Said(Prediction prediction, Predictor predictor) => prediction switch
    {
        ClassPrediction classes => new { classes = classes.Classes.Take(Best).Select(score => new { score.Name, Score = Number(score.Score) }) },
        BoxPrediction boxes => new { boxes = boxes.Boxes.Select(box => new { name = ((Detection)predictor.Task).ClassNames[(int)(long)box.ClassId], score = Number((double)box.Confidence!), bbox = box.BBox.Select(Number) }) },
        MapPrediction map => new { width = map.MapWidth, height = map.MapHeight, labels = map.Labels.ToArray() },
        ValuePrediction values => new { values.Shape, values = values.Values.ToArray().Select(value => Number(value)) },
        _ => throw new NotSupportedException($"no answer for {prediction.GetType()}"),
    };

    // JSON has no NaN: a broken model's answer is null.
    private static float? Number(double value) => float.IsFinite((float)value) ? (float)value : null;
}
