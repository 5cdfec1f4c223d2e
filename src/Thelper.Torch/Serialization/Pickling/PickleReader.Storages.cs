namespace Thelper.Torch.Serialization.Pickling;

/// <content>The storages that tensors lie in.</content>
internal sealed partial class PickleReader
{
    private object Storage(PyTuple id)
    {
        if (checkStorage is null || id.Count is < 5 or > 6 || id[0] is not "storage" || id[1] is not PickleGlobal { StorageType: { } type } token
            || id[2] is not string key || id[3] is not string || id[4] is not long count)
        {
            throw Broken();
        }

        var storage = new StorageRef(key, type, count);
        if (storages.TryGetValue(key, out var known))
        {
            return known == storage ? View(known, id) : throw Fail($"is damaged: storage '{PickleText.Printable(key)}' is described in two ways");
        }

        var problem = count < 0 || count > long.MaxValue / type.ElementSize()
            ? $"{token.Name} of {count} elements is impossible"
            : checkStorage(storage);
        storages.Add(key, problem is null ? storage : throw Fail($"is damaged: storage '{PickleText.Printable(key)}': {problem}"));
        return View(storage, id);
    }

    // The sixth part of an identifier names a part of the storage; versions since 0.4 leave it empty.
    private object View(StorageRef storage, PyTuple id) => (id.Count == 6 ? id[5] : null) switch
    {
        null => storage,
        PyTuple { Count: 3 } view when view[0] is string && view[1] is long offset && view[2] is long count
            && offset >= 0 && count >= 0 && offset <= storage.Count && count <= storage.Count - offset => new StorageSlice(storage, offset, count),
        _ => throw Fail($"is damaged: a view of storage '{PickleText.Printable(storage.Key)}' reaches outside it"),
    };
}
