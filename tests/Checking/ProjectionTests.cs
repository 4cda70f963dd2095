using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>Large tensors are compared along directions: what those show must not be lost, whatever the elements say.</summary>
public sealed class ProjectionTests
{
    private static Tensor X => Tensor.Normal([1000], new Generator(2, Generator.Streams.Data), type: ElementType.Float64);

    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public void One_wrong_element_of_a_thousand_is_found(int mostElements)
    {
        var checker = new GradientChecker { Budget = new() { MostElements = mostElements, SampledElements = 2, Projections = 1 } };
        Assert.True(checker.Check(new Triple(1), [X]).IsOk);
        var report = checker.Check(new Triple(2), [X]);
        Assert.False(report.IsOk, report.ToString());
        if (mostElements > 2) Assert.Contains(report.Findings, f => f is { Verdict: Verdict.Wrong, Index.Flat: 700 });
    }

    // y = 3x, whose gradient is off by a factor at element 700.
    private sealed record Triple(double Factor) : Op
    {
        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [inputs[0]! * 3];

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
        {
            var dx = dys[0]!.ToArray<double>().Select((v, i) => 3 * v * (i == 700 ? Factor : 1)).ToArray();
            return [Tensor.From(dx, dys[0]!.Shape)];
        }
    }
}
