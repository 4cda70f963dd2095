using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary><see cref="Philox"/> for many neighbouring elements: as many blocks side by side as a vector holds, with the same bits.</summary>
internal static unsafe class PhiloxBlocks
{
    private const int Rounds = 10;
    private const ulong M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85, Low = 0xFFFFFFFF;

    /// <summary>The upper 24 of the 32 bits of elements <paramref name="first"/> … first + <paramref name="count"/> − 1 as whole numbers; both are multiples of four, and <paramref name="draws"/> has room for four vectors more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Draw<T>(PhiloxKey key, long first, int count, T* draws) where T : unmanaged, INumberBase<T>
    {
        var words = stackalloc ulong[2 * Vector<ulong>.Count];
        for (var block = 0; block < count / 4; block += Vector<ulong>.Count)
        {
            Blocks(key, (ulong)first / 4 + (ulong)block, out var xy, out var zw);
            Vector.Store(xy >> 8, words);
            Vector.Store(zw >> 8, words + Vector<ulong>.Count);
            for (var i = 0; i < Vector<ulong>.Count; i++, draws += 4)
            {
                var (low, high) = (words[i], words[Vector<ulong>.Count + i]);
                draws[0] = T.CreateTruncating((int)low & 0xFFFFFF);
                draws[1] = T.CreateTruncating((int)(low >> 32));
                draws[2] = T.CreateTruncating((int)high & 0xFFFFFF);
                draws[3] = T.CreateTruncating((int)(high >> 32));
            }
        }
    }

    // A word takes 64 bits, so that the product of two fits; at the end the four words of a block are packed into two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blocks(PhiloxKey key, ulong first, out Vector<ulong> xy, out Vector<ulong> zw)
    {
        var block = Vector.Create(first) + Vector<ulong>.Indices;
        var (c0, c1) = (block & Vector.Create(Low), block >> 32);
        var (c2, c3) = (Vector.Create(key.Offset & Low), Vector.Create((key.Offset >> 32 ^ key.Stream << 16) & Low));
        var (k0, k1) = (key.Seed & Low, key.Seed >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var (p0, p1) = (c0 * Vector.Create(M0), c2 * Vector.Create(M1));
            (c0, c1) = ((p1 >> 32) ^ c1 ^ Vector.Create(k0), p1 & Vector.Create(Low));
            (c2, c3) = ((p0 >> 32) ^ c3 ^ Vector.Create(k1), p0 & Vector.Create(Low));
            k0 = k0 + W0 & Low;
            k1 = k1 + W1 & Low;
        }
        xy = c0 | c1 << 32;
        zw = c2 | c3 << 32;
    }
}
