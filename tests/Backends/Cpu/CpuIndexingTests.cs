using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Cpu;

public sealed class CpuIndexingTests
{
    private static readonly LineGeometry[] Lines = [new(1, 5, 1), new(3, 7, 1), new(2, 5, 3), new(1, 9, 33), new(4, 3, 100), new(2, 4, 5000), new(700, 9, 1)];

    public static TheoryData<string> Lanes => LanePair.Names;

    [Theory, MemberData(nameof(Lanes))]
    public void Selecting_and_adding_at_positions_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var line in Lines)
            foreach (var n in (int[])[0, 1, 4, 11])
            {
                var index = pair.Integers(new(n), i => (i * i + 1) % line.Length);
                var (x, dy) = (pair.Random(new(line.Outer, line.Length, line.Inner)), pair.Random(new(line.Outer, n, line.Inner), 2));
                pair.Check(dy.Shape, 0, (backend, y) => backend.IndexSelect(x, index, y, line));
                pair.Check(x.Shape, 8, (backend, dx) => backend.IndexAdd(dy, index, dx, line));
            }
    }

    [Fact]
    public void A_position_outside_is_refused_with_its_number()
    {
        var pair = LanePair.Named("F32x8");
        var (x, y, index) = (pair.Random(new(2, 3, 4)), pair.Blank(new(2, 2, 4)), pair.Integers(new(2), i => 3 * i));
        var error = Assert.Throws<UsageException>(() => pair.Cpu.IndexSelect(x, index, y, new(2, 3, 4)));
        Assert.Contains("index 3", error.Message);
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Resampling_and_its_adjoint_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var line in Lines)
        {
            var n = 2 * line.Length + 1;
            var table = new ResampleTable(
                [.. Enumerable.Range(0, 2 * n).Select(k => Math.Min(line.Length - 1, (k / 2 + k % 2) / 2))],
                [.. Enumerable.Range(0, 2 * n).Select(k => k % 5 == 1 ? 0 : 0.25 + k % 3)]);
            var (x, dy) = (pair.Random(new(line.Outer, line.Length, line.Inner)), pair.Random(new(line.Outer, n, line.Inner), 2));
            pair.Check(dy.Shape, 8, (backend, y) => backend.Resample(x, y, line, table), 1);
            pair.Check(x.Shape, 16, (backend, dx) => backend.ResampleAdjoint(dy, dx, line, table), 1);
        }
    }
}
