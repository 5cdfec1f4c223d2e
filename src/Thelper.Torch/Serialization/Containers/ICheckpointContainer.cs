using Thelper.Torch.Serialization.Pickling;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>A file layout that holds one pickled structure and the bytes of its storages.</summary>
internal interface ICheckpointContainer
{
    /// <summary>Reads the structure and checks that the file holds every storage it refers to.</summary>
    /// <exception cref="CheckpointException">The file is damaged or holds something that is not read.</exception>
    object? ReadStructure(LoadLimits limits);

    /// <summary>Reads the bytes of a storage into memory of its size.</summary>
    /// <exception cref="CheckpointException">The bytes are damaged.</exception>
    void ReadStorage(StorageRef storage, nint destination);
}
