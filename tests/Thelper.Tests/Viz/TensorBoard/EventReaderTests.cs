using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Viz.TensorBoard;

namespace Thelper.Tests.Viz.TensorBoard;

[NoLeaks]
public class EventReaderTests
{
    [Fact]
    public void A_growing_file_brings_what_is_new_and_half_a_record_waits()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new EventWriter(folder.Path))
        {
            writer.AddScalar("iter/loss", 0.5, 0);
            writer.AddText("config", "{}", 0);
            writer.AddHistogram("weights", [1, 2, 3], 0);
            writer.AddScalar("iter/loss", double.NaN, 7);
            writer.AddScalar("epoch/loss", -1.25, 3);
        }

        var whole = File.ReadAllBytes(Directory.GetFiles(folder.Path).Single());
        var path = folder["growing"];
        var reader = new EventReader(path);
        var seen = new List<EventValue>();
        for (var length = 0; length <= whole.Length; length += 9)
        {
            File.WriteAllBytes(path, whole[..length]);
            seen.AddRange(reader.ReadOn(out var isNew));
            isNew.ShouldBe(false, customMessage: $"at {length} bytes");
        }

        File.WriteAllBytes(path, whole);
        seen.AddRange(reader.ReadOn(out _));
        seen.Select(value => (value.Tag, value.Step, value.Number)).ShouldBe([("iter/loss", 0, 0.5), ("config/text_summary", 0, null), ("weights", 0, null), ("iter/loss", 7, double.NaN), ("epoch/loss", 3, -1.25)]);
        reader.ReadOn(out _).ShouldBeEmpty();
        reader.IsDamaged.ShouldBeFalse();
    }

    [Fact]
    public void A_replaced_file_is_read_from_its_beginning_and_damage_ends_the_reading()
    {
        using var folder = new TemporaryFolder();
        var path = folder["events"];
        byte[] Written(params double[] values)
        {
            using var inner = new TemporaryFolder();
            using (var writer = new EventWriter(inner.Path))
            {
                for (var i = 0; i < values.Length; i++)
                {
                    writer.AddScalar("loss", values[i], i);
                }
            }

            return File.ReadAllBytes(Directory.GetFiles(inner.Path).Single());
        }

        File.WriteAllBytes(path, Written(1, 2, 3));
        var reader = new EventReader(path);
        reader.ReadOn(out _).Count.ShouldBe(3);
        Thread.Sleep(5);
        File.WriteAllBytes(path, Written(4, 5, 6, 7));
        reader.ReadOn(out var isNew).Select(value => value.Number).ShouldBe([4, 5, 6, 7]);
        isNew.ShouldBeTrue();

        var damaged = Written(8, 9, 10);
        BitConverter.TryWriteBytes(damaged.AsSpan(damaged.Length - 60), ulong.MaxValue);
        File.WriteAllBytes(path, [.. damaged[..^60], .. Enumerable.Repeat((byte)0xFF, 60)]);
        reader.ReadOn(out _).Count.ShouldBeLessThan(3);
        reader.IsDamaged.ShouldBeTrue();
        File.Delete(path);
        Should.Throw<IOException>(() => reader.ReadOn(out _));
    }
}
