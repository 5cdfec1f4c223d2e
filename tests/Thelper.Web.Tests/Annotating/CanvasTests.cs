using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

public sealed class CanvasTests
{
    [Fact]
    public void A_stroke_of_many_pieces_is_one_undo_and_the_next_another()
    {
        var canvas = new Canvas(new(40, 30), Objects.None);
        canvas.Apply(new Edit.Stroke("a", 1, 2, [5, 5]));
        canvas.Apply(new Edit.Stroke("a", 1, 2, [5, 5, 15, 5]));
        canvas.Apply(new Edit.Stroke("a", 1, 2, [15, 5, 15, 20]));
        var first = canvas.Mask.Copy().Pixels;
        canvas.Apply(new Edit.Stroke("b", 7, 3, [10, 2, 20, 25]));
        var both = canvas.Mask.Copy().Pixels;

        canvas.Apply(new Edit.Undo());
        canvas.Mask.Pixels.ShouldBePixels(first);
        canvas.Apply(new Edit.Undo());
        canvas.Mask.Pixels.ShouldAllBe(value => value == 0);
        canvas.CanUndo.ShouldBeFalse();
        canvas.Apply(new Edit.Undo());
        canvas.Apply(new Edit.Redo());
        canvas.Mask.Pixels.ShouldBePixels(first);
        canvas.Apply(new Edit.Redo());
        canvas.Mask.Pixels.ShouldBePixels(both);
        canvas.CanRedo.ShouldBeFalse();
        canvas.Version.ShouldBe(9);
    }

    [Fact]
    public void Whatever_was_done_can_be_undone_and_done_again_and_looked_back_at()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new System.Random(seed);
            var canvas = new Canvas(new(random.Next(1, 25), random.Next(1, 25)), Objects.None);
            var states = new List<(byte[] Pixels, Objects Objects)> { ([.. canvas.Mask.Pixels], canvas.Objects) };
            var distinct = new List<(byte[] Pixels, Objects Objects)>(states);
            for (var i = 0; i < 30; i++)
            {
                var step = canvas.Apply(Any(random, canvas.Mask, i));
                states.Add(([.. canvas.Mask.Pixels], canvas.Objects));
                if (step.Runs.Count > 0 || step.Before is not null)
                {
                    distinct.Add(states[^1]);
                }
            }

            for (var version = 0; version < states.Count; version++)
            {
                Same(canvas.At(version), states[version]);
            }

            for (var i = distinct.Count - 2; i >= 0; i--)
            {
                canvas.Apply(new Edit.Undo());
                Same(canvas, distinct[i]);
            }

            canvas.CanUndo.ShouldBeFalse();
            foreach (var state in distinct.Skip(1))
            {
                canvas.Apply(new Edit.Redo());
                Same(canvas, state);
            }

            for (var version = 0; version < states.Count; version++)
            {
                Same(canvas.At(version), states[version]);
            }
        }
    }

    [Fact]
    public void A_new_edit_ends_what_could_be_redone()
    {
        var canvas = new Canvas(new(9, 9), Objects.None);
        canvas.Apply(new Edit.FillAll(1));
        canvas.Apply(new Edit.Undo());
        canvas.Apply(new Edit.SetObjects(new([new(1, 0, 0, 3, 3)], 7)));
        canvas.CanRedo.ShouldBeFalse();
        canvas.Apply(new Edit.Undo());
        canvas.Objects.ShouldBe(Objects.None);
        canvas.CanUndo.ShouldBeFalse();
    }

    [Fact]
    public void What_lies_far_back_is_forgotten_and_the_rest_can_be_undone()
    {
        const int Strokes = 60;
        const int Most = 25;
        var canvas = new Canvas(new(20, 20), Objects.None, mostRuns: Most);
        var states = new List<byte[]> { canvas.Mask.Copy().Pixels };
        for (var i = 0; i < Strokes; i++)
        {
            canvas.Apply(new Edit.Stroke($"s{i}", 1 + (i % 3), 0, [i % 20, i * 7 % 20]));
            states.Add(canvas.Mask.Copy().Pixels);
        }

        canvas.First.ShouldBe(Strokes - Most);
        for (var version = canvas.First; version <= canvas.Version; version++)
        {
            canvas.At(version).Mask.Pixels.ShouldBePixels(states[(int)version]);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => canvas.At(canvas.First - 1));
        var undone = 0;
        for (; canvas.CanUndo; undone++)
        {
            canvas.Apply(new Edit.Undo());
        }

        undone.ShouldBeInRange(Most / 3, Most);
        canvas.Mask.Pixels.ShouldBePixels(states[Strokes - undone]);
    }

    private static void Same(Canvas canvas, (byte[] Pixels, Objects Objects) state)
    {
        canvas.Mask.Pixels.ShouldBePixels(state.Pixels);
        canvas.Objects.ShouldBe(state.Objects);
    }

    private static Edit Any(System.Random random, LabelMask mask, int number)
    {
        int Place(int size) => random.Next(-3, size + 3);
        var label = random.Next(4);
        return random.Next(6) switch
        {
            0 => new Edit.Flood(Place(mask.Width), Place(mask.Height), label),
            1 => new Edit.FillAll(label),
            2 => new Edit.FillRings([[.. Enumerable.Range(0, 10).Select(_ => random.NextDouble() * 25)]], label),
            3 => new Edit.SetObjects(new([new(label, 0, 0, 1, 1)], number)),
            4 => new Edit.Replace([mask.Pixels.Length, label]),
            _ => new Edit.Stroke($"s{number}", label, random.Next(5), [Place(mask.Width), Place(mask.Height), Place(mask.Width), Place(mask.Height)]),
        };
    }
}
