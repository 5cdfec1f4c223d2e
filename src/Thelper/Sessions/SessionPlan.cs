using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Random;
using Thelper.Torch;
using Thelper.Train.Construction;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>A configuration whose sections are checked as far as they can be without touching data, all mistakes reported at once.</summary>
internal sealed class SessionPlan
{
    private SessionPlan(ConfigNode config, string name, TrainerPlan trainer, Loaders loaders)
    {
        Config = config;
        Name = name;
        Trainer = trainer;
        Loaders = loaders;
    }

    /// <summary>The configuration.</summary>
    public ConfigNode Config { get; }

    /// <summary>The session's name.</summary>
    public string Name { get; }

    /// <summary>The trainer section.</summary>
    public TrainerPlan Trainer { get; }

    /// <summary>The data.</summary>
    public Loaders Loaders { get; }

    /// <summary>Checks every section, then opens the data.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="environment">Log and questions.</param>
    /// <param name="device">The device that replaces the configuration's, or null.</param>
    /// <param name="needsModel">Whether the model section must name a type.</param>
    /// <param name="seeds">Seeds for those that the configuration leaves open; null to draw them.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="UserErrorException">Something is wrong; everything that is wrong is listed.</exception>
    public static SessionPlan Open(ConfigNode config, SessionEnvironment environment, Device? device = null, bool needsModel = true, Seeds? seeds = null)
    {
        var name = SessionDirectory.NameOf(config);
        var errors = new ConfigErrors();
        TypeRegistry.Default.Warning = environment.Log.For("thelper.utils").Warn;
        TypeRegistry.Default.AddSearchFolders(config, errors);
        SetCudnn(config);
        if (needsModel)
        {
            CheckModel(config, errors);
        }

        var questions = environment.Questions.Unless(config.Get("bypass_queries")?.Value is true);
        var trainer = TrainerPlan.Bind(config, errors, device);
        var loaders = Loaders.Create(WithSeeds(config, seeds), environment.Log.For, errors, question => questions.YesNo(question, bypass: false));
        return new(config, name, trainer!, loaders);
    }

    private static void CheckModel(ConfigNode config, ConfigErrors errors)
    {
        if (config.Get("model") is not { Kind: ConfigKind.Map } model)
        {
            errors.Add(config, "the section 'model' is missing, which names the model");
        }
        else if (model.Get("type") is { } type)
        {
            Nn.ModelFactory.Bind(type, model.Get("params", "parameters"), errors);
        }
    }

    private static void SetCudnn(ConfigNode config)
    {
        var section = config.Get("cudnn");
        if ((section is null ? config.Get("cudnn_benchmark") : section.Get("benchmark"))?.Value is bool benchmark)
        {
            torch.cudnn.set_benchmark(benchmark);
        }

        if ((section is null ? config.Get("cudnn_deterministic") : section.Get("deterministic"))?.Value is bool deterministic)
        {
            torch.cudnn.set_deterministic(deterministic);
        }
    }

    private static ConfigNode WithSeeds(ConfigNode config, Seeds? seeds)
    {
        var key = config.Has("data_config") ? "data_config" : "loaders";
        if (seeds is null || config.Get(key) is not { Kind: ConfigKind.Map } section)
        {
            return config;
        }

        foreach (var (names, seed) in new (string[] Names, int? Seed)[]
        {
            (["test_seed", "test_split_seed"], seeds.Test), (["valid_seed", "valid_split_seed"], seeds.Valid),
            (["torch_seed"], seeds.Torch), (["numpy_seed"], seeds.Numpy), (["random_seed"], seeds.Random),
        })
        {
            if (seed is { } value && !section.Has(names))
            {
                section = section.With(names[0], ConfigNode.Scalar((long)value, config.File, 0, $"{key}.{names[0]}"));
            }
        }

        return config.With(key, section);
    }
}
