using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu;

/// <summary>Four neighbours: in a view that is known to be aligned, one 128-bit access of floats (two of doubles).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Four<V>(V a, V b, V c, V d) where V : unmanaged, ILane<V>
{
    /// <summary>The elements in order.</summary>
    public readonly V A = a, B = b, C = c, D = d;

    /// <summary>The same number four times.</summary>
    public static Four<V> Of(V value) => new(value, value, value, value);

    /// <summary>scale · x + y.</summary>
    public static Four<V> Fma(V scale, in Four<V> x, in Four<V> y) =>
        new(V.Fma(scale, x.A, y.A), V.Fma(scale, x.B, y.B), V.Fma(scale, x.C, y.C), V.Fma(scale, x.D, y.D));
}
