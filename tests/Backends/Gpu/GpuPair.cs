using NeuralCore.Backends;
using NeuralCore.Memory;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A GPU's backend beside the Reference backend of the same element type: a primitive runs on both, and what it wrote is compared.</summary>
internal sealed class GpuPair(string device, ElementType type)
{
    // What no kernel computes, so that an element that was not written shows.
    private const double Blank = -777;

    /// <summary>Every device that proves kernels, in both floating types.</summary>
    public static IEnumerable<TheoryDataRow<string, ElementType>> All =>
        from device in new[] { "ptx", "opencl" }
        from type in new[] { ElementType.Float32, ElementType.Float64 }
        select DevicesUnderTest.LongOnOpenCl(device, new TheoryDataRow<string, ElementType>(device, type));

    public Backend Gpu { get; } = DevicesUnderTest.Get(device).Backend(type);

    public Backend Reference { get; } = Device.Reference.Backend(type);

    /// <summary>The spacing of floating numbers at 1.</summary>
    public double Epsilon => type == ElementType.Float64 ? 2.3e-16 : 1.2e-7;

    /// <summary>Uniform numbers in [−1, 1).</summary>
    public static double[] Random(long count, int seed = 1)
    {
        var random = new Random(seed);
        return Values(count, _ => 2 * random.NextDouble() - 1);
    }

    public static double[] Values(long count, Func<int, double> value) => [.. Enumerable.Range(0, (int)count).Select(value)];

    /// <summary>Runs on one backend: operands in, results of the given sizes out.</summary>
    public static double[][] Run(Backend backend, double[][] operands, int[] results, Action<Backend, View[], View[]> run)
    {
        HostArray[] inputs = [.. operands.Select(values => new HostArray(backend, values))];
        HostArray[] outputs = [.. results.Select(count => new HostArray(backend, Values(count, _ => Blank)))];
        run(backend, [.. inputs.Select(a => a.View)], [.. outputs.Select(a => a.View)]);
        double[][] values = [.. outputs.Select(a => a.Read())];
        foreach (var array in (HostArray[])[.. inputs, .. outputs]) array.Dispose();
        return values;
    }

    /// <summary>Runs on both and compares, within so many epsilons of the largest value of a result or, where that is a difference of larger terms, of <paramref name="terms"/>.</summary>
    public void Check(string what, double roundings, double[][] operands, int[] results, Action<Backend, View[], View[]> run, double terms = 0)
    {
        var (expected, actual) = (Run(Reference, operands, results, run), Run(Gpu, operands, results, run));
        for (var result = 0; result < results.Length; result++)
        {
            var scale = expected[result].Select(Math.Abs).Where(double.IsFinite).Append(terms).Max();
            for (var i = 0; i < results[result]; i++)
            {
                var (e, a) = (expected[result][i], actual[result][i]);
                var same = e.Equals(a) || (double.IsFinite(e) && Math.Abs(e - a) <= roundings * Epsilon * scale);
                Assert.True(same, $"{what}, result {result}, element {i}: expected {e:R}, got {a:R}");
            }
        }
    }
}
