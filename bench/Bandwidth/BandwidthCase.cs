using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Bench.Bandwidth;

/// <summary>A kernel that is bound by memory, with the bytes that it must at least move.</summary>
/// <param name="Name">What runs, and on which shape.</param>
/// <param name="Bytes">The bytes read and written, each tensor counted once per pass.</param>
/// <param name="Run">One run.</param>
internal sealed record BandwidthCase(string Name, long Bytes, Action Run)
{
    private static readonly Backend Cpu = Device.Cpu.Backend(ElementType.Float32);

    /// <summary>The cases on a tensor of HybridSN's second convolution at batch 128 (72 MB), and on one that fits the second cache.</summary>
    public static IEnumerable<BandwidthCase> All() =>
        Of("", new(128, 16, 20, 21, 21), 1).Concat(Of(" in cache", new(2, 4, 4096), 100))
            .Concat(Pooling())
            .Append(new("a thousand empty jobs", 0, () => { for (var i = 0; i < 1000; i++) WorkerPool.For(2, new Nothing()); }));

    private static IEnumerable<BandwidthCase> Of(string where, Shape shape, int times)
    {
        var (x, y, z) = (Random(shape), Random(shape), Random(shape));
        var squares = Random(shape);
        Cpu.Fill(squares, 1);
        var channels = new Shape(shape[1]);
        var (perChannel, mean, variance) = (Random(Channelwise(shape)), Random(channels), Random(channels));
        var (weight, bias, geometry) = (Random(channels), Random(channels), NormGeometry.Batch(shape));
        var allButChannels = (1u << shape.Rank) - 1 & ~2u;
        BandwidthCase Case(string name, int passes, Action run) => new(
            name + where, passes * times * x.Count * sizeof(float), () => { for (var i = 0; i < times; i++) run(); });

        yield return Case("copy", 2, () => Cpu.Copy(x, y));
        yield return Case("fill", 1, () => Cpu.Fill(y, 1));
        yield return Case("map relu", 2, () => Cpu.Map(new Rectify(), x, y));
        yield return Case("map relu in place", 2, () => Cpu.Map(new Rectify(), x, x));
        yield return Case("map sigmoid", 2, () => Cpu.Map(new Logistic(), x, y));
        yield return Case("update adam", 7, () => Cpu.Update(new AdamRule(1e-3, 0.9, 0.999, 1e-8, 1, 0, 1), x, y, z, squares, null));
        yield return Case("dropout", 2, () => Cpu.Dropout(x, y, 0.4, new(1, 2, 3)));
        yield return Case("permute channels last", 2, () => Cpu.CopyStrided(x, y, ChannelsLast(shape)));
        yield return Case("zip add", 3, () => Cpu.Zip(new Plus(), x, y, z));
        yield return Case("zip add per channel", 2, () => Cpu.Zip(new Plus(), x, perChannel, z));
        yield return Case("reduce sum of all", 1, () => Cpu.Reduce(new Sum(), x, mean, uint.MaxValue));
        yield return Case("reduce sum per channel", 1, () => Cpu.Reduce(new Sum(), x, mean, allButChannels));
        yield return Case("batch norm moments", 1, () => Cpu.Moments(x, mean, variance, geometry));
        yield return Case("batch norm normalize", 2, () => Cpu.Normalize(x, mean, variance, weight, bias, y, 1e-5, geometry));
        yield return Case("batch norm gradient", 5, () => Cpu.NormalizeGradient(y, x, mean, variance, weight, z, bias, bias, 1e-5, geometry));
    }

    private static IEnumerable<BandwidthCase> Pooling()
    {
        Shape shape = new(16, 64, 56, 56);
        var x = Random(shape);
        foreach (var (name, geometry) in ((string, PoolGeometry)[])[
            ("3×3, stride 2", PoolGeometry.Of(shape, 3, 2, 1, 1, false, true)), ("2×2, stride 2", PoolGeometry.Of(shape, 2, 2, 0, 1, false, true)),
            ("3×3, stride 1", PoolGeometry.Of(shape, 3, 1, 1, 1, false, true)), ("to 1×1", PoolGeometry.OfAdaptive(shape, 1))])
        {
            var (y, dx, bytes) = (Random(geometry.Y), Random(geometry.X), (x.Count + geometry.Y.Count) * sizeof(float));
            var indices = new View(Cpu.Allocate(ElementType.Int64, y.Count), 0, y.Shape);
            yield return new($"max pool {name}", bytes + 8 * y.Count, () => Cpu.MaxPool(x, y, indices, geometry));
            yield return new($"max pool {name}, scatter", bytes + 8 * y.Count, () => Cpu.PoolScatter(y, indices, dx, geometry));
            yield return new($"average pool {name}", bytes, () => Cpu.AveragePool(x, y, geometry));
            yield return new($"average pool {name}, gradient", bytes, () => Cpu.AveragePoolGradient(y, dx, geometry));
        }
    }

    // [C, 1, 1, …]: one number per channel, broadcast over the rest.
    private static Shape Channelwise(Shape shape)
    {
        var result = shape[1..];
        for (var i = 1; i < result.Rank; i++) result = result.With(i, 1);
        return result;
    }

    private static StridedGeometry ChannelsLast(Shape shape)
    {
        var (n, c, s) = (shape[0], shape[1], (int)shape.CountOf(2, shape.Rank));
        return new(new(n, s, c), 0, new([(long)c * s, 1, s]), 0, Steps.Of(new(n, s, c)));
    }

    private static View Random(Shape shape)
    {
        var view = new View(Cpu.Allocate(ElementType.Float32, shape.Count), 0, shape);
        var values = new float[shape.Count];
        var random = new Random(1);
        for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        Cpu.Upload<float>(values, view);
        return view;
    }

    private readonly struct Nothing : IParts
    {
        public void Invoke(int part) { }
    }

    private readonly struct Rectify : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(x, V.Of(0));
    }

    private readonly struct Logistic : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => LaneMath.Sigmoid(x);
    }

    private readonly struct AdamRule(double rate, double beta1, double beta2, double epsilon, double scale, double decay, double shrink) : IUpdate
    {
        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
        {
            g = V.Fma(V.Of(decay), p, g);
            s0 = V.Fma(V.Of(beta1), s0, V.Of(1 - beta1) * g);
            s1 = V.Fma(V.Of(beta2), s1, V.Of(1 - beta2) * g * g);
            p = V.Of(shrink) * p - V.Of(rate) * s0 / V.Fma(V.Of(scale), V.Sqrt(s1), V.Of(epsilon));
        }
    }

    private readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}
