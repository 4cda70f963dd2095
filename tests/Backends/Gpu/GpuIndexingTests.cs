using NeuralCore.Backends;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuIndexingTests
{
    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    // Lines and how many positions: none, few, more than a tile, more than elements, long runs.
    private static readonly (LineGeometry Line, int Positions)[] Cases =
    [
        (new(1, 1, 1), 1), (new(2, 5, 3), 0), (new(2, 5, 3), 9), (new(1, 700, 2), 64), (new(1, 700, 2), 65), (new(1, 300, 5), 700), (new(2, 90, 7), 257),
        (new(3, 4, 1), 300), (new(1, 10, 1), 1000), (new(2, 3, 300), 5),
    ];

    [Theory, MemberData(nameof(Devices))]
    public void Selecting_and_adding_match_Reference_with_positions_that_repeat(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var (line, n) in Cases)
            foreach (var distinct in new[] { 1, 3, line.Length })
            {
                var random = new Random(n);
                var positions = new long[n];
                for (var i = 0; i < n; i++) positions[i] = random.Next(Math.Min(distinct, line.Length));
                Shape x = [line.Outer, line.Length, line.Inner], y = [line.Outer, n, line.Inner];
                var (values, dy) = (parity.Random(x), parity.Random(y));
                parity.Check(y, 0, (backend, to) => backend.IndexSelect(parity.On(backend, x, values), parity.Longs(backend, [n], positions), to, line), $"select {line}");
                parity.Check(x, 128, (backend, to) => backend.IndexAdd(parity.On(backend, y, dy), parity.Longs(backend, [n], positions), to, line), $"add {line}");
            }
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void What_thousands_of_positions_add_to_one_place_keeps_its_digits(string device)
    {
        // Merely added one after another, tenths go astray: by 1.7e-4 over 20,000 of them, by 3.8e-5 over 4,000.
        var parity = new GpuParity(device, ElementType.Float32);
        foreach (var (length, n) in new[] { (1, 20_000), (5000, 4000) })
        {
            var dx = parity.On(parity.Gpu, [length], new double[length]);
            parity.Gpu.IndexAdd(parity.On(parity.Gpu, [n], GpuParity.Make([n], _ => 0.1f)), parity.Longs(parity.Gpu, [n], new long[n]), dx, new(1, length, 1));
            Assert.InRange(parity.Read(parity.Gpu, dx)[0] / (0.1f * n), 1 - 3e-6, 1 + 3e-6);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Positions_that_do_not_exist_are_told_however_they_are_added(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var n in new[] { 3, 300 })
            foreach (var wrong in new[] { -1, 500, long.MinValue, long.MaxValue, 1L << 32 })
            {
                var positions = new long[n];
                positions[^1] = wrong;
                var (few, many) = (parity.On(parity.Gpu, [n], new double[n]), parity.On(parity.Gpu, [500], new double[500]));
                var index = parity.Longs(parity.Gpu, [n], positions);
                parity.Gpu.IndexSelect(many, index, few, new(1, 500, 1));
                Told(wrong);
                parity.Gpu.IndexAdd(few, index, many, new(1, 500, 1));
                Told(wrong);

                void Told(long wrong) => Assert.Contains(
                    $"index {wrong} is out of range: the dimension has 500 positions", Assert.Throws<UsageException>(() => parity.Read(parity.Gpu, many)).Message);
            }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Resampling_and_its_adjoint_match_Reference_an_infinity_without_weight_does_not_count(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        (LineGeometry Line, ResampleTable Table)[] cases =
        [
            (new(1, 1, 1), new([0, 0], [1, 0])), (new(2, 4, 3), Table(7, 4)), (new(3, 5, 70), Table(2, 5)), (new(2, 300, 1), Table(411, 300)),
            (new(1, 6, 2), new([5, 0, 5, 1, 2, 2], [0.5, 0.25, 0, 0, 0.75, 0.5])),
        ];
        foreach (var (line, table) in cases)
        {
            Shape x = [line.Outer, line.Length, line.Inner], y = [line.Outer, table.Length, line.Inner];
            var (values, dy) = (parity.Random(x), parity.Random(y));
            for (var repeat = 0; repeat < 2; repeat++)
            {
                parity.Check(y, 4, (backend, to) => backend.Resample(parity.On(backend, x, values), to, line, table), $"resample {line}");
                parity.Check(x, 8, (backend, to) => backend.ResampleAdjoint(parity.On(backend, y, dy), to, line, table), $"adjoint {line}");
                for (var i = 0; i < values.Length; i += 3) values[i] = double.PositiveInfinity;
                for (var i = 0; i < dy.Length; i += 4) dy[i] = double.NegativeInfinity;
            }
        }

        // Linear, the border's second weight 0.
        static ResampleTable Table(int length, int extent)
        {
            var (index, weight) = (new int[2 * length], new double[2 * length]);
            for (var i = 0; i < length; i++)
            {
                var position = (double)i * (extent - 1) / Math.Max(1, length - 1);
                (index[2 * i], index[2 * i + 1]) = ((int)position, Math.Min((int)position + 1, extent - 1));
                (weight[2 * i], weight[2 * i + 1]) = (1 - position % 1, position % 1);
            }
            return new(index, weight);
        }
    }

    [Fact]
    public void The_same_resampling_uses_the_same_table_so_that_a_device_keeps_its_copy()
    {
        var op = new ResampleOp(1, 7, Interpolation.Linear);
        Assert.Same(op.Table(4), (op with { Dim = 2 }).Table(4));
        Assert.NotSame(op.Table(4), op.Table(5));
    }
}
