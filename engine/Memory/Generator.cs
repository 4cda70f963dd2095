using NeuralCore.Memory;

namespace NeuralCore;

/// <summary>Random numbers of one stream: (seed, stream, offset) is the whole state, saved in the checkpoint.</summary>
/// <remarks>There is no global generator: whoever draws is handed one, so that the same seed gives the same run.</remarks>
public sealed class Generator
{
    /// <summary>The streams of a run, so that drawing more in one does not shift another.</summary>
    public enum Streams : uint
    {
        /// <summary>Initial weights.</summary>
        Init,
        /// <summary>The order of the training examples.</summary>
        Shuffle,
        /// <summary>Dropout masks.</summary>
        Dropout,
        /// <summary>Augmentation of images.</summary>
        Augment,
        /// <summary>Generated data and splits.</summary>
        Data,
    }

    /// <summary>A generator at the start of its stream.</summary>
    public Generator(ulong seed, Streams stream = Streams.Init, ulong offset = 0) => (Seed, Stream, Offset) = (seed, stream, offset);

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>The stream.</summary>
    public Streams Stream { get; }

    /// <summary>How many draws were made; each draw of a whole tensor, or of one number, counts once.</summary>
    public ulong Offset { get; set; }

    /// <summary>The key of the next draw; the generator moves on.</summary>
    public PhiloxKey Next() => new(Seed, (uint)Stream, Offset++);

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble()
    {
        var key = Next();
        var high = (ulong)(Philox.Bits(key, 0) >> 5);
        var low = (ulong)(Philox.Bits(key, 1) >> 6);
        return (high * (1UL << 26) + low) * (1.0 / (1UL << 53));
    }

    /// <summary>An integer in [0, <paramref name="below"/>), without bias.</summary>
    public int NextInt(int below)
    {
        if (below <= 0) throw new UsageException($"an integer below {below} was asked for; expected at least 1");
        var key = Next();
        var limit = uint.MaxValue - uint.MaxValue % (uint)below;
        for (ulong i = 0; ; i++)
            if (Philox.Bits(key, i) is var bits && bits < limit) return (int)(bits % (uint)below);
    }

    /// <summary>Fills with numbers in [<paramref name="low"/>, <paramref name="high"/>); one draw.</summary>
    public void Uniform(Span<double> target, double low = 0, double high = 1)
    {
        var key = Next();
        for (var i = 0; i < target.Length; i += 4)
        {
            // One block serves four elements: initial weights are millions.
            var (x, y, z, w) = Philox.Block(key, (ulong)i >> 2);
            ReadOnlySpan<uint> bits = [x, y, z, w];
            for (var j = 0; j < Math.Min(4, target.Length - i); j++) target[i + j] = low + (high - low) * Philox.ToUniform(bits[j]);
        }
    }

    /// <summary>Fills with numbers of the standard normal distribution by Box and Muller's transform; one draw.</summary>
    public void Normal(Span<double> target)
    {
        var key = Next();
        for (var i = 0; i < target.Length; i++)
        {
            var u = 1 - (Philox.Bits(key, 2 * (ulong)i) + 0.5) * (1.0 / 4294967296.0);
            var v = (Philox.Bits(key, 2 * (ulong)i + 1) + 0.5) * (1.0 / 4294967296.0);
            target[i] = Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
        }
    }

    /// <summary>Puts the items in a random order (Fisher and Yates); one draw.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        var key = Next();
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)(((ulong)Philox.Bits(key, (ulong)i) * (ulong)(i + 1)) >> 32);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
