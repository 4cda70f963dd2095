using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>
/// Comparisons with a constant treat NaN on a GPU as on the CPU, on whichever side the constant stands: ILGPU turns a
/// constant on the left to the right, and by mistake an ordered comparison into an unordered one with it.
/// </summary>
public sealed class LaneComparisonTests
{
    private static readonly double[] Values = [double.NaN, -2, -1, 0, 1, 2, double.PositiveInfinity, double.NegativeInfinity];

    public static IEnumerable<TheoryDataRow<string>> Devices => [.. DevicesUnderTest.Gpus, new("simulator")];

    [Theory, MemberData(nameof(Devices))]
    public void A_constant_on_either_side_leaves_NaN_what_it_is(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var type in new[] { ElementType.Float32, ElementType.Float64 })
        {
            Same(new GreaterThanOne(), type, device);
            Same(new OneGreater(), type, device);
            Same(new AtLeastOne(), type, device);
            Same(new OneAtLeast(), type, device);
            Same(new MinWithOne(), type, device);
            Same(new OneMin(), type, device);
            Same(new MaxWithOne(), type, device);
            Same(new OneMax(), type, device);
        }
    }

    private static void Same<F>(F function, ElementType type, Device device) where F : struct, IUnary =>
        Assert.Equal(Run(function, type, Device.Reference), Run(function, type, device));

    private static double[] Run<F>(F function, ElementType type, Device device) where F : struct, IUnary
    {
        var (x, y) = (Tensor.FromDoubles(Values, [Values.Length], type, device), Tensor.Empty([Values.Length], type, device));
        y.Backend.Map(function, x.View, y.View);
        return y.ToArray<double>();
    }

    public readonly struct GreaterThanOne : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.SelectGreater(x, V.Of(1), V.Of(5), V.Of(7));
    }

    public readonly struct OneGreater : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.SelectGreater(V.Of(1), x, V.Of(5), V.Of(7));
    }

    public readonly struct AtLeastOne : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.SelectGreaterOrEqual(x, V.Of(1), V.Of(5), V.Of(7));
    }

    public readonly struct OneAtLeast : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.SelectGreaterOrEqual(V.Of(1), x, V.Of(5), V.Of(7));
    }

    public readonly struct MinWithOne : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Min(x, V.Of(1));
    }

    public readonly struct OneMin : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Min(V.Of(1), x);
    }

    public readonly struct MaxWithOne : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(x, V.Of(1));
    }

    public readonly struct OneMax : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Max(V.Of(1), x);
    }
}
