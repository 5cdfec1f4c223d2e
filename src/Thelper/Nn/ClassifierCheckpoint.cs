using Thelper.Config;
using Thelper.Tasks;
using Thelper.Torch.Serialization;

namespace Thelper.Nn;

/// <summary>A session's checkpoint of a classifier, from which another network is made.</summary>
/// <param name="Snapshot">What it says of its model.</param>
/// <param name="Content">The file's content.</param>
internal sealed record ClassifierCheckpoint(ModelSnapshot Snapshot, PyDict? Content)
{
    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">Its file, or the session's folder.</param>
    /// <param name="types">Finds the types that it names.</param>
    /// <param name="expected">The class that it must hold.</param>
    /// <exception cref="UserErrorException">It cannot be read, or holds another model.</exception>
    public static ClassifierCheckpoint Open(string path, TypeRegistry types, Type expected)
    {
        var file = CheckpointName.Find(path, latest: false);
        var content = Checkpoints.Load(file) as PyDict;
        ClassifierCheckpoint? opened = null;
        try
        {
            var snapshot = ModelSnapshot.Read(content, types, file);
            return snapshot.Type.Value is string type && snapshot.Types.Resolve(type) == expected && snapshot.Task is Classification
                ? opened = new(snapshot, content)
                : throw new UserErrorException($"ckptdata: {file} holds the model '{snapshot.Type.Value}' for {snapshot.Task}; a {TypeRegistry.NameOf(expected)} classifier is needed");
        }
        finally
        {
            if (opened is null)
            {
                Checkpoints.Release(content);
            }
        }
    }

    /// <summary>A parameter that the model was made with.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">Its name.</param>
    /// <returns>Its value; nothing where the checkpoint has none.</returns>
    /// <exception cref="UserErrorException">It is of another type.</exception>
    public T? Get<T>(string key)
    {
        if (Snapshot.Params.Get(key) is not { Kind: not ConfigKind.Null } node)
        {
            return default;
        }

        var errors = new ConfigErrors();
        var value = node.Read<T>(errors);
        errors.ThrowIfAny();
        return value;
    }

    /// <summary>Loads the weights, all of them, and releases the file's content.</summary>
    /// <param name="model">A model of the same layers.</param>
    public void LoadInto(Module model)
    {
        try
        {
            Snapshot.LoadWeightsInto(model);
        }
        finally
        {
            Checkpoints.Release(Content);
        }
    }
}
