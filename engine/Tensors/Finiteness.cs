namespace NeuralCore.Tensors;

/// <summary>Whether tensors hold nothing but finite numbers: one pass over each on its device, one number read at the end.</summary>
internal static class Finiteness
{
    /// <summary>Whether no element of any of them is NaN or ±∞; integers never are, nor what has no memory.</summary>
    public static bool Holds(params IEnumerable<Tensor> tensors)
    {
        foreach (var beside in tensors.Where(HoldsFloats).GroupBy(x => x.Backend))
        {
            Tensor? sum = null, part = null;
            foreach (var x in beside)
            {
                sum ??= Tensor.Full(Shape.Scalar, 0, x.Type, x.Device);
                part ??= Tensor.EmptyLike(x, Shape.Scalar);
                x.Backend.Reduce(new SumOfExcess(), x.View, part.View, (1u << x.Rank) - 1);
                x.Backend.Zip(new Plus(), sum.View, part.View, sum.View);
                GC.KeepAlive(x);
            }
            GC.KeepAlive(part);
            if (sum!.Item() != 0) return false;
        }
        return true;
    }

    /// <summary>Whether an element is NaN.</summary>
    public static bool HoldsNaN(Tensor x)
    {
        if (!HoldsFloats(x)) return false;
        var count = Tensor.EmptyLike(x, Shape.Scalar);
        x.Backend.Reduce(new CountOfNaN(), x.View, count.View, (1u << x.Rank) - 1);
        GC.KeepAlive(x);
        return count.Item() > 0;
    }

    /// <summary>What a tensor holds that is not finite, as messages say it.</summary>
    public static string Describe(Tensor x) => HoldsNaN(x) ? "NaN" : "∞";

    private static bool HoldsFloats(Tensor x) => x.Type.IsFloating() && x.Count > 0 && x.Device != Device.Meta;

    // x − x is 0 for every finite number and NaN for all others, and NaN stays in a sum.
    internal readonly struct SumOfExcess : IReduction
    {
        public double Seed => 0;

        public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => accumulator + (x - x);

        public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }

    // Only NaN differs from itself.
    internal readonly struct CountOfNaN : IReduction
    {
        public double Seed => 0;

        public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => accumulator + V.SelectEqual(x, x, V.Of(0), V.Of(1));

        public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }

    internal readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}
