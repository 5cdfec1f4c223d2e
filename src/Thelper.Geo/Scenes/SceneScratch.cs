using System.Text.Json;
using Thelper.Torch.Serialization;

namespace Thelper.Geo.Scenes;

/// <summary>The folder in which a scene is worked on: rasters in plain files, and how far it has come. It is gone when the scene's files are complete.</summary>
internal sealed class SceneScratch : IDisposable
{
    private const string ProgressName = "progress.json";
    private const string LockName = "lock";
    private const string AnnouncedName = "announced.json";
    private readonly FileStream guard;
    private readonly HashSet<string> announced;
    private readonly List<RawRaster> rasters = [];

    /// <summary>Opens the folder of a scene, or makes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">What is asked for; what the folder holds of anything else is removed.</param>
    /// <param name="notice">Told what is used of an earlier run.</param>
    /// <exception cref="UserErrorException">Another run works in it, or it cannot be written.</exception>
    public SceneScratch(string folder, string key, Action<string>? notice = null)
    {
        Folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            guard = new FileStream(At(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{folder}: another run works on this scene, or the folder cannot be written: {error.Message}", error);
        }

        announced = AnnouncedIn(folder);
        Progress = Load(key, notice);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>How far the work has come.</summary>
    public SceneProgress Progress { get; private set; }

    /// <summary>A raster of this work.</summary>
    /// <param name="name">Its file's name.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bands">Bands.</param>
    /// <param name="size">Bytes of a number.</param>
    public RawRaster Open(string name, int width, int height, int bands, int size)
    {
        var raster = new RawRaster(At(name), width, height, bands, size);
        rasters.Add(raster);
        return raster;
    }

    /// <summary>The path of a file in the folder.</summary>
    /// <param name="name">Its name.</param>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Notes how far the work has come, once all that was written is on the disk: what the note counts is there, whatever happens next.</summary>
    /// <param name="progress">How far.</param>
    public void Commit(SceneProgress progress)
    {
        rasters.ForEach(raster => raster.Flush());
        AtomicFile.Write(At(ProgressName), stream => JsonSerializer.Serialize(stream, progress));
        Progress = progress;
    }

    /// <summary>Notes that a file of the scene is about to be put in its place. Until there is a report, nothing else says that it is a result and nothing of the user's.</summary>
    /// <param name="end">The end of its name.</param>
    public void Announce(string end)
    {
        if (announced.Add(end))
        {
            AtomicFile.Write(At(AnnouncedName), stream => JsonSerializer.Serialize(stream, announced));
        }
    }

    /// <summary>The ends of the names of all files that runs which did not come to their end have, or may have, put in their place, whatever was asked of these runs.</summary>
    /// <param name="folder">The folder, which may not be there.</param>
    public static HashSet<string> AnnouncedIn(string folder) => Read<HashSet<string>>(Path.Combine(folder, AnnouncedName)) ?? [];

    /// <summary>Whether nobody works in a folder, which may not be there.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsFree(string folder)
    {
        try
        {
            using var guard = Directory.Exists(folder) ? new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) : null;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rasters.ForEach(raster => raster.Dispose());
        rasters.Clear();
        guard.Dispose();
    }

    private SceneProgress Load(string key, Action<string>? notice)
    {
        var found = Read<SceneProgress>(At(ProgressName));
        if (found?.Key == key)
        {
            notice?.Invoke($"{Folder}: goes on where an earlier run was");
            return found;
        }

        if (found is not null)
        {
            notice?.Invoke($"{Folder}: an earlier run asked for something else; it begins anew");
        }

        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => Path.GetFileName(file) is not (LockName or AnnouncedName)))
        {
            File.Delete(file);
        }

        return new(key);
    }

    private static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(InputFile.ReadAllBytes(path)) : null;
        }
        catch (JsonException)
        {
            // Not of this program: it begins anew.
            return null;
        }
    }
}
