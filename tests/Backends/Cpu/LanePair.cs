using System.Numerics;
using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>The CPU backend in one kind of lane beside the Reference backend of the same element type: what every parity test runs on both.</summary>
internal abstract class LanePair(string name, Backend cpu, Backend reference, double epsilon)
{
    private static readonly LanePair[] All =
    [
        new Of<float, F32, F32x16>("F32x16", 1.2e-7), new Of<float, F32, F32x8>("F32x8", 1.2e-7), new Of<float, F32, F32x4>("F32x4", 1.2e-7),
        new Of<double, F64, F64x8>("F64x8", 2.3e-16), new Of<double, F64, F64x4>("F64x4", 2.3e-16), new Of<double, F64, F64x2>("F64x2", 2.3e-16),
    ];

    /// <summary>The names of all lanes, as a theory's data.</summary>
    public static TheoryData<string> Names => [.. All.Select(pair => pair.Name)];

    public string Name => name;

    public Backend Cpu => cpu;

    public Backend Reference => reference;

    /// <summary>The spacing of floating numbers at 1.</summary>
    public double Epsilon => epsilon;

    public ElementType Type => cpu.Type;

    public static LanePair Named(string name) => All.Single(pair => pair.Name == name);

    /// <summary>A tensor of the pair's floating type with the given values.</summary>
    public abstract View Make(Shape shape, Func<long, double> value);

    /// <summary>A tensor's values.</summary>
    public abstract double[] Read(View view);

    /// <summary>Random values in [−1, 1).</summary>
    public View Random(Shape shape, int seed = 1)
    {
        var random = new Random(seed);
        return Make(shape, _ => 2 * random.NextDouble() - 1);
    }

    /// <summary>A result to be written: filled with a value that no kernel computes, so that what is left out shows.</summary>
    public View Blank(Shape shape) => Make(shape, _ => -777);

    /// <summary>An Int64 tensor.</summary>
    public View Integers(Shape shape, Func<long, long> value)
    {
        var view = new View(cpu.Allocate(ElementType.Int64, shape.Count), 0, shape);
        for (var i = 0L; i < shape.Count; i++) view.Span<long>()[(int)i] = value(i);
        return view;
    }

    /// <summary>Runs on both backends and compares what they wrote, within <paramref name="roundings"/> epsilons of the largest value, or of <paramref name="terms"/> where the result is a difference of terms so large (0 roundings: bit by bit).</summary>
    public void Check(Shape result, double roundings, Action<Backend, View> run, double terms = 0)
    {
        var (expected, actual) = (Blank(result), Blank(result));
        run(reference, expected);
        run(cpu, actual);
        Same(expected, actual, roundings, $"{name} {result}", terms);
    }

    /// <summary>Compares two tensors.</summary>
    public void Same(View expected, View actual, double roundings, string what, double terms = 0)
    {
        var (e, a) = (Read(expected), Read(actual));
        var scale = e.Select(Math.Abs).Where(double.IsFinite).Append(terms).Max();
        for (var i = 0; i < e.Length; i++)
        {
            var same = e[i].Equals(a[i]) || (double.IsFinite(e[i]) && Math.Abs(e[i] - a[i]) <= roundings * epsilon * scale);
            Assert.True(same, $"{what}, element {i}: expected {e[i]:R}, got {a[i]:R}");
        }
    }

    private sealed class Of<T, S, V>(string name, double epsilon)
        : LanePair(name, new CpuBackend<T, S, V>(Device.Cpu), new ReferenceBackend<T, S>(Device.Reference), epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged, IVector<S, T> where V : unmanaged, IVector<V, T>
    {
        public override View Make(Shape shape, Func<long, double> value)
        {
            var view = new View(Cpu.Allocate(Type, shape.Count), 0, shape);
            var span = view.Span<T>();
            for (var i = 0; i < span.Length; i++) span[i] = T.CreateTruncating(value(i));
            return view;
        }

        public override double[] Read(View view) => Array.ConvertAll(view.Span<T>().ToArray(), double.CreateTruncating);
    }
}
