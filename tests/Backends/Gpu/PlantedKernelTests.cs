using ILGPU;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>The ptx device runs nothing that its lint complains of: kernels planted with each fault are refused by name.</summary>
public sealed class PlantedKernelTests
{
    [Fact]
    public void Local_memory_is_refused() => Refused<Spilling>("kernel Spilling", "64 bytes of local memory");

    [Fact]
    public void A_call_of_a_function_that_CUDA_lacks_is_refused() => Refused<Calling>("kernel Calling", "called but nowhere defined");

    [Fact]
    public void More_registers_than_128_are_refused() => Refused<Hoarding>("kernel Hoarding", "registers of 32 bits are live here, 128 are allowed");

    private static void Refused<K>(params string[] words) where K : struct, IKernel
    {
        var device = DevicesUnderTest.Get("ptx");
        var gpu = (IGpuBackend)device.Backend(ElementType.Float32);
        var x = Tensor.From(new float[100], [100], device);
        var kernel = (K)Activator.CreateInstance(typeof(K), gpu.Elements<float>(x.View))!;
        var error = Assert.Throws<DeviceException>(() => gpu.Launch(kernel, 100));
        foreach (var word in words) Assert.Contains(word, error.Message);
        GC.KeepAlive(x);
    }

    public readonly struct Spilling(ArrayView<float> x) : IKernel
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var own = LocalMemory.Allocate<float>(16);
            var i = Grid.GlobalIndex.X;
            for (var k = 0; k < 16; k++) own[k] = x[(i + k) % 100];
            if (i < 100) x[i] = own[i % 16];
        }
    }

    public readonly struct Calling(ArrayView<float> x) : IKernel
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var i = Grid.GlobalIndex.X;
            if (i < 100) x[i] = MathF.FusedMultiplyAdd(x[i], x[i], 1);
        }
    }

    public readonly struct Hoarding(ArrayView<float> x) : IKernel
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var i = Grid.GlobalIndex.X;
            if (i >= 50) return;
            var (a, b, c, d) = (Many.Load(x, 0), Many.Load(x, 8), Many.Load(x, 16), Many.Load(x, 24));
            for (var k = 0; k < 4; k++) (a, b, c, d) = (a.Add(b), b.Add(c), c.Add(d), d.Add(a));
            x[i] = a.Sum() + b.Sum() + c.Sum() + d.Sum();
        }
    }

    // Forty numbers, all of them needed until the end.
    private struct Many
    {
        private Ten _a, _b, _c, _d;

        public static Many Load(ArrayView<float> x, int at) => new() { _a = Ten.Load(x, at), _b = Ten.Load(x, at + 1), _c = Ten.Load(x, at + 2), _d = Ten.Load(x, at + 3) };

        public Many Add(Many o) => new() { _a = _a.Add(o._b), _b = _b.Add(o._c), _c = _c.Add(o._d), _d = _d.Add(o._a) };

        public float Sum() => _a.Sum() + _b.Sum() + _c.Sum() + _d.Sum();
    }

    private struct Ten
    {
        private float _0, _1, _2, _3, _4, _5, _6, _7, _8, _9;

        public static Ten Load(ArrayView<float> x, int at) => new()
        {
            _0 = x[at],
            _1 = x[at + 1],
            _2 = x[at + 2],
            _3 = x[at + 3],
            _4 = x[at + 4],
            _5 = x[at + 5],
            _6 = x[at + 6],
            _7 = x[at + 7],
            _8 = x[at + 8],
            _9 = x[at + 9],
        };

        public Ten Add(Ten o) => new()
        {
            _0 = _0 + o._9,
            _1 = _1 * o._8,
            _2 = _2 + o._7,
            _3 = _3 * o._6,
            _4 = _4 + o._5,
            _5 = _5 * o._4,
            _6 = _6 + o._3,
            _7 = _7 * o._2,
            _8 = _8 + o._1,
            _9 = _9 * o._0,
        };

        public float Sum() => _0 + _1 + _2 + _3 + _4 + _5 + _6 + _7 + _8 + _9;
    }
}
