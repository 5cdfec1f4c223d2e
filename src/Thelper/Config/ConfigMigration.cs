namespace Thelper.Config;

/// <summary>Brings configurations and checkpoints of older versions up to date. All functions are pure: they ask nothing and change nothing in place.</summary>
public static class ConfigMigration
{
    private static readonly ThelperVersion V010 = new(0, 1, 0);
    private static readonly ThelperVersion V020 = new(0, 2, 0);
    private static readonly ThelperVersion V036 = new(0, 3, 6);
    private static readonly ThelperVersion V042 = new(0, 4, 2);

    private static readonly string[] MetricSections = ["metrics", "base_metrics", "train_metrics", "valid_metrics", "test_metrics"];

    /// <summary>Compares a checkpoint's version with <see cref="ThelperVersion.Current"/>.</summary>
    /// <param name="version">The checkpoint's version text; null where it has none.</param>
    /// <returns>How the two differ, and the version as parsed (0.0.0 where it is missing).</returns>
    /// <exception cref="UserErrorException">The text has not exactly three parts separated by dots.</exception>
    public static (VersionMatch Match, ThelperVersion Version) CheckVersion(string? version)
    {
        if (version is null)
        {
            return (VersionMatch.Missing, default);
        }

        if (version.Split('.').Length != 3)
        {
            throw new UserErrorException($"the checkpoint's version '{version}' must have three numbers, such as {ThelperVersion.Current}");
        }

        var parsed = ThelperVersion.Parse(version);
        var current = ThelperVersion.Current;
        return (parsed.Major != current.Major ? VersionMatch.MajorDiffers : parsed.Minor != current.Minor ? VersionMatch.MinorDiffers : VersionMatch.Same, parsed);
    }

    /// <summary>Migrates a configuration.</summary>
    /// <param name="config">The configuration as plain values.</param>
    /// <param name="version">The version it was written for.</param>
    /// <param name="warning">Receives what the user should know.</param>
    /// <returns>A new configuration.</returns>
    /// <exception cref="UserErrorException">It names a type that was removed.</exception>
    public static Dictionary<string, object?> MigrateConfig(IReadOnlyDictionary<string, object?> config, ThelperVersion version, Action<string>? warning = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var result = Map(PlainCopy(config))!;
        if (version < V010)
        {
            result = Map(RenewTypes(PairsToMaps(result)))!;
            Rename(result, "data_config", "loaders");
            Map(result.GetValueOrDefault("model"))?.Remove("name");
            RenewTrainer(result);
        }

        if (version < V020)
        {
            RenewTransforms(Map(result.GetValueOrDefault("loaders")));
        }

        if (version < V036)
        {
            RenewMetrics(result);
        }

        if (version < V042 && UsesCoordConv(result))
        {
            warning?.Invoke("coordconv layers of ResNets changed in version 0.4.2: weights saved before are not compatible");
        }

        return result;
    }

    /// <summary>Migrates a checkpoint's contents.</summary>
    /// <param name="checkpoint">Contents by key; values that are not plain (tensors) pass through.</param>
    /// <param name="version">The version that wrote it.</param>
    /// <param name="warning">Receives what the user should know.</param>
    /// <returns>New contents.</returns>
    /// <exception cref="UserErrorException">The checkpoint is newer than this program or has no configuration.</exception>
    public static Dictionary<string, object?> MigrateCheckpoint(IReadOnlyDictionary<string, object?> checkpoint, ThelperVersion version, Action<string>? warning = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (version > ThelperVersion.Current)
        {
            throw new UserErrorException($"the checkpoint was written by version {version}, which is newer than {ThelperVersion.Current}; use a newer program");
        }

        if (checkpoint.GetValueOrDefault("config") is not IReadOnlyDictionary<string, object?> config)
        {
            throw new UserErrorException("the checkpoint has no configuration, so it cannot be migrated");
        }

        var result = new Dictionary<string, object?>(checkpoint, StringComparer.Ordinal);
        var migrated = MigrateConfig(config, version, warning);
        result["config"] = migrated;
        if (version < V020)
        {
            if (result.Remove("host", out var host) & result.Remove("time", out var time))
            {
                result["source"] = $"{host}{time}";
            }

            Rename(result, "state_dict", "model");
            var model = Map(migrated.GetValueOrDefault("model"));
            result["model_type"] = model?.GetValueOrDefault("type");
            result["model_params"] = model?.GetValueOrDefault("params") ?? new Dictionary<string, object?>();
        }

        result["version"] = ThelperVersion.Current.ToString();
        return result;
    }

    // Lists of {name, value} pairs under params and parameters.
    private static object? PairsToMaps(object? value)
    {
        if (Map(value) is { } map)
        {
            foreach (var key in map.Keys.ToList())
            {
                map[key] = PairsToMaps(key is "params" or "parameters" && AsPairs(map[key]) is { } pairs ? pairs : map[key]);
            }
        }
        else if (value is List<object?> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                list[i] = PairsToMaps(list[i]);
            }
        }

        return value;
    }

    private static Dictionary<string, object?>? AsPairs(object? value)
    {
        if (value is not List<object?> list)
        {
            return null;
        }

        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var item in list)
        {
            if (Map(item) is not { } pair || pair.GetValueOrDefault("name") is not string name || !pair.TryGetValue("value", out var content))
            {
                return null;
            }

            map[name] = content;
        }

        return map;
    }

    private static object? RenewTypes(object? value)
    {
        if (Map(value) is { } map)
        {
            foreach (var key in map.Keys.ToList())
            {
                map[key] = RenewTypes(map[key]);
            }
        }
        else if (value is List<object?> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                list[i] = RenewTypes(list[i]);
            }
        }

        return value is string text ? ImportRenames.Apply(text) : value;
    }

    private static void RenewTrainer(Dictionary<string, object?> config)
    {
        if (Map(config.GetValueOrDefault("trainer")) is not { } trainer)
        {
            return;
        }

        if (trainer.Remove("loss", out var loss))
        {
            if (Map(trainer.GetValueOrDefault("optimization")) is not { } optimization)
            {
                trainer["optimization"] = optimization = new(StringComparer.Ordinal);
            }

            optimization["loss"] = loss;
        }

        foreach (var key in new[] { "train_device", "valid_device", "test_device", "params" })
        {
            trainer.Remove(key);
        }

        trainer.TryAdd("device", "cuda:all");
    }

    private static void RenewTransforms(Dictionary<string, object?>? loaders)
    {
        foreach (var key in loaders?.Keys.Where(key => key.EndsWith("_transforms", StringComparison.Ordinal) || key.EndsWith("_augments", StringComparison.Ordinal)).ToList() ?? [])
        {
            if (loaders![key] is not List<object?> stages)
            {
                continue;
            }

            var augments = key is "train_augments" or "valid_augments" or "test_augments";
            foreach (var stage in stages.Select(Map).OfType<Dictionary<string, object?>>())
            {
                RenewStage(stage, augments);
            }

            if (augments)
            {
                loaders[key] = new Dictionary<string, object?> { ["append"] = false, ["transforms"] = stages };
            }
        }
    }

    private static void RenewStage(Dictionary<string, object?> stage, bool augments)
    {
        Rename(stage, "parameters", "params");
        var operation = stage.GetValueOrDefault("operation") as string ?? "";
        var parameters = Map(stage.GetValueOrDefault("params"));
        if (operation.EndsWith("TransformWrapper", StringComparison.Ordinal))
        {
            parameters?.Remove("force_convert");
        }

        if (augments)
        {
            stage.Remove("append");
            if (operation.StartsWith("Augmentor.", StringComparison.Ordinal) && Map(parameters?.GetValueOrDefault("operations")) is { } operations)
            {
                parameters!.Remove("operations");
                foreach (var (name, arguments) in operations)
                {
                    parameters[name] = arguments;
                }
            }
        }
    }

    private static void RenewMetrics(Dictionary<string, object?> config)
    {
        foreach (var trainer in ConfigSections.NamesOf("trainer").Select(key => Map(config.GetValueOrDefault(key))).OfType<Dictionary<string, object?>>())
        {
            Rename(trainer, "eval_metrics", "valid_metrics");
            var metrics = MetricSections.SelectMany(key => Map(trainer.GetValueOrDefault(key))?.Values.ToList() ?? []);
            foreach (var metric in metrics.Select(Map).OfType<Dictionary<string, object?>>())
            {
                var type = metric.GetValueOrDefault("type") as string ?? "";
                var parameters = Map(metric.GetValueOrDefault("params"));
                if (type.EndsWith(".ExternalMetric", StringComparison.Ordinal) && parameters is not null)
                {
                    Rename(parameters, "goal", "metric_goal");
                    if (parameters.GetValueOrDefault("metric_params") is List<object?> { Count: 0 })
                    {
                        parameters["metric_params"] = new Dictionary<string, object?>();
                    }
                }
                else if (type.EndsWith(".ROCCurve", StringComparison.Ordinal))
                {
                    parameters?.Remove("log_params");
                }
            }
        }
    }

    private static bool UsesCoordConv(Dictionary<string, object?> config) =>
        Map(config.GetValueOrDefault("model")) is { } model
        && model.GetValueOrDefault("type") is string type && type.Contains("resnet", StringComparison.OrdinalIgnoreCase)
        && Map(model.GetValueOrDefault("params"))?.GetValueOrDefault("coordconv") is true;

    private static void Rename(Dictionary<string, object?> map, string old, string current)
    {
        if (map.Remove(old, out var value))
        {
            map.TryAdd(current, value);
        }
    }

    private static Dictionary<string, object?>? Map(object? value) => value as Dictionary<string, object?>;

    private static object? PlainCopy(object? value) => ConfigNode.FromPlain(value, "checkpoint", "config").ToPlain();
}
