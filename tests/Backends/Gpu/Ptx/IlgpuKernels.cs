using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>Kernels as a GPU backend would write them, for ILGPU to turn into PTX.</summary>
internal static class IlgpuKernels
{
    public static void Add(Index1D i, ArrayView<float> x, ArrayView<float> y, ArrayView<float> z) => z[i] = x[i] + y[i];

    public static void Relu<T>(Index1D i, ArrayView<T> x, T slope) where T : unmanaged, System.Numerics.INumber<T> =>
        x[i] = x[i] > T.Zero ? x[i] : x[i] * slope;

    /// <summary>The sum of each block's 256 elements.</summary>
    public static void Sum(ArrayView<float> x, ArrayView<float> sums)
    {
        var tile = SharedMemory.Allocate<float>(256);
        var (thread, i) = (Group.IdxX, Grid.IdxX * 256 + Group.IdxX);
        tile[thread] = i < x.IntLength ? x[i] : 0;
        Group.Barrier();
        for (var step = 128; step > 0; step >>= 1)
        {
            if (thread < step) tile[thread] += tile[thread + step];
            Group.Barrier();
        }
        if (thread == 0) sums[Grid.IdxX] = tile[0];
    }

    /// <summary>Turns each block's elements around in a shared array whose size the launch decides.</summary>
    public static void Reverse(ArrayView<double> x)
    {
        var tile = SharedMemory.GetDynamic<double>();
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        tile[Group.IdxX] = x[i];
        Group.Barrier();
        x[i] = tile[Group.DimX - 1 - Group.IdxX];
    }

    public static void WarpSum(ArrayView<int> x, ArrayView<int> sums)
    {
        var sum = x[Grid.IdxX * Group.DimX + Group.IdxX];
        for (var step = 16; step > 0; step >>= 1) sum += Warp.ShuffleDown(sum, step);
        if (Warp.LaneIdx == 0) sums[Grid.IdxX * (Group.DimX / 32) + Group.IdxX / 32] = sum;
    }

    public static void Histogram(Index1D i, ArrayView<int> x, ArrayView<int> counts)
    {
        Atomic.Add(ref counts[x[i] & 7], 1);
        Atomic.Max(ref counts[8], x[i]);
    }

    public static void Polynomial(Index1D i, ArrayView<double> x, ArrayView<double> y, double scale)
    {
        var v = x[i];
        y[i] = Math.Sqrt(Math.Abs(v)) / (1 + v * v) - scale * v * Math.Floor(v) + Math.Max(v, -1);
    }

    public static void Integers(Index1D i, ArrayView<long> x, ArrayView<uint> y, ArrayView<short> z)
    {
        var v = (x[i] * 2654435761L) >> 7;
        x[i] = v / 3 + v % 7;
        y[i] = (uint)(v ^ (v >> 32)) * 2654435769u >> 3;
        z[i] = (short)(y[i] - z[i]);
    }

    /// <summary>An intrinsic that ILGPU declares and never defines.</summary>
    public static void Undefined(Index1D i, ArrayView<float> x) => x[i] = MathF.FusedMultiplyAdd(x[i], x[i], 1f);

    /// <summary>An array that cannot live in registers, since its index is not known.</summary>
    public static void LocalArray(Index1D i, ArrayView<float> x)
    {
        var values = LocalMemory.Allocate1D<float>(4);
        for (var k = 0; k < 4; k++) values[k] = x[i] * k;
        x[i] = values[i.X & 3];
    }

    public static void Switch(Index1D i, ArrayView<float> x) => x[i] = (i.X & 3) switch { 0 => 1f, 1 => 2f, 2 => x[i] * 2, 3 => -x[i], _ => 0 };

    public static void Bits(Index1D i, ArrayView<float> x, ArrayView<int> y) =>
        y[i] = (int)(Interop.FloatAsInt(x[i]) & 0x7FFFFFFF) + (float.IsNaN(x[i]) ? 1 : 0) + (float.IsInfinity(x[i]) ? 2 : 0);

    public static void Geometry(Index1D i, ArrayView<float> x, ArrayView<float> y, IlgpuGeometry g)
    {
        var (c, w) = (i.X / g.Width, i.X % g.Width);
        var sum = 0f;
        for (var k = 0; k < g.Taps; k++)
        {
            var at = w * g.Stride - g.Padding + k;
            if (at < 0 || at >= g.Width) continue;
            sum += x[c * g.Width + at] * (float)g.Scale;
        }
        y[i] = sum;
    }

    /// <summary>c = a · b with 128 × 128 tiles, 8 × 8 results a thread, 128-bit loads and two buffers; sizes are multiples of the tile.</summary>
    public static void MatMul(ArrayView<float> left, ArrayView<float> right, ArrayView<float> result, int n, int depth)
    {
        var a = left.Cast<IlgpuFloat4>().AsAligned(16);
        var b = right.Cast<IlgpuFloat4>().AsAligned(16);
        var c = result.Cast<IlgpuFloat4>().AsAligned(16);
        var tileA = SharedMemory.Allocate<IlgpuFloat4>(512).AsAligned(16);
        var tileB = SharedMemory.Allocate<IlgpuFloat4>(512).AsAligned(16);
        var scalarsA = tileA.Cast<float>();
        var (thread, tx, ty) = (Group.IdxX, Group.IdxX & 15, Group.IdxX >> 4);
        var (depth4, n4) = (depth >> 2, n >> 2);
        var fromA = (Grid.IdxY * 128 + (thread >> 1)) * depth4 + (thread & 1);
        var fromB = (thread >> 5) * n4 + Grid.IdxX * 32 + (thread & 31);
        var (toA, toB) = ((thread & 1) * 512 + (thread >> 1), thread);
        IlgpuFloat4 nextA = a[fromA], nextB = b[fromB];
        IlgpuFloat4.Scatter(scalarsA, toA, nextA);
        tileB[toB] = nextB;
        Group.Barrier();
        IlgpuFloat8 r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        var buffer = 0;
        var tiles = depth / 8;
        for (var t = 1; t <= tiles; t++)
        {
            if (t < tiles) (nextA, nextB) = (a[fromA + t * 2], b[fromB + t * 8 * n4]);
            var (rowA, rowB) = (buffer * 256 + ty, buffer * 256 + tx);
            for (var k = 0; k < 8; k++)
            {
                IlgpuFloat4 a0 = tileA[rowA], a1 = tileA[rowA + 16], b0 = tileB[rowB], b1 = tileB[rowB + 16];
                r0 = r0.Plus(a0.X, b0, b1);
                r1 = r1.Plus(a0.Y, b0, b1);
                r2 = r2.Plus(a0.Z, b0, b1);
                r3 = r3.Plus(a0.W, b0, b1);
                r4 = r4.Plus(a1.X, b0, b1);
                r5 = r5.Plus(a1.Y, b0, b1);
                r6 = r6.Plus(a1.Z, b0, b1);
                r7 = r7.Plus(a1.W, b0, b1);
                rowA += 32;
                rowB += 32;
            }
            buffer ^= 1;
            if (t < tiles)
            {
                IlgpuFloat4.Scatter(scalarsA, buffer * 1024 + toA, nextA);
                tileB[buffer * 256 + toB] = nextB;
            }
            Group.Barrier();
        }
        var (row, column) = (Grid.IdxY * 128 + ty * 4, Grid.IdxX * 32 + tx);
        r0.Store(c, row * n4 + column);
        r1.Store(c, (row + 1) * n4 + column);
        r2.Store(c, (row + 2) * n4 + column);
        r3.Store(c, (row + 3) * n4 + column);
        r4.Store(c, (row + 64) * n4 + column);
        r5.Store(c, (row + 65) * n4 + column);
        r6.Store(c, (row + 66) * n4 + column);
        r7.Store(c, (row + 67) * n4 + column);
    }
}

/// <summary>A structure that kernels take by value.</summary>
internal readonly record struct IlgpuGeometry(int Width, int Taps, double Scale, int Stride, short Padding);

internal struct IlgpuFloat4(float x, float y, float z, float w)
{
    public float X = x, Y = y, Z = z, W = w;

    public readonly IlgpuFloat4 Plus(float s, IlgpuFloat4 b) => new(s * b.X + X, s * b.Y + Y, s * b.Z + Z, s * b.W + W);

    public static void Scatter(ArrayView<float> target, int at, IlgpuFloat4 v)
    {
        target[at] = v.X;
        target[at + 128] = v.Y;
        target[at + 256] = v.Z;
        target[at + 384] = v.W;
    }
}

internal struct IlgpuFloat8
{
    private IlgpuFloat4 _low, _high;

    public readonly IlgpuFloat8 Plus(float s, IlgpuFloat4 low, IlgpuFloat4 high) =>
        new() { _low = _low.Plus(s, low), _high = _high.Plus(s, high) };

    public readonly void Store(ArrayView<IlgpuFloat4> target, int at)
    {
        target[at] = _low;
        target[at + 16] = _high;
    }
}
