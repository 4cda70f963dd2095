using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Cpu;

public sealed class CpuLossTests
{
    public static TheoryData<string> Lanes => LanePair.Names;

    [Theory, MemberData(nameof(Lanes))]
    public void Losses_and_their_gradients_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var line in (LineGeometry[])[new(1, 1, 1), new(5, 16, 1), new(3, 7, 10), new(130, 20, 33), new(0, 3, 2)])
            foreach (var smoothing in (double[])[0, 0.1, 1])
                foreach (var weighted in (bool[])[false, true])
                {
                    var (shape, targetShape) = (new Shape(line.Outer, line.Length, line.Inner), new Shape(line.Outer, line.Inner));
                    var targets = pair.Integers(targetShape, i => i % 5 == 4 ? -100 : i * 3 % line.Length);
                    NeuralCore.Memory.View? weight = weighted ? pair.Random(new(line.Length), 3) : null;
                    var (logp, dloss) = (pair.Random(shape), pair.Random(targetShape, 2));
                    pair.Check(targetShape, 8, (backend, loss) => backend.NllLoss(logp, targets, weight, loss, line, -100, smoothing), 1);
                    pair.Check(shape, 8, (backend, dlogp) => backend.NllLossGradient(dloss, targets, weight, dlogp, line, -100, smoothing), 1);
                }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void An_impossible_class_that_is_not_the_target_costs_nothing(string lane)
    {
        var pair = LanePair.Named(lane);
        var logp = pair.Make(new(1, 3, 1), i => i == 0 ? double.NegativeInfinity : -i);
        var targets = pair.Integers(new(1, 1), _ => 1);
        pair.Check(new(1, 1), 0, (backend, loss) => backend.NllLoss(logp, targets, null, loss, new(1, 3, 1), -100, 0));
    }

    [Fact]
    public void A_target_beyond_the_classes_is_refused_with_its_number()
    {
        var pair = LanePair.Named("F32x8");
        var (logp, loss, targets) = (pair.Random(new(2, 3, 1)), pair.Blank(new(2, 1)), pair.Integers(new(2, 1), i => 3 * i));
        var error = Assert.Throws<UsageException>(() => pair.Cpu.NllLoss(logp, targets, null, loss, new(2, 3, 1), -100, 0));
        Assert.Contains("index 3", error.Message);
    }
}
