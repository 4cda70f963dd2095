using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuLayoutTests
{
    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    private static readonly (Shape Shape, int[] Order)[] Permutations =
    [
        ([5, 7], [1, 0]), ([33, 65], [1, 0]), ([3, 4, 5], [2, 0, 1]), ([3, 4, 5], [0, 2, 1]), ([2, 3, 17, 19], [0, 2, 3, 1]),
        ([2, 17, 19, 3], [0, 3, 1, 2]), ([2, 3, 4, 5], [3, 2, 1, 0]), ([6, 1, 5], [2, 1, 0]), ([2, 3, 4, 5], [1, 0, 2, 3]), ([100, 70], [1, 0]),
        ([3, 40, 2, 33], [3, 2, 0, 1]), ([0, 3], [1, 0]), ([2, 1, 2, 3, 2, 2, 1, 3], [7, 5, 3, 1, 6, 4, 2, 0]),
    ];

    [Theory, MemberData(nameof(Devices))]
    public void Permutations_match_Reference(string device, ElementType type)
    {
        foreach (var (shape, order) in Permutations) Check(device, type, shape, Permute(shape, order));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Slices_flips_and_repeats_match_Reference(string device, ElementType type)
    {
        void Of(Shape source, StridedGeometry geometry, int room = 0) => Check(device, type, source, geometry, room);
        Of([100], new(new(40), 5, new([1]), 0, new([1])));
        Of([100], new(new(40), 99, new([-1]), 0, new([1])));
        Of([100], new(new(33), 1, new([3]), 0, new([1])));
        Of([6, 10], new(new(4, 7), 12, new([10, 1]), 0, new([7, 1])));
        Of([6, 10], new(new(4, 7), 12, new([10, 1]), 25, new([20, 2])), 200);
        Of([6, 10], new(new(6, 10), 59, new([-10, -1]), 0, new([10, 1])));
        Of([5], new(new(3, 4, 5), 0, new([0, 0, 1]), 0, new([20, 5, 1])));
        Of([3], new(new(3, 40), 0, new([1, 0]), 0, new([40, 1])));
        Of([], new(new(70), 0, new([0]), 0, new([1])), 70);
        Of([7000], new(new(7000), 0, new([1]), 0, new([1])));
        Of([4, 5], new(new(5, 4), 0, new([1, 5]), 19, new([-4, -1])));
        Of([40, 50], new(new(50, 40), 0, new([1, 50]), 1999, new([-40, -1])));
        Of([40, 50], new(new(50, 40), 39 * 50, new([1, -50]), 0, new([40, 1])));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Adding_into_overlapping_places_matches_Reference(string device, ElementType type)
    {
        Check(device, type, [20], new(new(4, 5), 0, new([5, 1]), 0, new([2, 1])), 11);
        Check(device, type, [20], new(new(4, 5), 0, new([5, 1]), 0, new([0, 1])), 5);
        Check(device, type, [20], new(new(4, 5), 0, new([5, 1]), 2, new([0, 0])), 5);
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void Copies_of_integers_and_booleans_match_Reference(string device)
    {
        var gpu = DevicesUnderTest.Get(device).Backend(ElementType.Float32);
        foreach (var (shape, order) in Permutations)
        {
            Check<bool>(i => i % 3 == 0);
            Check<int>(i => i * 0x01234567);
            Check<long>(i => i * 0x0123456789ABCDEF);

            void Check<T>(Func<int, T> value) where T : unmanaged
            {
                T[] values = [.. Enumerable.Range(0, (int)shape.Count).Select(value)];
                T[] Run(Backend backend)
                {
                    var (x, y) = (On(backend, values, shape), On(backend, values, shape));
                    backend.CopyStrided(x, y, Permute(shape, order));
                    return Read<T>(backend, y);
                }
                Assert.Equal(Run(Device.Reference.Backend(ElementType.Float32)), Run(gpu));
            }
        }
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void Every_type_is_filled_with_a_number(string device)
    {
        var gpu = DevicesUnderTest.Get(device).Backend(ElementType.Float32);
        foreach (var value in (double[])[0, 1, -3.75, 1e30])
        {
            Check<float>(value);
            Check<double>(value);
            Check<int>(value);
            Check<long>(value);
            Check<bool>(value);
        }

        void Check<T>(double value) where T : unmanaged
        {
            T[] Run(Backend backend)
            {
                var y = On(backend, new T[300], [300]);
                backend.Fill(y with { Offset = 1, Shape = [298] }, value);
                return Read<T>(backend, y);
            }
            Assert.Equal(Run(Device.Reference.Backend(ElementType.Float32)), Run(gpu));
        }
    }

    [Theory, MemberData(nameof(DevicesUnderTest.Gpus), MemberType = typeof(DevicesUnderTest))]
    public void Every_type_is_cast_to_every_type_as_Reference_does(string device)
    {
        double[] floating =
        [
            0, -0.0, 0.5, -0.5, 1.999, -1.999, 2147483647, 2147483648, -2147483648, -2147483649, 4294967296.5, 9.2e18, 9.3e18, -9.3e18,
            1e30, -1e30, 1e39, -1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 16777217, 1e-50, double.MaxValue,
        ];
        From<double>(floating);
        From<float>([.. floating.Select(x => (float)x)]);
        From<int>([0, 1, -1, 16777217, int.MaxValue, int.MinValue]);
        From<long>([0, 1, -1, 16777217, 0x1_0000_0000, 0x7FFF_FFFF_8000_0001, long.MaxValue, long.MinValue, (1L << 53) + 1]);
        From<bool>([true, false]);

        void From<A>(A[] values) where A : unmanaged
        {
            To<A, float>(values);
            To<A, double>(values);
            To<A, int>(values);
            To<A, long>(values);
            To<A, bool>(values);
        }

        void To<A, B>(A[] values) where A : unmanaged where B : unmanaged
        {
            B[] Run(Backend backend)
            {
                var (x, y) = (On(backend, values, [values.Length]), On(backend, new B[values.Length], [values.Length]));
                backend.Cast(x, y);
                return Read<B>(backend, y);
            }
            Assert.Equal(Run(Device.Reference.Backend(ElementType.Float32)), Run(DevicesUnderTest.Get(device).Backend(ElementType.Float32)));
        }
    }

    private static View On<T>(Backend backend, T[] values, Shape shape) where T : unmanaged
    {
        var view = new View(backend.Allocate(ElementTypes.Of<T>(), values.Length), 0, shape);
        backend.Upload<T>(values, view);
        return view;
    }

    private static T[] Read<T>(Backend backend, View view) where T : unmanaged
    {
        var values = new T[view.Count];
        backend.Download<T>(view, values);
        return values;
    }

    private static void Check(string device, ElementType type, Shape source, StridedGeometry geometry, int room = 0)
    {
        var parity = new GpuParity(device, type);
        var x = parity.Random(source);
        var result = room > 0 ? new(room) : new Shape((int)geometry.Extents.Count);
        parity.Check(result, 0, (backend, y) => backend.CopyStrided(parity.On(backend, source, x), y, geometry), $"copy {geometry}");
        parity.Check(result, 0, (backend, y) => backend.CopyStrided(parity.On(backend, source, x), y, geometry, accumulate: true), $"add {geometry}", before: 2);
    }

    private static StridedGeometry Permute(Shape shape, int[] order)
    {
        var steps = Steps.Of(shape);
        var extents = new Shape([.. order.Select(dim => shape[dim])]);
        return new(extents, 0, new([.. order.Select(dim => steps[dim])]), 0, Steps.Of(extents));
    }
}
