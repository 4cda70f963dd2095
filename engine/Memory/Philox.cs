namespace NeuralCore.Memory;

/// <summary>Philox4x32-10, the counter-based generator of Salmon et al. 2011 (SC'11, "Parallel random numbers: as easy as 1, 2, 3", §3.3).</summary>
/// <remarks>
/// Block <c>i</c> of a (key, counter) pair is a pure function of its index, so every element of a tensor can be drawn
/// on its own, in any order, by any number of threads, on any device, always with the same bits.
/// </remarks>
public static class Philox
{
    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9, W1 = 0xBB67AE85;

    /// <summary>The four words of one block: counter (c0, c1, c2, c3) under key (k0, k1).</summary>
    public static (uint X, uint Y, uint Z, uint W) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)M0 * c0;
            var p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>The four words of block <paramref name="block"/> of the draw named by <paramref name="key"/>.</summary>
    public static (uint X, uint Y, uint Z, uint W) Block(PhiloxKey key, ulong block) =>
        Block((uint)block, (uint)(block >> 32), (uint)key.Offset, (uint)(key.Offset >> 32) ^ key.Stream << 16, (uint)key.Seed, (uint)(key.Seed >> 32));

    /// <summary>The 32 random bits of element <paramref name="index"/> of the draw named by <paramref name="key"/>: word <c>index mod 4</c> of block <c>index / 4</c>.</summary>
    public static uint Bits(PhiloxKey key, ulong index)
    {
        var (x, y, z, w) = Block(key, index >> 2);
        return (index & 3) switch { 0 => x, 1 => y, 2 => z, _ => w };
    }

    /// <summary>A number in [0, 1) on a grid of 2⁻²⁴, exact in float and double alike.</summary>
    public static double Uniform(PhiloxKey key, ulong index) => ToUniform(Bits(key, index));

    /// <summary>The number in [0, 1) that 32 random bits stand for.</summary>
    internal static double ToUniform(uint bits) => (bits >> 8) * (1.0 / (1 << 24));
}

/// <summary>Names one draw of a whole tensor: the run's seed, the stream, and how many draws came before.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Stream">The stream's number; see <see cref="Generator"/>.</param>
/// <param name="Offset">The draw's number within the stream, below 2⁴⁸.</param>
public readonly record struct PhiloxKey(ulong Seed, uint Stream, ulong Offset);
