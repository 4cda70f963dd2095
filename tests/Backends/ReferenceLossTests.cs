using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceLossTests
{
    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void NllLoss_picks_the_target_and_skips_what_is_ignored(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        // logp [2, 3, 2], weights 1, 2, 3; the second pixel of the first image is ignored.
        var logp = memory.Of([2, 3, 2], -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12);
        var (targets, weight, loss) = (memory.Elements<long>([2, 2], 1, -100, 0, 2), memory.Of([3], 1, 2, 3), memory.Empty([2, 2]));
        memory.Backend.NllLoss(logp, targets, null, loss, new(2, 3, 2), -100, 0);
        memory.Expect(loss, 3, 0, 7, 12);
        memory.Backend.NllLoss(logp, targets, weight, loss, new(2, 3, 2), -100, 0);
        memory.Expect(loss, 6, 0, 7, 36);
    }

    [Fact]
    public void Label_smoothing_mixes_in_every_class()
    {
        using var memory = new ReferenceMemory();
        var (logp, loss) = (memory.Of([1, 2], -1, -3), memory.Empty([1]));
        memory.Backend.NllLoss(logp, memory.Elements<long>([1], 1), memory.Of([2], 10, 1), loss, new(1, 2, 1), -100, 0.2);
        memory.Expect(loss, 0.1 * 10 * 1 + 0.9 * 3);
    }

    [Fact]
    public void A_class_of_share_0_may_be_impossible()
    {
        using var memory = new ReferenceMemory();
        var loss = memory.Empty([1]);
        memory.Backend.NllLoss(memory.Of([1, 2], 0, double.NegativeInfinity), memory.Elements<long>([1], 0), null, loss, new(1, 2, 1), -100, 0);
        memory.Expect(loss, 0);
    }

    [Theory, InlineData(0.0), InlineData(0.3)]
    public void The_gradient_is_adjoint(double smoothing)
    {
        using var memory = new ReferenceMemory();
        var line = new LineGeometry(3, 4, 2);
        var (targets, weight) = (memory.Elements<long>([3, 2], 0, 3, 9, 1, 2, 9), memory.Random([4]));
        memory.ProveAdjoint([3, 4, 2], [3, 2],
            (logp, loss) => memory.Backend.NllLoss(logp, targets, weight, loss, line, 9, smoothing),
            (dloss, dlogp) => memory.Backend.NllLossGradient(dloss, targets, weight, dlogp, line, 9, smoothing));
    }

    [Fact]
    public void A_target_that_is_no_class_is_an_error_that_names_it()
    {
        using var memory = new ReferenceMemory();
        var error = Assert.Throws<UsageException>(() => memory.Backend.NllLoss(
            memory.Random([1, 3]), memory.Elements<long>([1], 3), null, memory.Empty([1]), new(1, 3, 1), -100, 0));
        Assert.Contains("index 3", error.Message);
    }
}
