using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceSoftmaxTests
{
    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void Softmax_of_a_small_line(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        var (x, y) = (memory.Of([1, 3], Math.Log(1), Math.Log(2), Math.Log(5)), memory.Empty([1, 3]));
        memory.Backend.Softmax(x, y, LineGeometry.Of(x.Shape, 1), logarithm: false);
        memory.Expect(y, 0.125, 0.25, 0.625);
        memory.Backend.Softmax(x, y, LineGeometry.Of(x.Shape, 1), logarithm: true);
        memory.Expect(y, Math.Log(0.125), Math.Log(0.25), Math.Log(0.625));
    }

    [Fact]
    public void Softmax_along_a_middle_dimension_sums_to_one_there()
    {
        using var memory = new ReferenceMemory();
        var (x, y) = (memory.Random([2, 5, 3]), memory.Empty([2, 5, 3]));
        memory.Backend.Softmax(x, y, LineGeometry.Of(x.Shape, 1), logarithm: false);
        var (before, after) = (memory.Read(x), memory.Read(y));
        for (var n = 0; n < 2; n++)
            for (var s = 0; s < 3; s++)
            {
                var total = Enumerable.Range(0, 5).Sum(c => Math.Exp(before[(n * 5 + c) * 3 + s]));
                for (var c = 0; c < 5; c++) Assert.Equal(Math.Exp(before[(n * 5 + c) * 3 + s]) / total, after[(n * 5 + c) * 3 + s], 1e-14);
            }
    }

    [Fact]
    public void Softmax_survives_logits_of_any_size()
    {
        using var memory = new ReferenceMemory();
        var (x, y) = (memory.Of([1, 3], 1e4, -1e4, 1e4), memory.Empty([1, 3]));
        memory.Backend.Softmax(x, y, new(1, 3, 1), logarithm: false);
        memory.Expect(y, 0.5, 0, 0.5);
        memory.Backend.Softmax(memory.Of([1, 3], 0, double.NegativeInfinity, 0), y, new(1, 3, 1), logarithm: true);
        memory.Expect(y, -Math.Log(2), double.NegativeInfinity, -Math.Log(2));
        memory.Backend.Softmax(memory.Of([1, 3], 0, double.NaN, 0), y, new(1, 3, 1), logarithm: false);
        memory.Expect(y, double.NaN, double.NaN, double.NaN);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_gradient_matches_central_differences(bool logarithm)
    {
        using var memory = new ReferenceMemory();
        var line = new LineGeometry(2, 4, 3);
        Shape shape = [2, 4, 3];
        var (x, y, dy, dx) = (memory.Random(shape), memory.Empty(shape), memory.Random(shape), memory.Empty(shape));
        memory.Backend.Softmax(x, y, line, logarithm);
        memory.Backend.SoftmaxGradient(dy, y, dx, line, logarithm);
        for (var i = 0; i < shape.Count; i++)
        {
            const double H = 1e-5;
            var kept = x.Span<double>()[i];
            var losses = new[] { kept + H, kept - H }.Select(v =>
            {
                x.Span<double>()[i] = v;
                memory.Backend.Softmax(x, y, line, logarithm);
                return memory.Dot(y, dy);
            }).ToArray();
            x.Span<double>()[i] = kept;
            Assert.Equal((losses[0] - losses[1]) / (2 * H), memory.Read(dx)[i], 1e-8);
        }
    }
}
