using NeuralCore.Backends;

namespace NeuralCore.Tests.Ops;

/// <summary>Small double tensors for tests, and what they are compared with.</summary>
internal static class Given
{
    public static Tensor Values(Shape shape, params double[] values) => Tensor.From(values, shape, Device.Reference);

    public static Tensor Random(Shape shape, ulong seed = 1) =>
        Tensor.Normal(shape, new Generator(seed, Generator.Streams.Data), type: ElementType.Float64, device: Device.Reference);

    public static double Dot(Tensor a, Tensor b) => a.ToArray<double>().Zip(b.ToArray<double>(), (p, q) => p * q).Sum();

    public static void Equals(Tensor actual, Shape shape, params double[] values)
    {
        Assert.Equal(shape, actual.Shape);
        Near(values, actual.ToArray<double>());
    }

    public static void Near(double[] expected, double[] actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1, expected.Length == 0 ? 0 : expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"element {i}: expected {expected[i]}, got {actual[i]}");
    }

    public static void Near(double expected, double actual, double tolerance = 1e-12) => Near([expected], [actual], tolerance);
}
