using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A device's backend beside Reference's of the same type: the same call on both must leave the same numbers.</summary>
internal sealed class GpuParity(string device, ElementType type, int seed = 1)
{
    private readonly Random _random = new(seed);

    // Nothing else refers to an operand while its kernel runs: the garbage collector would give its memory back.
    private readonly List<Storage> _held = [];

    /// <summary>The devices that run every kernel here, with both floating types.</summary>
    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices =>
        from device in new[] { "ptx", "opencl" }
        from type in new[] { ElementType.Float32, ElementType.Float64 }
        select DevicesUnderTest.LongOnOpenCl(device, new TheoryDataRow<string, ElementType>(device, type));

    public Backend Reference { get; } = Device.Reference.Backend(type);

    public Backend Gpu { get; } = DevicesUnderTest.Get(device).Backend(type);

    /// <summary>Uniform numbers in [−1, 1).</summary>
    public double[] Random(Shape shape) => Make(shape, _ => 2 * _random.NextDouble() - 1);

    public static double[] Make(Shape shape, Func<long, double> value)
    {
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(i);
        return values;
    }

    /// <summary>Numbers in a backend's memory, two elements after the storage's start, with two more behind.</summary>
    public View On(Backend backend, Shape shape, double[] values)
    {
        var view = Take(backend, type, shape);
        if (type == ElementType.Float64) backend.Upload<double>(values, view);
        else backend.Upload<float>(Array.ConvertAll(values, v => (float)v), view);
        return view;
    }

    /// <summary>Positions or classes in a backend's memory.</summary>
    public View Longs(Backend backend, Shape shape, long[] values)
    {
        var view = Take(backend, ElementType.Int64, shape);
        backend.Upload<long>(values, view);
        return view;
    }

    public double[] Read(Backend backend, View view)
    {
        GC.KeepAlive(_held);
        var values = new double[view.Count];
        if (type == ElementType.Float64)
        {
            backend.Download<double>(view, values);
            return values;
        }
        var floats = new float[view.Count];
        backend.Download<float>(view, floats);
        return Array.ConvertAll(floats, v => (double)v);
    }

    /// <summary>Runs a call on both backends, its result [shape] filled with <paramref name="before"/> at first (NaN: what is not written shows), and compares within <paramref name="units"/> roundoffs of the largest element.</summary>
    public void Check(Shape shape, double units, Action<Backend, View> call, string what, double before = double.NaN)
    {
        var (expected, actual) = (Run(Reference), Run(Gpu));
        var scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var tolerance = units * (type == ElementType.Float64 ? 1.2e-16 : 6e-8) * scale;
        for (var i = 0; i < expected.Length; i++)
            if (!actual[i].Equals(expected[i]) && !(Math.Abs(actual[i] - expected[i]) <= tolerance))
                Assert.Fail($"{what} on {Gpu.Device}, {type}: element {i} is {actual[i]:R}, expected {expected[i]:R}");

        double[] Run(Backend backend)
        {
            var y = On(backend, shape, Make(shape, _ => before));
            call(backend, y);
            return Read(backend, y);
        }
    }

    private View Take(Backend backend, ElementType elements, Shape shape)
    {
        var view = new View(backend.Allocate(elements, shape.Count + 4), 2, shape);
        _held.Add(view.Storage);
        return view;
    }
}
