using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>What a GPU's lane says of single numbers is what Reference's says, to the sign of a zero.</summary>
public sealed class LaneTests
{
    private static readonly double[] Numbers = [double.NaN, double.NegativeInfinity, -3, -0.0, 0.0, 3, double.PositiveInfinity];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    [Theory, MemberData(nameof(Devices))]
    public void The_larger_and_the_smaller_of_two_numbers_carry_NaN_and_tell_zeros_apart(string device, ElementType type)
    {
        var (a, b) = (Numbers.SelectMany(x => Numbers.Select(_ => x)).ToArray(), Numbers.SelectMany(_ => Numbers).ToArray());
        Same(new Larger(), a, b, device, type);
        Same(new Smaller(), a, b, device, type);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Numbers_are_rounded_to_even_whatever_their_size(string device, ElementType type)
    {
        double[] large = [1 << 22, 1 << 23, 1L << 51, 1L << 52, 1L << 60];
        double[] positive = [0, 0.3, 0.5, 0.7, 1.5, 2.5, 1e5 + 0.5, .. large.SelectMany(x => new[] { x - 1.5, x - 0.5, x, x + 0.5, x + 1.5 }), double.PositiveInfinity];
        double[] all = [double.NaN, .. positive, .. positive.Select(x => -x)];
        Same(new Rounded(), all, all, device, type);
    }

    private static void Same<F>(F f, double[] a, double[] b, string device, ElementType type) where F : struct, IBinary =>
        Assert.Equal(Run(f, a, b, Device.Reference, type), Run(f, a, b, DevicesUnderTest.Get(device), type));

    // In words, for a zero is equal to the other.
    private static string[] Run<F>(F f, double[] a, double[] b, Device device, ElementType type) where F : struct, IBinary
    {
        var (x, other) = (Tensor.FromDoubles(a, [a.Length], type, device), Tensor.FromDoubles(b, [b.Length], type, device));
        var y = Tensor.EmptyLike(x, x.Shape);
        y.Backend.Zip(f, x.View, other.View, y.View);
        var values = y.ToArray<double>();
        GC.KeepAlive(x);
        GC.KeepAlive(other);
        return [.. values.Select((v, i) => FormattableString.Invariant($"({a[i]:R}, {b[i]:R}): {v:R}"))];
    }

    public readonly struct Larger : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Max(a, b);
    }

    public readonly struct Smaller : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Min(a, b);
    }

    public readonly struct Rounded : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Round(a);
    }
}
