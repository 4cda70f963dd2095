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

    /// <summary>The cases: the shape is that of HybridSN's second convolution's result at batch 128.</summary>
    public static IEnumerable<BandwidthCase> All()
    {
        Shape shape = new(128, 16, 20, 21, 21);
        var (x, y, z) = (Random(shape), Random(shape), Random(shape));
        var bytes = x.Count * sizeof(float);
        var channel = Random(new(16, 1, 1, 1));
        yield return new("copy", 2 * bytes, () => Cpu.Copy(x, y));
        yield return new("fill", bytes, () => Cpu.Fill(y, 1));
        yield return new("map relu", 2 * bytes, () => Cpu.Map(new Rectify(), x, y));
        yield return new("map relu in place", 2 * bytes, () => Cpu.Map(new Rectify(), x, x));
        yield return new("zip add", 3 * bytes, () => Cpu.Zip(new Plus(), x, y, z));
        yield return new("zip add per channel", 2 * bytes, () => Cpu.Zip(new Plus(), x, channel, z));
        var geometry = NormGeometry.Batch(shape);
        var (mean, variance, weight, bias) = (Random(new(16)), Random(new(16)), Random(new(16)), Random(new(16)));
        yield return new("reduce sum of all", bytes, () => Cpu.Reduce(new Sum(), x, mean, 31));
        yield return new("reduce sum per channel", bytes, () => Cpu.Reduce(new Sum(), x, mean, 0b11101));
        yield return new("batch norm moments", bytes, () => Cpu.Moments(x, mean, variance, geometry));
        yield return new("batch norm normalize", 2 * bytes, () => Cpu.Normalize(x, mean, variance, weight, bias, y, 1e-5, geometry));
        yield return new("batch norm gradient", 5 * bytes, () => Cpu.NormalizeGradient(y, x, mean, variance, weight, z, bias, bias, 1e-5, geometry));
        yield return new("map relu in cache", 100 * 2 * 4 * 16384, InCache());
    }

    private static Action InCache()
    {
        var (x, y) = (Random(new(16384)), Random(new(16384)));
        return () => { for (var i = 0; i < 100; i++) Cpu.Map(new Rectify(), x, y); };
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

    private readonly struct Rectify : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(x, V.Of(0));
    }

    private readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}
