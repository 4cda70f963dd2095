using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuSoftmaxTests
{
    // Lines of one element, of fewer and more than the threads that share them, few and many, along and across memory.
    private static readonly LineGeometry[] Lines =
    [
        new(1, 1, 1), new(5, 1, 3), new(3, 2, 1), new(37, 10, 1), new(4, 33, 1), new(2, 257, 1), new(1, 5000, 1), new(300, 3, 1),
        new(1, 7, 2), new(2, 10, 49), new(3, 5, 300), new(1, 1000, 3), new(2, 40, 33), new(0, 4, 2),
    ];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    [Theory, MemberData(nameof(Devices))]
    public void Softmax_and_its_logarithm_match_Reference(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var line in Lines)
            foreach (var logarithm in new[] { false, true })
            {
                var x = GpuParity.Make(Of(line), i => 30 * Math.Sin(i * i));
                parity.Check(Of(line), 64, (backend, y) => backend.Softmax(parity.On(backend, Of(line), x), y, line, logarithm), $"softmax {line} {logarithm}");
            }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Gradients_match_Reference(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var line in Lines)
            foreach (var logarithm in new[] { false, true })
            {
                var (dy, y) = (parity.Random(Of(line)), parity.Random(Of(line)));
                parity.Check(
                    Of(line), 200, (backend, dx) => backend.SoftmaxGradient(parity.On(backend, Of(line), dy), parity.On(backend, Of(line), y), dx, line, logarithm),
                    $"gradient {line} {logarithm}");
            }
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void Lines_of_a_million_floats_are_added_up_within_1e6(string device)
    {
        // One probability stands out; the others, added one after another, would go astray.
        var parity = new GpuParity(device, ElementType.Float32);
        var line = new LineGeometry(1, 1_000_000, 1);
        var x = GpuParity.Make(Of(line), i => i == 7 ? 0 : (float)Math.Log(0.1));
        var sum = x.Sum(Math.Exp);
        var (y, dx) = (parity.On(parity.Gpu, Of(line), x), parity.On(parity.Gpu, Of(line), x));
        parity.Gpu.Softmax(parity.On(parity.Gpu, Of(line), x), y, line, logarithm: false);
        Assert.InRange(parity.Read(parity.Gpu, y)[0] * sum / Math.Exp(x[0]), 1 - 1e-6, 1 + 1e-6);

        // With y = 0 the gradient of the logarithm is dy − Σ dy.
        parity.Gpu.SoftmaxGradient(parity.On(parity.Gpu, Of(line), GpuParity.Make(Of(line), _ => 0.1f)), parity.On(parity.Gpu, Of(line), new double[line.Length]), dx, line, logarithm: true);
        Assert.InRange(parity.Read(parity.Gpu, dx)[0] / (0.1f - 0.1f * 1e6), 1 - 1e-6, 1 + 1e-6);
    }

    [Theory, MemberData(nameof(Devices))]
    public void NaN_and_infinities_spoil_their_own_line_as_in_Reference(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300];
        foreach (var line in Lines)
            foreach (var logarithm in new[] { false, true })
            {
                // One odd number in every other line; then lines of nothing but −∞.
                var x = GpuParity.Make(Of(line), i => Number(i) % 2 == 0 && Position(i) == Number(i) % line.Length ? odd[Number(i) / 2 % odd.Length] : i % 5);
                Check(x);
                Check(GpuParity.Make(Of(line), i => Number(i) % 3 == 0 ? double.NegativeInfinity : 1000 * (i % 3)));

                long Number(long i) => i / line.Inner / line.Length * line.Inner + i % line.Inner;
                long Position(long i) => i / line.Inner % line.Length;
                void Check(double[] x) => parity.Check(
                    Of(line), 64, (backend, y) => backend.Softmax(parity.On(backend, Of(line), x), y, line, logarithm), $"softmax {line} {logarithm}", before: 7);
            }
    }

    private static Shape Of(LineGeometry line) => [line.Outer, line.Length, line.Inner];
}
