using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Cpu;

public sealed class CpuSoftmaxTests
{
    private static readonly LineGeometry[] Lines =
    [
        new(1, 1, 1), new(3, 7, 1), new(5, 16, 1), new(2, 17, 1), new(4, 33, 1), new(100, 10, 1), new(3, 1000, 1),
        new(2, 5, 3), new(1, 10, 16), new(2, 3, 17), new(3, 4, 100), new(0, 5, 2), new(2, 16, 65),
    ];

    public static TheoryData<string> Lanes => LanePair.Names;

    [Theory, MemberData(nameof(Lanes))]
    public void Softmax_and_its_logarithm_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var line in Lines)
            foreach (var logarithm in (bool[])[false, true])
            {
                var shape = new Shape(line.Outer, line.Length, line.Inner);
                var random = new Random(2);
                var x = pair.Make(shape, _ => 80 * random.NextDouble() - 40);
                pair.Check(shape, 16, (backend, y) => backend.Softmax(x, y, line, logarithm));
            }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Their_gradients_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var line in Lines)
            foreach (var logarithm in (bool[])[false, true])
            {
                var shape = new Shape(line.Outer, line.Length, line.Inner);
                var (dy, y) = (pair.Random(shape, 1), pair.Blank(shape));
                pair.Reference.Softmax(pair.Random(shape, 2), y, line, logarithm);
                pair.Check(shape, 32, (backend, dx) => backend.SoftmaxGradient(dy, y, dx, line, logarithm));
            }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Masked_classes_get_probability_zero(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var line in (LineGeometry[])[new(1, 20, 1), new(1, 20, 2)])
        {
            var shape = new Shape(1, 20, line.Inner);
            var x = pair.Make(shape, i => i % 3 == 0 ? double.NegativeInfinity : i);
            pair.Check(shape, 16, (backend, y) => backend.Softmax(x, y, line, false));
        }
    }
}
